// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/canvas.h"

#include "ui/models/format.h"
#include "ui/trace/canvaspainter.h"
#include "ui/trace/spanwords.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyle>
#include <QToolTip>

#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int gesturePauseMs = 700;
constexpr int motionMs = 120;

Timestamp between(Timestamp from, Timestamp to, double share)
{
    return from + Duration(static_cast<std::int64_t>(static_cast<double>((to - from).count()) * share));
}

} // namespace

Canvas::Canvas(Theme &theme, SpanReaders readers, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
    , m_readers(std::move(readers))
{
    setObjectName(u"waterfall"_s);
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("Steps of the query"));
    setMinimumSize(280, 120);
    m_motion.setStartValue(0.0);
    m_motion.setEndValue(1.0);
    m_motion.setDuration(motionMs);
    m_motion.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_motion, &QVariantAnimation::valueChanged, viewport(), qOverload<>(&QWidget::update));
    connect(&m_theme, &Theme::changed, this, [this] {
        m_names = {};
        measureNames();
        updateLayout();
        viewport()->update();
    });
    updateLayout();
}

void Canvas::showTrace(std::shared_ptr<const Trace> trace)
{
    showTrace(Waterfall::opened(m_waterfall.order(), m_waterfall.isDescending(), std::move(trace)));
}

void Canvas::showTrace(WaterfallGrowth opened)
{
    m_labels.clear();
    m_runs.clear();
    m_marks = {};
    m_hovered.reset();
    m_motion.stop();
    m_drag = Drag::None;
    m_waterfall.show(std::move(opened));
    m_names = {};
    measureNames();
    updateLayout();
    verticalScrollBar()->setValue(0);
    revealSelection();
    Q_EMIT rowsChanged();
    Q_EMIT viewChanged();
    Q_EMIT selectionChanged();
    describeSelection();
    viewport()->update();
}

void Canvas::updateTrace(std::shared_ptr<const Trace> trace)
{
    if (m_waterfall.isEmpty() || !trace || m_waterfall.trace().id() != trace->id()) {
        showTrace(std::move(trace));
        return;
    }
    grow(Waterfall::grown(m_waterfall.openRows(), std::move(trace)));
}

void Canvas::grow(WaterfallGrowth growth)
{
    // What is being looked at keeps its place on the screen while rows come in above it: the selected row, or
    // the topmost one.
    const int scroll = verticalScrollBar()->value();
    const auto top = static_cast<std::size_t>(scroll / m_layout.rowHeight);
    auto before = m_waterfall.selectedPosition();
    const auto rowsShown = static_cast<std::size_t>(m_layout.rowsHeight() / m_layout.rowHeight);
    if (!before || *before < top || *before > top + rowsShown)
        before = top < m_waterfall.rows().size() ? std::optional(top) : std::nullopt;
    const std::uint32_t anchor = before ? growth.rowOf[SpanTree::index(m_waterfall.rows()[*before])] : noRow;
    const SpanMarks marks =
        m_marks.isEmpty() ? SpanMarks() : m_marks.moved(growth.rowOf, growth.trace->size());
    m_labels.clear();
    m_runs.clear();
    m_hovered.reset();
    m_motion.stop();
    m_waterfall.take(std::move(growth));
    m_marks = marks;
    measureNames();
    updateLayout();
    const auto after =
        anchor == noRow ? std::nullopt : m_waterfall.rows().positionOf(static_cast<SpanRow>(anchor));
    if (before && after && scroll > 0)
        verticalScrollBar()->setValue(scroll + (static_cast<int>(*after) - static_cast<int>(*before)) *
                                                   m_layout.rowHeight);
    Q_EMIT rowsChanged();
    Q_EMIT viewChanged();
    Q_EMIT selectionChanged();
    if (!m_marks.isEmpty())
        Q_EMIT marksChanged();
    viewport()->update();
}

void Canvas::measureNames()
{
    if (!m_waterfall.isEmpty())
        m_names.include(NameRoom(m_waterfall.trace(), QFontMetrics(m_theme.body())));
}

void Canvas::updateLayout()
{
    m_layout.size = viewport()->size();
    const QFontMetrics body(m_theme.body());
    m_layout.rowHeight = std::max(25, body.height() + 8);
    m_layout.headerHeight = std::max(26, body.height() + 9);
    const bool lengthsStood = !m_layout.lengthGaveWay();
    m_layout.share(m_names);
    if (lengthsStood == m_layout.lengthGaveWay())
        m_labels.clear(); // lengths are in them, or no longer
    m_waterfall.setWidth(m_layout.timeWidth());
    const int whole = static_cast<int>(m_waterfall.rows().size()) * m_layout.rowHeight;
    verticalScrollBar()->setRange(0, std::max(0, whole - m_layout.rowsHeight()));
    verticalScrollBar()->setPageStep(std::max(1, m_layout.rowsHeight()));
    verticalScrollBar()->setSingleStep(m_layout.rowHeight);
}

