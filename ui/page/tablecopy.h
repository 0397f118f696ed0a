// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;
class QTreeView;

namespace spanwise {

/// Puts the selected rows of a table on the clipboard, cells apart by tabs; hidden columns are left out.
/// Nothing happens without a selection. GUI thread.
void copySelectedRows(const QTableView &table);
void copySelectedRows(const QTreeView &tree);

} // namespace spanwise
