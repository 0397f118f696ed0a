// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page/fittedtable.h"

#include "ui/page/tablecopy.h"

#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>

namespace spanwise {

FittedTable::FittedTable(QWidget *parent)
    : QTableView(parent)
{
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    // Cells and heads begin where the card's title does; colours stay those of the application's sheet.
    setStyleSheet(QStringLiteral(
        "QHeaderView::section { padding: 5px 4px 5px 13px; } QTableView::item { padding: 3px 10px; }"));
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setMinimumSectionSize(24);
    setRowHeight(30);
}

void FittedTable::setModel(QAbstractItemModel *model)
{
    if (QAbstractItemModel *const old = this->model())
        old->disconnect(this);
    QTableView::setModel(model);
    if (!model)
        return;
    connect(model, &QAbstractItemModel::modelReset, this, &FittedTable::refit);
    connect(model, &QAbstractItemModel::rowsInserted, this, &FittedTable::refit);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &FittedTable::refit);
    refit();
}

void FittedTable::setRowHeight(int pixels)
{
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(pixels);
    verticalHeader()->setDefaultSectionSize(pixels);
    refit();
}

void FittedTable::setMaxRows(int rows)
{
    m_maxRows = rows;
    refit();
}

QSize FittedTable::sizeHint() const
{
    const int rows = model() ? std::min(model()->rowCount(), m_maxRows) : 0;
    const int head = horizontalHeader()->isVisibleTo(this) ? horizontalHeader()->sizeHint().height() : 0;
    return {400, head + rows * verticalHeader()->defaultSectionSize() + 2 * frameWidth()};
}

QSize FittedTable::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

void FittedTable::refit()
{
    updateGeometry();
}

void FittedTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelectedRows(*this);
        return;
    }
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && currentIndex().isValid()) {
        Q_EMIT activated(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace spanwise
