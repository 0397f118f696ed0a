// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/flameface.h"

#include "ui/faces/flamecanvas.h"
#include "ui/faces/heatlegend.h"
#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace spanwise {

FlameFace::FlameFace(Theme &theme, QWidget *parent)
    : Face(theme, parent)
    , m_canvas(new FlameCanvas(theme, this))
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildBar());
    column->addWidget(m_canvas, 1);
    setContent(content);
    setFocusProxy(m_canvas);
    connect(m_canvas, &FlameCanvas::spanSelected, this, [this](SpanRow row) {
        if (m_canvas->flame()->trace() != m_trace)
            return; // rows of a snapshot that is about to be replaced
        m_selected = row;
        Q_EMIT spanSelected(row);
    });
    connect(m_canvas, &FlameCanvas::spanActivated, this, [this](SpanRow row) {
        if (m_canvas->flame()->trace() == m_trace)
            Q_EMIT spanActivated(row);
    });
    connect(m_canvas, &FlameCanvas::rangeChosen, this, &Face::rangeChosen);
    connect(m_canvas, &FlameCanvas::copyRequested, this, &FlameFace::copy);
    connect(m_canvas, &FlameCanvas::menuRequested, this, &FlameFace::openMenu);
}

QWidget *FlameFace::buildBar()
{
    auto *bar = new QWidget(this);
    m_shape = new QComboBox(bar);
    m_shape->addItems({tr("By time"), tr("Merged by step path")});
    m_shape->setItemData(0, tr("Every span at the time when it ran"), Qt::ToolTipRole);
    m_shape->setItemData(1, tr("Spans with the same path of names as one frame, as wide as their work"),
                         Qt::ToolTipRole);
    m_shape->setAccessibleName(tr("How the flame graph is made"));
    m_colour = new QComboBox(bar);
    m_colour->addItems({tr("Step"), tr("Self time"), tr("Tokens"), tr("Cost")});
    m_colour->setAccessibleName(tr("What the colours mean"));
    auto *words = new QLabel(tr("Colour"), bar);
    words->setProperty("tone", u"secondary"_s);
    m_legend = new HeatLegend(m_theme, bar);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 6, 14, 6);
    row->setSpacing(8);
    row->addWidget(m_shape);
    row->addSpacing(8);
    row->addWidget(words);
    row->addWidget(m_colour);
    row->addWidget(m_legend);
    row->addStretch(1);
    connect(m_shape, &QComboBox::currentIndexChanged, this, [this] { compute(false); });
    connect(m_colour, &QComboBox::currentIndexChanged, this, [this] { compute(true); });
    return bar;
}

void FlameFace::setShape(FlameSnapshot::Shape shape)
{
    m_shape->setCurrentIndex(static_cast<int>(shape));
}

void FlameFace::setColour(FlameSnapshot::Colour colour)
{
    m_colour->setCurrentIndex(static_cast<int>(colour));
}

void FlameFace::showTrace(std::shared_ptr<const Trace> trace)
{
    m_trace = std::move(trace);
    m_selected.reset();
    m_canvas->select(std::nullopt);
    m_canvas->showFlame(nullptr, false);
    compute(false);
}

void FlameFace::updateTrace(std::shared_ptr<const Trace> trace)
{
    m_trace = std::move(trace);
    m_selected.reset();
    compute(true);
}

void FlameFace::selectSpan(std::optional<SpanRow> row)
{
    m_selected = row;
    if (m_canvas->flame() && m_canvas->flame()->trace() == m_trace)
        m_canvas->select(row);
}

void FlameFace::setRange(std::optional<TimeWindow> range)
{
    if (m_range == range)
        return;
    m_range = range;
    m_canvas->setRange(range);
    if (m_trace && static_cast<FlameSnapshot::Shape>(m_shape->currentIndex()) == FlameSnapshot::Shape::Merged)
        compute(false);
}

void FlameFace::compute(bool keepPlace)
{
    if (!m_trace)
        return;
    const auto shape = static_cast<FlameSnapshot::Shape>(m_shape->currentIndex());
    const auto colour = static_cast<FlameSnapshot::Colour>(m_colour->currentIndex());
    m_job.start(
        [trace = m_trace, shape, colour, range = m_range](std::stop_token) {
            return std::make_shared<const FlameSnapshot>(FlameSnapshot::make(trace, shape, colour, range));
        },
        [this, keepPlace](std::shared_ptr<const FlameSnapshot> made) {
            const FlameSnapshot::Colour by = made->colour();
            const double most = made->hottest();
            m_legend->setLargest(
                by == FlameSnapshot::Colour::SelfTime
                    ? formatDuration(Duration(static_cast<std::int64_t>(most)))
                : by == FlameSnapshot::Colour::Cost ? formatCost(most)
                : by == FlameSnapshot::Colour::Tokens
                    ? counted(static_cast<std::uint64_t>(most), tr("1 token"), tr("%1 tokens"))
                    : QString());
            if (made->lanes().frameCount() == 0)
                showNote(
                    tr("Nothing ran in this range"),
                    tr("Select another stretch of time in the waterfall, or choose “Whole query” above."));
            else
                showContent();
            // A graph of another kind has another axis: the place in the old one means nothing there.
            const bool sameKind = m_canvas->flame() && m_canvas->flame()->shape() == made->shape();
            m_canvas->select(m_selected);
            m_canvas->showFlame(std::move(made), keepPlace && sameKind);
            showMarks();
            Q_EMIT filled();
        });
}

void FlameFace::showMarks()
{
    const FlameSnapshot *const flame = m_canvas->flame();
    if (flame && flame->trace() == m_trace)
        m_canvas->setMarks(
            {marks(), m_trace->size(), flame->size(), [flame](SpanRow row) { return flame->nodeOf(row); }});
}

void FlameFace::copy() const
{
    if (const auto row = m_selected; row && m_trace)
        QGuiApplication::clipboard()->setText(spanAsText(*m_trace, *row));
}

void FlameFace::openMenu(QPoint globalPosition)
{
    const bool has = m_selected.has_value();
    QMenu menu(this);
    menu.addAction(tr("Copy span"), this, &FlameFace::copy)->setEnabled(has);
    menu.addAction(tr("Show in the waterfall"), this, [this] { Q_EMIT spanActivated(*m_selected); })
        ->setEnabled(has);
    menu.addAction(tr("Zoom to frame"), m_canvas, &FlameCanvas::fitSelection)->setEnabled(has);
    menu.addAction(tr("Show all of it"), m_canvas, &FlameCanvas::showAll);
    menu.addSeparator();
    menu.addAction(tr("Filter queries by this step"), this,
                   [this] { Q_EMIT searchRequested(stepTerm(*m_trace, *m_selected)); })
        ->setEnabled(has);
    menu.exec(globalPosition);
}

QList<KeyHint> FlameFace::keyHints() const
{
    return FlameCanvas::keyHints();
}

} // namespace spanwise
