// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page/tablecopy.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTableView>

namespace spanwise {

void copySelectedRows(const QTableView &table)
{
    QStringList lines;
    for (const QModelIndex &row : table.selectionModel()->selectedRows()) {
        QStringList cells;
        for (int column = 0; column < table.model()->columnCount(); ++column) {
            if (!table.isColumnHidden(column))
                cells.append(row.siblingAtColumn(column).data().toString());
        }
        lines.append(cells.join(u'\t'));
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace spanwise
