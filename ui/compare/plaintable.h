// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace spanwise {

/// A table as the comparison pages have it: no grid, no frame, whole rows, dense, columns that can be
/// resized. Enter and double-click emit activated(), Ctrl+C copies the row. GUI thread.
class PlainTable final : public QTableView
{
    Q_OBJECT

public:
    PlainTable(QAbstractItemModel *model, int rowHeight, QWidget *parent);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace spanwise
