// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/plaintree.h"

#include "ui/page/tablecopy.h"

#include <QHeaderView>
#include <QKeyEvent>

namespace spanwise {

PlainTree::PlainTree(QAbstractItemModel *model, QWidget *parent)
    : QTreeView(parent)
{
    setModel(model);
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setExpandsOnDoubleClick(false);
    setIndentation(16);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    header()->setStretchLastSection(false);
    header()->setHighlightSections(false);
    setStyleSheet(QStringLiteral("QHeaderView::section { padding: 5px 0px 5px 9px; }")); // as PlainTable
    header()->setSectionsMovable(false);
}

void PlainTree::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copySelectedRows(*this);
    else
        QTreeView::keyPressEvent(event);
}

} // namespace spanwise
