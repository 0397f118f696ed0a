// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page/tablecopy.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTableView>
#include <QTreeView>

namespace spanwise {
namespace {

template<typename View>
void copyRows(const View &view)
{
    QStringList lines;
    for (const QModelIndex &row : view.selectionModel()->selectedRows()) {
        QStringList cells;
        for (int column = 0; column < view.model()->columnCount(); ++column) {
            if (!view.isColumnHidden(column))
                cells.append(row.siblingAtColumn(column).data().toString());
        }
        lines.append(cells.join(u'\t'));
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace

void copySelectedRows(const QTableView &table)
{
    copyRows(table);
}

void copySelectedRows(const QTreeView &tree)
{
    copyRows(tree);
}

} // namespace spanwise
