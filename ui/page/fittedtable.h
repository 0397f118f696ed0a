// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace spanwise {

/// A quiet table that is as tall as its rows: no grid, no row numbers, whole rows selected, columns sized by
/// the owner.
///
/// Meant for short lists on a page that scrolls as a whole. Beyond maxRows it scrolls by itself. Enter and
/// double-click both emit activated(); Ctrl+C copies the selected rows as tab-separated text. GUI thread.
class FittedTable final : public QTableView
{
    Q_OBJECT

public:
    explicit FittedTable(QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    void setRowHeight(int pixels);
    void setMaxRows(int rows);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void refit();

    int m_maxRows = 12;
};

} // namespace spanwise
