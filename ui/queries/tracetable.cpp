// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/tracetable.h"

#include "ui/models/format.h"
#include "ui/models/tracelistmodel.h"
#include "ui/queries/labelmarks.h"
#include "ui/queries/newrowsbutton.h"
#include "ui/queries/tracecells.h"

#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// The pointer may leave the list for a moment and come back.
constexpr int restMs = 1000;

} // namespace

TraceTable::TraceTable(Theme &theme, TraceListModel &model, const LabelMarks &labels, QWidget *parent)
    : QTableView(parent)
    , m_theme(theme)
    , m_traces(model)
    , m_labels(labels)
    , m_cells(new TraceCells(theme, model, labels, this))
    , m_newRows(new NewRowsButton(this))
{
    setObjectName(u"queryList"_s);
    setAccessibleName(tr("Queries"));
    setModel(&model);
    setItemDelegate(m_cells);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection); // two of them can be compared
    setShowGrid(false);
    setFrameShape(NoFrame);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(NoEditTriggers);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(1);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setMinimumSectionSize(40);
    // In line with the text of the cells.
    horizontalHeader()->setStyleSheet(u"QHeaderView::section { padding: 4px 1px 4px %1px; }"
                                      "QHeaderView::section:first { padding-left: 12px; }"_s.arg(12));

    // Connected after setModel(), so the headers already know the new rows.
    connect(&model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) {
                keepPlace(first, last - first + 1);
                // A trace that was opened from elsewhere is selected as soon as it is listed.
                if (m_wanted && !currentIndex().isValid())
                    select(*m_wanted);
            });
    connect(&model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) { keepPlace(first, first - last - 1); });
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        m_newRows->setCount(0);
        m_isHeld = false;
        if (m_wanted)
            setCurrentTrace(*m_wanted);
        tellModel();
    });
    const auto open = [this](const QModelIndex &index) {
        // Who adds a row to the selection does not want to leave.
        if (index.isValid() && selectionModel()->selectedRows().size() == 1 &&
            selectionModel()->isSelected(index))
            Q_EMIT openRequested(m_traces.summaryAt(index.row()).id);
    };
    connect(this, &QTableView::clicked, this, open);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (current.isValid())
                    m_wanted = m_traces.summaryAt(current.row()).id;
            });
    connect(m_newRows, &QPushButton::clicked, this, &TraceTable::showNewest);
    m_rest.setSingleShot(true);
    m_rest.setInterval(restMs);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (m_isHeld && !isTouched())
            showNewest();
    });
    connect(&m_theme, &Theme::changed, this, &TraceTable::restyle);
    connect(&labels, &LabelMarks::changed, this, [this] { viewport()->update(); });
    restyle();
}

void TraceTable::restyle()
{
    const int height = m_cells->rowHeight();
    const int top = rowAt(0);
    verticalHeader()->setDefaultSectionSize(height);
    if (top > 0)
        verticalScrollBar()->setValue(top * height);
    arrangeColumns();
    viewport()->update();
}

void TraceTable::setCompact(bool compact)
{
    if (m_compact == compact)
        return;
    m_compact = compact;
    m_cells->setCompact(compact);
    horizontalHeader()->setVisible(!compact);
    restyle();
    if (currentIndex().isValid())
        scrollTo(currentIndex());
}

void TraceTable::arrangeColumns()
{
    using Model = TraceListModel;
    const int width = viewport()->width();
    const QFontMetrics metrics(m_theme.body());
    const auto column = [&](int number, const QString &widest, int extra, int fromWidth) {
        setColumnHidden(number, m_compact || width < fromWidth);
        setColumnWidth(number, metrics.horizontalAdvance(widest) + 22 + extra);
    };
    column(Model::TimeColumn, u"00:00:00"_s, 8, 0);
    column(Model::DurationColumn, u"2 min 55 s"_s, 88, 0);
    column(Model::StepsColumn, u"00000"_s, 6, 520);
    column(Model::ServiceColumn, u"a-service-of-name"_s, 8, 800);
    column(Model::StatusColumn, u"2 steps failed x"_s, 26, 620);
    column(Model::TokensColumn, u"000 000"_s, 12, 980);
    column(Model::CostColumn, u"$0.0000"_s, 12, 1060);
    horizontalHeader()->setSectionResizeMode(Model::QuestionColumn, QHeaderView::Stretch);
}

void TraceTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    m_newRows->placeIn(viewport()->geometry());
    arrangeColumns();
    tellModel();
}

void TraceTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    if (dy == 0)
        return;
    tellModel();
    setHoveredRow(-1);
    if (m_isKeeping)
        return;
    m_isHeld = false;
    if (verticalScrollBar()->value() == 0)
        m_newRows->setCount(0);
}

void TraceTable::tellModel()
{
    const int height = std::max(1, verticalHeader()->defaultSectionSize());
    const int first = verticalScrollBar()->value() / height;
    m_traces.setVisibleRows(first, viewport()->height() / height + 2);
    const int left = verticalScrollBar()->maximum() - verticalScrollBar()->value();
    if (left < 4 * viewport()->height() && m_traces.canFetchMore({}))
        m_traces.fetchMore({});
}

void TraceTable::keepPlace(int first, int count)
{
    const int height = std::max(1, verticalHeader()->defaultSectionSize());
    const int value = verticalScrollBar()->value();
    const int read = std::max(value / height, viewport()->underMouse() ? m_hovered : -1);
    if (first > read || (value == 0 && !isTouched()))
        return;
    const int hovered = m_hovered;
    updateGeometries();
    m_isKeeping = true;
    verticalScrollBar()->setValue(value + count * height);
    m_isKeeping = false;
    setHoveredRow(hovered < 0 ? -1 : hovered + count);
    m_isHeld = m_isHeld || (value == 0 && verticalScrollBar()->value() > 0);
    m_newRows->setCount(verticalScrollBar()->value() == 0 ? 0 : std::max(0, m_newRows->count() + count));
}

/// The pointer is over the rows, or the keys are on one of them.
bool TraceTable::isTouched() const
{
    return viewport()->underMouse() || m_newRows->underMouse() || (hasFocus() && currentIndex().isValid());
}

void TraceTable::showNewest()
{
    verticalScrollBar()->setValue(0);
}

std::optional<TraceId> TraceTable::currentTrace() const
{
    return currentIndex().isValid() ? std::optional(m_traces.summaryAt(currentIndex().row()).id)
                                    : std::nullopt;
}

std::vector<TraceId> TraceTable::selectedTraces() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    std::vector<TraceId> traces;
    for (const QModelIndex &row : rows)
        traces.push_back(m_traces.summaryAt(row.row()).id);
    return traces;
}

void TraceTable::showLabel(const QHelpEvent &event)
{
    const QModelIndex under = indexAt(event.pos());
    const QueryLabel *const label =
        under.isValid() ? m_labels.labelOf(m_traces.summaryAt(under.row()).id) : nullptr;
    if (label == nullptr)
        return QToolTip::hideText();
    const QString verdict = !label->verdict                    ? tr("Noted")
                            : *label->verdict == Verdict::Good ? tr("Good answer")
                                                               : tr("Bad answer");
    const QString note = QString::fromStdString(label->note);
    QToolTip::showText(event.globalPos(),
                       toolTipText(note.isEmpty() ? verdict : QString(verdict % u": "_s % note)), this);
}

void TraceTable::setCurrentTrace(TraceId id)
{
    m_wanted = id;
    const int row = m_traces.rowOf(id);
    if (row < 0) {
        selectionModel()->clear();
        m_wanted = id;
        return;
    }
    const QModelIndex index = m_traces.index(row, TraceListModel::QuestionColumn);
    setCurrentIndex(index);
    scrollTo(index);
}

void TraceTable::select(TraceId id)
{
    if (const int row = m_traces.rowOf(id); row >= 0)
        setCurrentIndex(m_traces.index(row, TraceListModel::QuestionColumn));
}

void TraceTable::setHoveredRow(int row)
{
    if (std::exchange(m_hovered, row) == row)
        return;
    m_cells->setHoveredRow(row);
    viewport()->update();
}

bool TraceTable::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        showLabel(*static_cast<const QHelpEvent *>(event));
        return true;
    }
    if (event->type() == QEvent::MouseMove)
        setHoveredRow(rowAt(static_cast<const QMouseEvent *>(event)->position().toPoint().y()));
    else if (event->type() == QEvent::Leave) {
        setHoveredRow(-1);
        m_rest.start();
    }
    return QTableView::viewportEvent(event);
}

void TraceTable::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    m_rest.start();
}

void TraceTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyRequested();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentTrace()) {
        Q_EMIT openRequested(*currentTrace());
    } else if (event->key() == Qt::Key_Home && m_traces.rowCount() > 0) {
        setCurrentIndex(m_traces.index(0, TraceListModel::QuestionColumn)); // a row is one thing here
        showNewest();
    } else if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_Slash) {
        event->ignore(); // keys of the page; keyboard search of the view would take the slash
    } else {
        QTableView::keyPressEvent(event);
    }
}

} // namespace spanwise
