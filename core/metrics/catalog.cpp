// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/catalog.h"

#include <algorithm>
#include <array>

namespace spanwise {
namespace {

using Names = std::vector<std::string>;

MetricInfo recorded(std::string name, MetricKind kind, std::string unit, Names tags, std::string summary)
{
    return {std::move(name), kind, std::move(unit), std::move(tags), std::move(summary), {}};
}

MetricInfo named(std::string name, std::string unit, Names tags, std::string expression, std::string summary)
{
    return {std::move(name), MetricKind::Gauge,  std::move(unit),
            std::move(tags), std::move(summary), std::move(expression)};
}

std::vector<MetricInfo> makeCatalog()
{
    using enum MetricKind;
    const Names query{"pipeline", "service"};
    const Names service{"service"};
    const Names step{"kind", "pipeline", "service", "step"};
    return {
        recorded("queries_total", Counter, "{query}", query, "Queries that ended."),
        recorded("errors_total", Counter, "{query}", query, "Queries that failed."),
        recorded("query_latency_ms", Histogram, "ms", query, "How long queries took."),
        recorded("hallucination_score", Histogram, "1", query,
                 "How unsupported answers were: 0 grounded, 1 made up."),
        recorded("hallucinated_total", Counter, "{query}", query,
                 "Answers with a hallucination score above 0.5."),
        recorded("verified_total", Counter, "{query}", query, "Answers that have a hallucination score."),
        recorded("cache_hits_total", Counter, "{query}", query, "Queries answered from the cache."),
        recorded("cache_lookups_total", Counter, "{query}", query, "Queries that asked the cache."),
        recorded("step_latency_ms", Histogram, "ms", step, "How long the steps of queries took."),
        recorded("step_errors_total", Counter, "{step}", step, "Steps that failed."),
        recorded("tokens_total", Counter, "{token}", {"direction", "service"},
                 "Tokens that models read and wrote."),
        recorded("cost_usd_total", Counter, "USD", {"service"}, "What models cost."),
        recorded("spans_total", Counter, "{span}", {"service"}, "Spans that arrived."),
        named("error_rate", "1", query, "sum(rate(errors_total[1m])) / sum(rate(queries_total[1m]))",
              "Part of the queries that failed."),
        named("p50_latency_ms", "ms", query, "quantile(0.5, query_latency_ms[1m])",
              "Half of the queries are faster."),
        named("p95_latency_ms", "ms", query, "quantile(0.95, query_latency_ms[1m])",
              "One query in twenty is slower."),
        named("p99_latency_ms", "ms", query, "quantile(0.99, query_latency_ms[1m])",
              "One query in a hundred is slower."),
        named("hallucination_rate", "1", query,
              "sum(rate(hallucinated_total[1m])) / sum(rate(verified_total[1m]))",
              "Part of the verified answers that their documents do not support."),
        named("cache_hit_rate", "1", query,
              "sum(rate(cache_hits_total[1m])) / sum(rate(cache_lookups_total[1m]))",
              "Part of the cache lookups that found an answer."),
        named("queries_per_second", "{query}/s", query, "sum(rate(queries_total[10s]))",
              "Queries that ended each second."),
        named("tokens_per_query", "{token}", service,
              "sum(rate(tokens_total[1m])) / sum(rate(queries_total[1m]))", "Tokens that one query takes."),
        named("cost_per_query", "USD", service,
              "sum(rate(cost_usd_total[1m])) / sum(rate(queries_total[1m]))", "What one query costs."),
    };
}

const std::vector<MetricInfo> &catalog()
{
    static const std::vector<MetricInfo> entries = makeCatalog();
    return entries;
}

} // namespace

std::span<const MetricInfo> metricCatalog()
{
    return catalog();
}

const MetricInfo *findMetric(std::string_view name)
{
    const auto &entries = catalog();
    const auto at = std::find_if(entries.begin(), entries.end(),
                                 [name](const MetricInfo &entry) { return entry.name == name; });
    return at == entries.end() ? nullptr : &*at;
}

} // namespace spanwise