std::vector<RowBox> Canvas::boxes() const
{
    if (m_waterfall.isEmpty())
        return {};
    return rowBoxes(m_waterfall.trace(), m_waterfall.rows(), shownView(),
                    {.scrollY = verticalScrollBar()->value(),
                     .height = m_layout.rowsHeight(),
                     .rowHeight = m_layout.rowHeight});
}

std::optional<RowBox> Canvas::boxUnder(QPoint at) const
{
    if (at.y() < m_layout.headerHeight)
        return std::nullopt;
    const auto shown = boxes();
    const auto found = boxAt(shown, at.y() - m_layout.headerHeight, m_layout.rowHeight);
    return found ? std::optional(shown[*found]) : std::nullopt;
}

const QString &Canvas::label(SpanRow row)
{
    const auto key = static_cast<quint32>(row);
    auto it = m_labels.find(key);
    if (it == m_labels.end()) {
        QString words = barLabel(m_waterfall.trace(), row, m_readers);
        if (m_layout.lengthGaveWay()) {
            const QString length = formatDuration(m_waterfall.trace()[row].time.length());
            words = words.isEmpty() ? length : QString(length % u" · "_s % words);
        }
        it = m_labels.insert(key, words);
    }
    return *it;
}

Viewport Canvas::shownView() const
{
    if (m_motion.state() != QAbstractAnimation::Running)
        return m_waterfall.view();
    const double share = m_motion.currentValue().toDouble();
    const TimeWindow to = m_waterfall.view().window();
    return m_waterfall.view().showing(
        {between(m_from.begin, to.begin, share), between(m_from.end, to.end, share)});
}

/// Begins the motion from what was on the screen to the view that is wanted now.
void Canvas::moveFrom(const Viewport &before, Motion motion)
{
    m_motion.stop();
    const bool wanted = style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0;
    if (motion == Motion::AtOnce || !wanted || !isVisible())
        return;
    m_from = before.window();
    m_motion.start();
}

const std::vector<FoldedRun> &Canvas::runs(SpanRow row)
{
    if (m_runsView != shownView()) {
        m_runsView = shownView();
        m_runs.clear();
    }
    const auto key = static_cast<quint32>(row);
    auto it = m_runs.find(key);
    if (it == m_runs.end())
        it = m_runs.insert(key, foldedRuns(m_waterfall.trace(), m_waterfall.subtrees(), row, m_runsView));
    return *it;
}

void Canvas::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const auto shown = boxes();
    CanvasPainter::Frame frame{
        .boxes = shown,
        .view = shownView(),
        .hovered = m_hovered,
        .rangeBand = {},
        .cursorX = m_drag == Drag::None ? m_cursorX : std::nullopt,
        .focused = hasFocus(),
        .label = [this](SpanRow row) -> const QString & { return label(row); },
        .runs = [this](SpanRow row) -> const std::vector<FoldedRun> & { return runs(row); },
        .column = [this](CanvasColumn column, SpanRow row) { return columnText(column, row); },
        .marks = m_marks};
    if (m_drag == Drag::Range && m_pressed != m_last)
        frame.rangeBand = {std::min(m_pressed.x(), m_last.x()), std::max(m_pressed.x(), m_last.x())};
    else if (const auto &range = m_waterfall.range())
        frame.rangeBand = {m_layout.timeX() + static_cast<int>(frame.view.xOf(range->begin)),
                           m_layout.timeX() + static_cast<int>(frame.view.xOf(range->end))};
    CanvasPainter(painter, m_theme, m_waterfall, m_layout, frame).paint();
}

void Canvas::resizeEvent(QResizeEvent *)
{
    updateLayout();
    Q_EMIT viewChanged();
}

/// The row that is being looked at, under the mouse or selected, as the row that stands for it now; its
/// distance from the top.
int Canvas::anchorRowY(SpanRow &anchor) const
{
    anchor = m_waterfall.visibleFor(anchor);
    const auto position = m_waterfall.rows().positionOf(anchor);
    return position ? static_cast<int>(*position) * m_layout.rowHeight - verticalScrollBar()->value() : 0;
}

/// Runs one step of the waterfall, then brings scroll bar, listeners and screen up to date.
void Canvas::apply(const std::function<void(Waterfall &)> &step, Motion motion)
{
    const auto selected = m_waterfall.selected();
    const ViewPlace place = m_waterfall.place();
    const Viewport shown = shownView();
    const std::size_t rows = m_waterfall.rows().size();
    SpanRow anchor = m_hovered ? *m_hovered : selected.value_or(SpanRow{});
    const int anchorY = m_waterfall.isEmpty() ? 0 : anchorRowY(anchor);
    step(m_waterfall);
    if (m_waterfall.rows().size() != rows) {
        updateLayout();
        // What is being looked at stays where it is when rows open or close above it.
        if (anchorY >= 0 && anchorY < m_layout.rowsHeight())
            verticalScrollBar()->setValue(verticalScrollBar()->value() + anchorRowY(anchor) - anchorY);
        Q_EMIT rowsChanged();
    }
    if (m_waterfall.selected() != selected) {
        if (m_waterfall.view().window() == place.view.window() && place.selected && !m_inHistory)
            m_waterfall.leave(place, gesture(selectGesture));
        revealSelection();
        Q_EMIT selectionChanged();
        describeSelection();
    }
    if (m_waterfall.view().window() != place.view.window()) {
        moveFrom(shown, motion);
        Q_EMIT viewChanged();
    }
    viewport()->update();
}

