// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/timechart.h"

#include "ui/overview/chartlegend.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {

TimeChart::TimeChart(const Theme &theme, const QString &title, const QString &unit, ChartPlot::Form form,
                     ValueFormat format, QWidget *parent)
    : QFrame(parent)
    , m_stacked(form == ChartPlot::Form::Stacked)
    , m_format(format)
    , m_legend(new ChartLegend(theme, form == ChartPlot::Form::Stacked, this))
    , m_plot(new ChartPlot(theme, form, std::move(format), this))
{
    setProperty("card", true);
    setAccessibleName(title);
    m_plot->setAccessibleName(
        tr("%1: arrow keys move the crosshair, Enter shows the queries behind a point").arg(title));
    auto *name = new QLabel(title, this);
    name->setProperty("type", u"strong"_s);
    auto *unitLabel = new QLabel(unit, this);
    unitLabel->setProperty("type", u"secondary"_s);
    unitLabel->setProperty("tone", u"muted"_s);
    auto *head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(name);
    head->addWidget(unitLabel);
    head->addWidget(m_legend, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(6);
    layout->addLayout(head);
    layout->addWidget(m_plot, 1);
}

void TimeChart::setData(ChartData shown)
{
    std::vector<const ChartLine *> lines;
    for (const ChartLine &line : shown.lines)
        lines.push_back(&line);
    // Layers by size: what does not fit into the legend is then what matters least.
    if (m_stacked)
        std::ranges::stable_sort(lines,
                                 [](const ChartLine *a, const ChartLine *b) { return a->now > b->now; });
    std::vector<ChartLegend::Entry> entries;
    for (const ChartLine *line : lines)
        entries.push_back({line->name, m_format(line->now), line->color});
    m_legend->setEntries(std::move(entries));
    m_plot->setData(std::move(shown));
}

} // namespace spanwise
