// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/canvas.h"

#include "ui/trace/canvaspainter.h"
#include "ui/trace/spanwords.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int gesturePauseMs = 700;

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
    connect(&m_theme, &Theme::changed, this, [this] {
        updateLayout();
        viewport()->update();
    });
    updateLayout();
}

void Canvas::showTrace(std::shared_ptr<const Trace> trace)
{
    m_labels.clear();
    m_matches.clear();
    m_hovered.reset();
    m_drag = Drag::None;
    m_waterfall.show(std::move(trace));
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
    // The selected row keeps its place on the screen while rows come in above it.
    const auto before = m_waterfall.selectedPosition();
    const int scroll = verticalScrollBar()->value();
    m_labels.clear();
    m_hovered.reset();
    m_waterfall.update(std::move(trace));
    updateLayout();
    const auto after = m_waterfall.selectedPosition();
    if (before && after && scroll > 0)
        verticalScrollBar()->setValue(scroll + (static_cast<int>(*after) - static_cast<int>(*before)) *
                                                   m_layout.rowHeight);
    Q_EMIT rowsChanged();
    Q_EMIT viewChanged();
    Q_EMIT selectionChanged();
    viewport()->update();
}

void Canvas::updateLayout()
{
    m_layout.size = viewport()->size();
    const QFontMetrics body(m_theme.body());
    m_layout.rowHeight = std::max(25, body.height() + 8);
    m_layout.headerHeight = std::max(26, body.height() + 9);
    m_layout.durationWidth = std::max(60, body.horizontalAdvance(u"59 min 59 s"_s) - 6);
    if (!m_dividerMoved)
        m_layout.nameWidth = std::clamp(m_layout.size.width() * 38 / 100, 220, 380);
    m_layout.nameWidth = std::clamp(m_layout.nameWidth, 140, std::max(140, m_layout.size.width() - 120));
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
    return rowBoxes(m_waterfall.trace(), m_waterfall.rows(), m_waterfall.view(),
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
    if (it == m_labels.end())
        it = m_labels.insert(key, barLabel(m_waterfall.trace(), row, m_readers));
    return *it;
}

void Canvas::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const auto shown = boxes();
    CanvasPainter::Frame frame{
        .boxes = shown,
        .hovered = m_hovered,
        .rangeBand = {},
        .focused = hasFocus(),
        .label = [this](SpanRow row) -> const QString & { return label(row); },
        .isMatch = [this](SpanRow row) { return m_matches.contains(static_cast<std::uint32_t>(row)); }};
    if (m_drag == Drag::Range)
        frame.rangeBand = QRect(QPoint(std::min(m_pressed.x(), m_last.x()), 0),
                                QPoint(std::max(m_pressed.x(), m_last.x()), viewport()->height()));
    CanvasPainter(painter, m_theme, m_waterfall, m_layout).paint(frame);
}

void Canvas::resizeEvent(QResizeEvent *)
{
    updateLayout();
    Q_EMIT viewChanged();
}

/// Runs one step of the waterfall, then brings scroll bar, listeners and screen up to date.
void Canvas::apply(const std::function<void(Waterfall &)> &step)
{
    const auto selected = m_waterfall.selected();
    const TimeWindow window = m_waterfall.view().window();
    const std::size_t rows = m_waterfall.rows().size();
    step(m_waterfall);
    if (m_waterfall.rows().size() != rows) {
        updateLayout();
        Q_EMIT rowsChanged();
    }
    if (m_waterfall.selected() != selected) {
        revealSelection();
        Q_EMIT selectionChanged();
        describeSelection();
    }
    if (m_waterfall.view().window() != window)
        Q_EMIT viewChanged();
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
    apply([&, number = gesture(dragGesture)](Waterfall &waterfall) { waterfall.showTime(part, number); });
}

void Canvas::setMatches(const std::vector<SpanRow> &matches)
{
    m_matches.clear();
    for (const SpanRow row : matches)
        m_matches.insert(static_cast<std::uint32_t>(row));
    viewport()->update();
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
    QMenu menu(this);
    menu.addAction(tr("Copy span"), this, &Canvas::copySelection);
    menu.addAction(tr("Zoom to span"), this, &Canvas::fitSelection);
    menu.addAction(tr("Show whole trace"), this, &Canvas::showAll);
    menu.addSeparator();
    menu.addAction(tr("Expand all"), this, &Canvas::expandAll);
    menu.addAction(tr("Collapse all"), this, &Canvas::collapseAll);
    menu.exec(event->globalPos());
}

} // namespace spanwise
