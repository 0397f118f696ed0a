// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/filterwords.h"

#include "ui/models/format.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString tr(const char *words)
{
    return QCoreApplication::translate("spanwise::FilterBar", words);
}

QString windowWords(TimeWindow window)
{
    if (window.end == Timestamp::max())
        return tr("since %1").arg(formatTime(window.begin));
    return tr("%1 to %2").arg(formatTime(window.begin), formatTime(window.end));
}

QString labelWords(Labelling labelled)
{
    switch (labelled) {
    case Labelling::Good:
        return tr("labelled good");
    case Labelling::Bad:
        return tr("labelled bad");
    case Labelling::Noted:
        return tr("with a note");
    case Labelling::Any:
        return tr("labelled");
    case Labelling::None:
        break;
    }
    return tr("not labelled");
}

void addSearch(const TraceFilter &filter, std::vector<FilterChip> &chips)
{
    const SearchParse parsed = SearchQuery::parse(filter.text);
    if (!parsed.query)
        return;
    for (const SearchPart &part : partsOf(*parsed.query)) {
        FilterChip chip{QString::fromStdString(filter.text.substr(part.begin, part.end - part.begin)), filter,
                        part};
        chip.without.text = withoutPart(*parsed.query, part);
        chips.push_back(std::move(chip));
    }
}

} // namespace

std::vector<FilterChip> chipsOf(const TraceFilter &filter)
{
    std::vector<FilterChip> chips;
    const auto add = [&](const QString &words, auto member) {
        TraceFilter without = filter;
        without.*member = {};
        chips.push_back({words, std::move(without), std::nullopt});
    };
    const auto named = [&](const QString &name, std::string TraceFilter::*member) {
        if (!(filter.*member).empty())
            add(name.arg(QString::fromStdString(filter.*member)), member);
    };
    addSearch(filter, chips);
    named(tr("service %1"), &TraceFilter::service);
    named(tr("pipeline %1"), &TraceFilter::pipeline);
    named(tr("with step %1"), &TraceFilter::step);
    if (filter.failed)
        add(*filter.failed ? tr("failed") : tr("succeeded"), &TraceFilter::failed);
    if (filter.labelled)
        add(labelWords(*filter.labelled), &TraceFilter::labelled);
    if (filter.minHallucination)
        add(tr("hallucination ≥ %1").arg(formatPercent(*filter.minHallucination)),
            &TraceFilter::minHallucination);
    if (filter.queriesOnly)
        add(*filter.queriesOnly ? tr("with a question") : tr("without a question"),
            &TraceFilter::queriesOnly);
    if (filter.minDuration)
        add(tr("duration ≥ %1").arg(formatDuration(*filter.minDuration)), &TraceFilter::minDuration);
    if (filter.maxDuration)
        add(tr("duration ≤ %1").arg(formatDuration(*filter.maxDuration)), &TraceFilter::maxDuration);
    if (filter.window)
        add(windowWords(*filter.window), &TraceFilter::window);
    return chips;
}

} // namespace spanwise
