// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/plaintable.h"

#include "ui/page/tablecopy.h"

#include <QHeaderView>
#include <QKeyEvent>

namespace spanwise {

PlainTable::PlainTable(QAbstractItemModel *model, int rowHeight, QWidget *parent)
    : QTableView(parent)
{
    setModel(model);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(
        QHeaderView::Fixed); // a hundred thousand rows are not asked for their height
    verticalHeader()->setMinimumSectionSize(rowHeight);
    verticalHeader()->setDefaultSectionSize(rowHeight);
    horizontalHeader()->setHighlightSections(false);
    // The style keeps the room of an arrow at the right: with it, heads of numbers end where the numbers do.
    setStyleSheet(QStringLiteral("QHeaderView::section { padding: 5px 0px 5px 9px; }"));
}

void PlainTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copySelectedRows(*this);
    else
        QTableView::keyPressEvent(event);
}

} // namespace spanwise