void Canvas::revealSelection()
{
    const auto position = m_waterfall.selectedPosition();
    if (!position)
        return;
    const int top = static_cast<int>(*position) * m_layout.rowHeight;
    QScrollBar *bar = verticalScrollBar();
    if (top < bar->value())
        bar->setValue(top);
    else if (top + m_layout.rowHeight > bar->value() + m_layout.rowsHeight())
        bar->setValue(top + m_layout.rowHeight - m_layout.rowsHeight());
}

void Canvas::describeSelection()
{
    setAccessibleDescription(m_waterfall.isEmpty() || !m_waterfall.selected()
                                 ? tr("No trace is shown")
                                 : spanSentence(m_waterfall.trace(), *m_waterfall.selected()));
}

std::size_t Canvas::gesture(int kind)
{
    if (kind != m_gestureKind || !m_sinceGesture.isValid() || m_sinceGesture.elapsed() > gesturePauseMs)
        ++m_gesture;
    m_gestureKind = kind;
    m_sinceGesture.start();
    return m_gesture;
}

void Canvas::selectSpan(SpanRow row)
{
    apply([row](Waterfall &waterfall) { waterfall.select(row); });
}

void Canvas::showTime(TimeWindow part)
{
    apply([&](Waterfall &waterfall) { waterfall.showTime(part); });
}

void Canvas::panTo(TimeWindow part)
{
    apply([&, number = gesture(dragGesture)](Waterfall &waterfall) { waterfall.showTime(part, number); },
          Motion::AtOnce);
}

void Canvas::setCollapsedSpans(const std::vector<SpanId> &ids)
{
    apply([&](Waterfall &waterfall) { waterfall.setCollapsedSpans(ids); });
}

void Canvas::setMatches(const std::vector<SpanRow> &matches, bool isSearching)
{
    SpanMarks::Matches found(isSearching && !m_waterfall.isEmpty() ? m_waterfall.trace().size() : 0, false);
    for (const SpanRow row : matches) {
        if (SpanTree::index(row) < found.size())
            found[SpanTree::index(row)] = true;
    }
    m_marks.setMatches(isSearching, std::move(found));
    viewport()->update();
    Q_EMIT marksChanged();
}

void Canvas::setColors(std::vector<std::uint8_t> ofRow, std::vector<QColor> colors)
{
    m_marks.setColors(std::move(ofRow), std::move(colors));
    viewport()->update();
    Q_EMIT marksChanged();
}

void Canvas::setRange(std::optional<TimeWindow> range)
{
    if (m_waterfall.isEmpty() || m_waterfall.range() == range)
        return;
    m_waterfall.setRange(range);
    viewport()->update();
    Q_EMIT rangeChanged();
}

void Canvas::zoomToRange()
{
    if (const auto range = m_waterfall.range())
        showTime(*range);
}

void Canvas::copySelection() const
{
    if (!m_waterfall.isEmpty() && m_waterfall.selected())
        QGuiApplication::clipboard()->setText(spanAsText(m_waterfall.trace(), *m_waterfall.selected()));
}

void Canvas::fitSelection()
{
    if (const auto row = m_waterfall.selected())
        apply([&](Waterfall &waterfall) { waterfall.fit(*row); });
}

void Canvas::showAll()
{
    apply([](Waterfall &waterfall) { waterfall.showAll(); });
}

void Canvas::collapseAll()
{
    apply([](Waterfall &waterfall) { waterfall.setAllCollapsed(true); });
}

void Canvas::expandAll()
{
    apply([](Waterfall &waterfall) { waterfall.setAllCollapsed(false); });
}

void Canvas::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void Canvas::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void Canvas::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_waterfall.isEmpty())
        return;
    if (event->reason() == QContextMenuEvent::Mouse && event->pos().y() < m_layout.headerHeight)
        return openHeaderMenu(event->globalPos());
    QMenu menu(this);
    menu.addAction(tr("Copy span"), this, &Canvas::copySelection);
    menu.addAction(tr("Zoom to span"), this, &Canvas::fitSelection);
    menu.addAction(tr("Show whole trace"), this, &Canvas::showAll);
    if (m_waterfall.range()) {
        menu.addAction(tr("Zoom to the selected range"), this, &Canvas::zoomToRange);
        menu.addAction(tr("Clear the selected range"), this, [this] { setRange(std::nullopt); });
    }
    menu.addSeparator();
    menu.addAction(tr("Expand all"), this, &Canvas::expandAll);
    menu.addAction(tr("Collapse all"), this, &Canvas::collapseAll);
    menu.exec(event->globalPos());
}

} // namespace spanwise
