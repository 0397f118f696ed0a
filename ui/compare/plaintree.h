// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace spanwise {

/// A PlainTable whose rows fold: rows of one height, chosen as a whole, copied with Ctrl+C. Enter and a
/// double click activate a row; Right and Left open and close it.
class PlainTree final : public QTreeView
{
    Q_OBJECT

public:
    PlainTree(QAbstractItemModel *model, QWidget *parent);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace spanwise
