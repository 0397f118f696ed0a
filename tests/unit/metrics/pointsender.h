// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/pointmetrics.h"
#include "tests/unit/metrics/recorded.h"

#include <string>
#include <string_view>
#include <vector>

namespace spanwise::test {

/// Sends points to a store, one batch each. Times are seconds after epoch.
struct Sender
{
    Recorded recorded{0, ""};
    PointMetrics metrics{recorded.store, [](std::span<const Attribute> attributes) {
                             return std::string(attributes.front().key);
                         }};
    Metric metric;
    std::string service = "rag";
    std::string instance;
    std::string route;
    std::vector<Exemplar> exemplars;
    bool isRecorded = false; ///< as from a file
    bool isKnown = false;
    PointMetrics::Fate fate{};
    double start = -1; ///< of cumulative points; below 0: not sent

    void send(double time, Value value, const Distribution *distribution = nullptr, std::uint32_t flags = 0)
    {
        TelemetryBatch batch;
        const Attribute resource[] = {{"service.name", Value::ofString(service)},
                                      {"service.instance.id", Value::ofString(instance)}};
        batch.resources.push_back({.attributes = resource, .schemaUrl = {}, .droppedAttributes = 0});
        batch.scopes.emplace_back();
        batch.metrics.push_back(metric);
        const Attribute attributes[] = {{"http.route", Value::ofString(route)}};
        DataPoint point;
        point.time = at(time);
        if (start > -1000)
            point.start = at(start);
        point.attributes = attributes;
        point.value = value;
        point.distribution = distribution;
        point.flags = flags;
        point.exemplars = exemplars;
        batch.points.push_back(point);
        recorded.now = std::max(recorded.now, time);
        batch.isRecorded = isRecorded;
        fate = metrics.add(batch, {isKnown}).front();
    }

    void send(double time, double value) { send(time, Value::ofDouble(value)); }

    void histogram(double time, std::vector<std::uint64_t> counts, std::vector<double> bounds, double sum)
    {
        Distribution distribution;
        for (const std::uint64_t count : counts)
            distribution.count += count;
        distribution.sum = sum;
        distribution.counts = counts;
        distribution.bounds = bounds;
        send(time, {}, &distribution);
    }

    std::string ask(const std::string &expression, double time) const
    {
        return recorded.ask(expression, time);
    }
};

inline Metric metricOf(std::string_view name, MetricType type,
                       Temporality temporality = Temporality::Unspecified, bool monotonic = false,
                       std::string_view unit = {})
{
    Metric metric;
    metric.name = name;
    metric.unit = unit;
    metric.type = type;
    metric.temporality = temporality;
    metric.monotonic = monotonic;
    return metric;
}

} // namespace spanwise::test
