// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/graphface.h"

#include "ui/faces/graphcanvas.h"
#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QMenu>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spanwise {

GraphFace::GraphFace(Theme &theme, QWidget *parent)
    : Face(theme, parent)
    , m_canvas(new GraphCanvas(theme, this))
    , m_by(new QComboBox(this))
{
    m_by->addItems({tr("Steps"), tr("Services")});
    m_by->setAccessibleName(tr("What the nodes of the graph are"));
    auto *fit = new QToolButton(this);
    fit->setText(tr("Fit"));
    fit->setToolTip(tr("Show the whole graph, or as much of it as can be read"));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 6, 14, 6);
    row->setSpacing(8);
    row->addWidget(m_by);
    row->addWidget(fit);
    row->addStretch(1);
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_canvas, 1);
    setContent(content);
    setFocusProxy(m_canvas);
    connect(fit, &QToolButton::clicked, m_canvas, &GraphCanvas::fitAll);
    connect(m_by, &QComboBox::currentIndexChanged, this, [this] { compute(false); });
    connect(m_canvas, &GraphCanvas::nodeSelected, this, [this](std::uint32_t node) {
        if (const auto longest = longestOf(node)) {
            m_selected = longest;
            Q_EMIT spanSelected(*longest);
        }
    });
    connect(m_canvas, &GraphCanvas::nodeActivated, this, [this](std::uint32_t node) {
        if (const auto longest = longestOf(node))
            Q_EMIT spanActivated(*longest);
    });
    connect(m_canvas, &GraphCanvas::copyRequested, this, &GraphFace::copy);
    connect(m_canvas, &GraphCanvas::menuRequested, this, &GraphFace::openMenu);
}

void GraphFace::setBy(StepGroups::By by)
{
    m_by->setCurrentIndex(static_cast<int>(by));
}

bool GraphFace::isCurrent() const
{
    return m_canvas->graph() && m_canvas->graph()->trace == m_trace;
}

std::optional<SpanRow> GraphFace::longestOf(std::uint32_t node) const
{
    return isCurrent() ? std::optional(m_canvas->graph()->graph.nodes[node].row.longest) : std::nullopt;
}

void GraphFace::showTrace(std::shared_ptr<const Trace> trace)
{
    m_trace = std::move(trace);
    m_selected.reset();
    m_canvas->showGraph(nullptr, false);
    compute(false);
}

void GraphFace::updateTrace(std::shared_ptr<const Trace> trace)
{
    m_trace = std::move(trace);
    m_selected.reset();
    compute(true);
}

void GraphFace::selectSpan(std::optional<SpanRow> row)
{
    m_selected = row;
    if (!isCurrent())
        return;
    const GraphSnapshot &shown = *m_canvas->graph();
    const std::uint32_t node = row ? shown.graph.nodeOf[shown.groups.of(*row)] : UINT32_MAX;
    m_canvas->select(node == UINT32_MAX ? std::nullopt : std::optional(node));
}

void GraphFace::setRange(std::optional<TimeWindow> range)
{
    if (m_range == range)
        return;
    m_range = range;
    compute(false);
}

void GraphFace::compute(bool keepPlace)
{
    if (!m_trace)
        return;
    m_job.start(
        [trace = m_trace, by = static_cast<StepGroups::By>(m_by->currentIndex()),
         range = m_range](std::stop_token) { return GraphSnapshot::make(trace, by, range); },
        [this, keepPlace](std::shared_ptr<const GraphSnapshot> made) {
            if (made->graph.nodes.empty())
                showNote(
                    tr("No step ran in this range"),
                    tr("Select another stretch of time in the waterfall, or choose “Whole query” above."));
            else
                showContent();
            m_canvas->showGraph(std::move(made), keepPlace);
            selectSpan(m_selected);
            showMarks();
            Q_EMIT filled();
        });
}

void GraphFace::showMarks()
{
    if (!isCurrent())
        return;
    const GraphSnapshot &shown = *m_canvas->graph();
    m_canvas->setMarks({marks(), m_trace->size(), shown.graph.nodes.size(),
                        [&](SpanRow row) { return shown.graph.nodeOf[shown.groups.of(row)]; }});
}

/// The node and its calls, a line each.
void GraphFace::copy() const
{
    const auto node = m_canvas->selected();
    if (!node)
        return;
    const StepGraph &graph = m_canvas->graph()->graph;
    const StepRow &row = graph.nodes[*node].row;
    QStringList lines{m_canvas->nodeName(*node) % u'\t' % counted(row.count, tr("1 span"), tr("%1 spans")) %
                      u'\t' % formatDuration(row.total)};
    for (const StepGraph::Edge &edge : graph.edges) {
        if (edge.from == *node || edge.to == *node)
            lines += m_canvas->nodeName(edge.from) % u" → "_s % m_canvas->nodeName(edge.to) % u'\t' %
                     counted(edge.calls, tr("1 call"), tr("%1 calls")) % u'\t' % formatDuration(edge.total);
    }
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void GraphFace::openMenu(QPoint globalPosition)
{
    const auto node = m_canvas->selected();
    const bool has = node.has_value() && isCurrent();
    QMenu menu(this);
    menu.addAction(tr("Copy step and calls"), this, &GraphFace::copy)->setEnabled(has);
    menu.addAction(tr("Show the longest in the waterfall"), this,
                   [this, node] { Q_EMIT spanActivated(*longestOf(*node)); })
        ->setEnabled(has);
    menu.addAction(tr("Bring to the middle"), m_canvas, &GraphCanvas::showSelection)->setEnabled(has);
    menu.addAction(tr("Show the whole graph"), m_canvas, &GraphCanvas::fitAll);
    menu.addSeparator();
    const bool single = has && m_canvas->graph()->graph.nodes[*node].folded == 1;
    menu.addAction(tr("Filter queries by this"), this,
                   [this, node] {
                       const StepGroups::Group &group =
                           m_canvas->graph()->groups[m_canvas->graph()->graph.nodes[*node].row.group];
                       const bool isService = m_canvas->graph()->groups.by() == StepGroups::By::Service;
                       Q_EMIT searchRequested(isService ? serviceTerm(group.service)
                                                        : stepTerm(*m_canvas->graph()->trace, group.first));
                   })
        ->setEnabled(single);
    menu.exec(globalPosition);
}

QList<KeyHint> GraphFace::keyHints() const
{
    return GraphCanvas::keyHints();
}

} // namespace spanwise
