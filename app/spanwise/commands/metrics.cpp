// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/commands/metricoutput.h"
#include "app/spanwise/commands/openedhistory.h"
#include "app/spanwise/console.h"
#include "app/spanwise/metricsrestore.h"
#include "core/metrics/expressionengine.h"
#include "core/metrics/seriesselector.h"
#include "core/metrics/seriesstore.h"
#include "core/store/store.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int shownSteps = 60;

QString kindWord(MetricKind kind)
{
    static constexpr std::array words{"counter"_L1, "gauge"_L1, "histogram"_L1};
    return words[static_cast<std::size_t>(kind)];
}

void printInfo(const MetricInfo &info, bool asJson)
{
    if (asJson) {
        printJsonLine({{"name", info.name},
                       {"kind", kindWord(info.kind).toStdString()},
                       {"unit", info.unit},
                       {"tags", info.tags}});
        return;
    }
    QStringList tags;
    for (const std::string &tag : info.tags)
        tags.append(QString::fromStdString(tag));
    const QString name = QString::fromStdString(info.name) % u"  "_s;
    print(name.leftJustified(42) % kindWord(info.kind).leftJustified(11) % tags.join(u", "_s) % u'\n');
}

int listMetrics(const SeriesStore &series, bool asJson)
{
    const std::vector<MetricInfo> metrics = series.metrics();
    for (const MetricInfo &info : metrics)
        printInfo(info, asJson);
    if (metrics.empty() && !asJson)
        complain(u"the history holds no metrics yet."_s);
    return exitcode::ok;
}

int printExemplars(const StoreReader &store, const Invocation &invocation)
{
    const auto selector = parseSelector(invocation.subject.toStdString());
    if (!selector)
        return failWith(selector.error());
    ExemplarRequest request;
    request.metric = selector->metric;
    request.matches = [&](const MetricTags &tags) { return selector->matches(tags); };
    if (invocation.since)
        request.window.begin = Timestamp(std::chrono::system_clock::now()) - *invocation.since;
    request.limit = invocation.limit;
    const auto found = store.exemplars(request);
    if (!found)
        return failWith(found.error());
    for (const ExemplarRow &exemplar : *found)
        printExemplar(exemplar, invocation.json);
    if (found->empty() && !invocation.json)
        complain(u"no exemplar of this metric is in the history."_s);
    return exitcode::ok;
}

/// The values of a range; without one, those of now.
Result<std::vector<PrometheusSeries>> valuesOf(const MetricEngine &engine, const Invocation &invocation,
                                               Timestamp now)
{
    const std::string expression = invocation.subject.toStdString();
    std::vector<PrometheusSeries> found;
    if (!invocation.since) {
        auto samples = engine.evaluate(expression, now);
        if (!samples)
            return samples.error();
        for (Sample &sample : *samples)
            found.push_back({.tags = std::move(sample.tags), .values = {{now, sample.value}}});
        return found;
    }
    const Duration step =
        invocation.step.value_or(std::max<Duration>(*invocation.since / shownSteps, std::chrono::seconds(1)));
    const TimeWindow window{now - *invocation.since, now};
    auto lines = engine.evaluateRange(expression, window, step);
    if (!lines)
        return lines.error();
    for (Series &line : *lines) {
        PrometheusSeries &series = found.emplace_back();
        series.tags = std::move(line.tags);
        for (std::size_t i = 0; i < line.values.size(); ++i) {
            if (!std::isnan(line.values[i]))
                series.values.emplace_back(window.begin + static_cast<std::int64_t>(i + 1) * step,
                                           line.values[i]);
        }
    }
    return found;
}

} // namespace

int runMetrics(const Invocation &invocation)
{
    auto history = openedHistory({invocation.dataDirectory, invocation.store});
    if (!history)
        return failWith(history.error());
    if (invocation.exemplars)
        return printExemplars(*history->store, invocation);

    SeriesStore series;
    std::string problem;
    MetricsRestore restore(*history->store, series, [&](const std::string &reason) { problem = reason; });
    restore.wait();
    if (!problem.empty())
        return failWith(Error{Error::Code::Io, problem});
    if (invocation.subject.isEmpty())
        return listMetrics(series, invocation.json);
    const ExpressionEngine engine(series);
    const auto found = valuesOf(engine, invocation, series.now());
    if (!found)
        return failWith(found.error());
    for (const PrometheusSeries &line : *found)
        printSeries(line, invocation.json);
    if (found->empty() && !invocation.json)
        complain(u"nothing was recorded in this time."_s);
    return exitcode::ok;
}

} // namespace spanwise
