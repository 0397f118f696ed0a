// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/overviewquery.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

namespace spanwise {
namespace {

using namespace std::chrono_literals;

constexpr Duration shortestLookback = 1min;    // that of the named expressions
constexpr Duration shortestRateLookback = 10s; // that of queries_per_second

/// In the order of OverviewMetric.
constexpr std::array<std::string_view, overviewMetricCount> metricNames{
    "queries_per_second", "errors_total",       "p50_latency_ms", "p95_latency_ms", "p99_latency_ms",
    "error_rate",         "hallucination_rate", "cache_hit_rate", "cost_per_query", "tokens_per_query",
};

std::string windowText(Duration length)
{
    return '[' + std::to_string(std::chrono::ceil<std::chrono::seconds>(length).count()) + "s]";
}

std::string stepExpression(Duration lookback)
{
    return "avg(step_latency_ms" + windowText(std::max(lookback, shortestLookback)) + ") by (kind, step)";
}

std::string_view tagOf(const MetricTags &tags, std::string_view key)
{
    const auto found =
        std::ranges::find(tags, key, [](const auto &tag) { return std::string_view(tag.first); });
    return found == tags.end() ? std::string_view() : std::string_view(found->second);
}

StepKind kindOf(std::string_view name)
{
    const auto found = std::ranges::find(stepKindNames, name);
    return found == stepKindNames.end() ? StepKind::Other
                                        : static_cast<StepKind>(found - stepKindNames.begin());
}

double meanOf(const TimeLine &line)
{
    double sum = 0;
    std::size_t count = 0;
    for (const double value : line.values) {
        if (!std::isnan(value)) {
            sum += value;
            ++count;
        }
    }
    return count == 0 ? -1 : sum / static_cast<double>(count);
}

/// Steps lie within each other (vector_search in retrieval); stacked, the inner ones would count twice. The
/// longest of a kind holds the others. Spans that are no stage are left out unless there is nothing else.
std::vector<StepLine> longestOfEachKind(std::vector<StepLine> lines)
{
    std::ranges::stable_sort(lines, std::greater<>{}, [](const StepLine &step) { return meanOf(step.line); });
    std::map<StepKind, StepLine> longest;
    for (StepLine &line : lines)
        longest.try_emplace(line.kind, std::move(line));
    if (longest.size() > 1)
        longest.erase(StepKind::Other);
    std::vector<StepLine> steps;
    for (auto &entry : longest)
        steps.push_back(std::move(entry.second));
    return steps;
}

class Asking
{
public:
    Asking(const MetricEngine &engine, OverviewSnapshot &snapshot)
        : m_engine(engine)
        , m_snapshot(snapshot)
    {
    }

    std::vector<double> range(const std::string &expression)
    {
        auto answer = ranges(expression);
        return answer.empty() ? std::vector<double>() : std::move(answer.front().values);
    }

    std::vector<Series> ranges(const std::string &expression)
    {
        auto answer = m_engine.evaluateRange(expression, m_snapshot.window, m_snapshot.step);
        if (!answer) {
            note(answer.error());
            return {};
        }
        return std::move(*answer);
    }

    std::vector<Sample> now(const std::string &expression)
    {
        auto answer = m_engine.evaluate(expression, m_snapshot.now);
        if (!answer) {
            note(answer.error());
            return {};
        }
        return std::move(*answer);
    }

private:
    void note(const Error &error)
    {
        if (m_snapshot.problem.empty())
            m_snapshot.problem = error.message;
    }

    const MetricEngine &m_engine;
    OverviewSnapshot &m_snapshot;
};

void askRanges(Asking &asking, OverviewSnapshot &snapshot, const std::stop_token &stop)
{
    for (std::size_t i = 0; i < overviewMetricCount && !stop.stop_requested(); ++i)
        snapshot.lines[i].values =
            asking.range(expressionOf(static_cast<OverviewMetric>(i), snapshot.lookback));
    if (stop.stop_requested())
        return;
    std::vector<StepLine> steps;
    for (Series &series : asking.ranges(stepExpression(snapshot.lookback)))
        steps.push_back({std::string(tagOf(series.tags, "step")),
                         kindOf(tagOf(series.tags, "kind")),
                         {std::move(series.values), std::numeric_limits<double>::quiet_NaN()}});
    snapshot.steps = longestOfEachKind(std::move(steps));
    snapshot.rangesAsked = snapshot.now;
}

void askNow(Asking &asking, OverviewSnapshot &snapshot, const std::stop_token &stop)
{
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < overviewMetricCount && !stop.stop_requested(); ++i) {
        const auto answer = asking.now(expressionOf(static_cast<OverviewMetric>(i), snapshot.lookback));
        snapshot.lines[i].now = answer.empty() ? nothing : answer.front().value;
    }
    if (stop.stop_requested())
        return;
    for (StepLine &step : snapshot.steps)
        step.line.now = nothing;
    for (const Sample &sample : asking.now(stepExpression(snapshot.lookback))) {
        const auto step = std::ranges::find(snapshot.steps, tagOf(sample.tags, "step"), &StepLine::name);
        if (step != snapshot.steps.end())
            step->line.now = sample.value;
    }
}

} // namespace

bool OverviewSnapshot::hasData() const
{
    const TimeLine &queries = (*this)[OverviewMetric::QueriesPerSecond];
    return queries.now > 0 || std::ranges::any_of(queries.values, [](double value) { return value > 0; });
}

Duration chartStep(Duration length)
{
    constexpr std::array<Duration, 10> steps{1s, 2s, 5s, 10s, 15s, 30s, 1min, 90s, 5min, 15min};
    for (const Duration step : steps) {
        if (length / step <= 300)
            return step;
    }
    return std::chrono::ceil<std::chrono::hours>(length / 300);
}

std::string expressionOf(OverviewMetric metric, Duration lookback)
{
    const std::string name(metricNames[static_cast<std::size_t>(metric)]);
    if (metric == OverviewMetric::QueriesPerSecond)
        return name + windowText(std::max(lookback, shortestRateLookback));
    if (metric == OverviewMetric::FailedPerSecond)
        return "sum(rate(" + name + windowText(std::max(lookback, shortestRateLookback)) + "))";
    return name + windowText(std::max(lookback, shortestLookback));
}

OverviewSnapshot askOverview(const MetricEngine &engine, const OverviewRequest &request, std::stop_token stop)
{
    OverviewSnapshot snapshot;
    snapshot.step = chartStep(request.length);
    snapshot.lookback = snapshot.step;
    const auto sinceStep = request.now.time_since_epoch() % snapshot.step;
    snapshot.window.end = request.now - sinceStep;
    snapshot.window.begin = snapshot.window.end - (request.length / snapshot.step) * snapshot.step;
    snapshot.now = request.now;

    Asking asking(engine, snapshot);
    const auto &previous = request.previous;
    if (previous && previous->window == snapshot.window && previous->problem.empty() &&
        request.now - previous->rangesAsked < 1s) {
        snapshot.lines = previous->lines;
        snapshot.steps = previous->steps;
        snapshot.rangesAsked = previous->rangesAsked;
    } else {
        askRanges(asking, snapshot, stop);
    }
    askNow(asking, snapshot, stop);
    return snapshot;
}

} // namespace spanwise
