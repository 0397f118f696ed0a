// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/plaintable.h"

#include <QHeaderView>
#include <QTableView>

namespace spanwise {

QTableView *makePlainTable(QAbstractItemModel *model, int rowHeight, QWidget *parent)
{
    auto *const table = new QTableView(parent);
    table->setModel(model);
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed); // a hundred thousand rows are not asked for their height
    table->verticalHeader()->setMinimumSectionSize(rowHeight);
    table->verticalHeader()->setDefaultSectionSize(rowHeight);
    table->horizontalHeader()->setHighlightSections(false);
    return table;
}

} // namespace spanwise
