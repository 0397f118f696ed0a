// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/engine.h"

#include <atomic>
#include <cmath>
#include <string>

namespace spanwise::test {

/// Answers the overview's expressions with smooth made-up curves: always the same at the same instant.
class FakeEngine final : public MetricEngine
{
public:
    mutable std::atomic<int> asked{0};
    bool empty = false; ///< answers everything with nothing

    Result<std::vector<Sample>> evaluate(std::string_view expression, Timestamp at) const override
    {
        ++asked;
        std::vector<Sample> samples;
        if (empty)
            return samples;
        if (expression.starts_with("wrong"))
            return Error{Error::Code::InvalidInput,
                         "at 1: unknown metric 'wrong', did you mean 'error_rate'?"};
        for (const MetricTags &tags : seriesOf(expression))
            samples.push_back({tags, value(expression, tags, at)});
        return samples;
    }

    Result<std::vector<Series>> evaluateRange(std::string_view expression, TimeWindow window,
                                              Duration step) const override
    {
        ++asked;
        std::vector<Series> all;
        if (empty)
            return all;
        for (const MetricTags &tags : seriesOf(expression)) {
            Series series{tags, {}};
            for (Timestamp at = window.begin + step; at <= window.end; at += step)
                series.values.push_back(value(expression, tags, at));
            all.push_back(std::move(series));
        }
        return all;
    }

private:
    static std::vector<MetricTags> seriesOf(std::string_view expression)
    {
        if (!expression.starts_with("avg(step_latency_ms"))
            return {MetricTags{}};
        const auto step = [](const char *kind, const char *name) {
            return MetricTags{{"kind", kind}, {"step", name}};
        };
        return {step("analysis", "query_analysis"),   step("routing", "routing"),
                step("retrieval", "retrieval"),       step("retrieval", "bm25_search"),
                step("reranking", "reranking"),       step("generation", "generation"),
                step("verification", "verification"), step("other", "http_request")};
    }

    static double wave(double t, double seed)
    {
        return std::sin(t / 47 + seed) + 0.6 * std::sin(t / 13 + 2 * seed) +
               0.4 * std::sin(t / 5.3 + 5 * seed) + 0.3 * std::sin(t / 2.1 + 7 * seed);
    }

    static double value(std::string_view expression, const MetricTags &tags, Timestamp at)
    {
        const double t = std::chrono::duration<double>(at.time_since_epoch()).count();
        // A slow quarter in every twenty minutes, so that something happens.
        const double trouble = std::max(0.0, std::sin(t / 190));
        const auto is = [&](std::string_view name) {
            return expression.find(name) != std::string_view::npos;
        };
        if (is("step_latency_ms")) {
            const std::string &name = tags.back().second;
            const double base = name == "generation"       ? 620
                                : name == "retrieval"      ? 320
                                : name == "bm25_search"    ? 300
                                : name == "verification"   ? 140
                                : name == "query_analysis" ? 90
                                : name == "reranking"      ? 60
                                                           : 18;
            return base * (1 + 0.06 * wave(t, base) + 0.5 * trouble * (name == "retrieval" ? 1.4 : 0.3));
        }
        if (is("p50"))
            return 612 + 22 * wave(t, 1);
        if (is("p95"))
            return 1480 + 70 * wave(t, 2) + 900 * trouble;
        if (is("p99"))
            return 2300 + 150 * wave(t, 3) + 1300 * trouble;
        if (is("error_rate"))
            return std::max(0.0, 0.008 + 0.004 * wave(t, 4) + 0.03 * trouble);
        if (is("errors_total"))
            return std::max(0.0, 0.1 + 0.08 * wave(t, 5));
        if (is("hallucination_rate"))
            return std::max(0.0, 0.04 + 0.01 * wave(t, 6) + 0.08 * trouble);
        if (is("cache_hit_rate"))
            return 0.64 + 0.03 * wave(t, 7);
        if (is("cost_per_query"))
            return 0.0042 + 0.0003 * wave(t, 8);
        if (is("tokens_per_query"))
            return 1812 + 60 * wave(t, 9);
        return 12.4 + 1.1 * wave(t, 10);
    }
};

} // namespace spanwise::test
