// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expressionengine.h"

#include "core/metrics/catalog.h"
#include "core/metrics/expression/evaluator.h"
#include "core/metrics/expression/parser.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace spanwise {
namespace {

Result<GridValue> run(const SeriesStore &store, std::string_view expression, const Grid &grid)
{
    ExpressionVocabulary vocabulary{.kindOf = [&store](std::string_view name) { return store.kindOf(name); },
                                    .names = {}};
    Result<ParsedExpression> parsed = parseExpression(expression, vocabulary);
    if (!parsed) {
        // Only an error pays for collecting what the name might have been.
        for (const MetricInfo &info : store.metrics())
            vocabulary.names.push_back(info.name);
        parsed = parseExpression(expression, vocabulary);
    }
    if (!parsed)
        return parsed.error();
    std::vector<SeriesSelection> selections;
    for (const Node *selector : parsed->selectors)
        selections.push_back(selectionOf(*selector, grid));
    const MetricSnapshot snapshot = store.snapshot(selections);
    Result<GridValue> value = evaluateOn(grid, *parsed->root, expression, snapshot);
    if (value) {
        std::sort(value->lines.begin(), value->lines.end(),
                  [](const GridLine &left, const GridLine &right) { return left.tags < right.tags; });
    }
    return value;
}

} // namespace

Result<std::vector<Sample>> ExpressionEngine::evaluate(std::string_view expression, Timestamp at) const
{
    Result<GridValue> value = run(m_store, expression, {.first = at, .step = Duration(1), .count = 1});
    if (!value)
        return value.error();
    std::vector<Sample> samples;
    for (GridLine &line : value->lines) {
        if (!std::isnan(line.values[0]))
            samples.push_back({std::move(line.tags), line.values[0]});
    }
    return samples;
}

Result<std::vector<Series>> ExpressionEngine::evaluateRange(std::string_view expression, TimeWindow window,
                                                            Duration step) const
{
    if (step <= Duration::zero())
        return Error{Error::Code::InvalidInput, "A chart's step must be longer than nothing."};
    const auto steps = window.end <= window.begin ? 0 : window.length() / step;
    if (steps > static_cast<Duration::rep>(maxSteps))
        return Error{Error::Code::TooLarge, "This would be " + std::to_string(steps) +
                                                " points, at most 11000 are drawn. Choose a longer step."};
    const auto count = static_cast<std::size_t>(std::max<Duration::rep>(steps, 1));
    Result<GridValue> value =
        run(m_store, expression, {.first = window.begin + step, .step = step, .count = count});
    if (!value)
        return value.error();
    std::vector<Series> series;
    if (steps == 0)
        return series;
    for (GridLine &line : value->lines) {
        if (!std::all_of(line.values.begin(), line.values.end(), [](double v) { return std::isnan(v); }))
            series.push_back({std::move(line.tags), std::move(line.values)});
    }
    return series;
}

std::vector<MetricInfo> ExpressionEngine::describe() const
{
    std::map<std::string, MetricInfo> infos;
    for (const MetricInfo &info : metricCatalog())
        infos.emplace(info.name, info);
    for (MetricInfo &seen : m_store.metrics()) {
        MetricInfo &info = infos.try_emplace(seen.name, seen).first->second;
        std::set<std::string> tags(info.tags.begin(), info.tags.end());
        tags.insert(seen.tags.begin(), seen.tags.end());
        info.tags.assign(tags.begin(), tags.end());
    }
    std::vector<MetricInfo> list;
    for (auto &[name, info] : infos)
        list.push_back(std::move(info));
    return list;
}

std::vector<std::string> ExpressionEngine::metricNames() const
{
    std::vector<std::string> names;
    for (MetricInfo &info : describe())
        names.push_back(std::move(info.name));
    return names;
}

} // namespace spanwise
