// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAbstractItemModel;
class QTableView;
class QWidget;

namespace spanwise {

/// A table as the comparison pages have it: no grid, no frame, whole rows, dense, columns that can be resized, the keys of a list.
QTableView *makePlainTable(QAbstractItemModel *model, int rowHeight, QWidget *parent);

} // namespace spanwise
