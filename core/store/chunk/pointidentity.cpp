// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/pointidentity.h"

#include "core/store/chunk/contenthash.h"

namespace spanwise {
namespace {

void metric(ContentHash &content, const Metric &metric)
{
    content.resource(metric.resource);
    content.scope(metric.scope);
    content.bytes().text(metric.name);
    content.bytes().text(metric.unit);
    content.bytes().byte(static_cast<std::uint8_t>(metric.type));
    content.bytes().byte(static_cast<std::uint8_t>(metric.temporality));
    content.bytes().byte(metric.monotonic ? 1 : 0);
}

void number(ByteWriter &bytes, const std::optional<double> &value)
{
    bytes.byte(value ? 1 : 0);
    if (value)
        bytes.real(*value);
}

void counts(ByteWriter &bytes, std::span<const std::uint64_t> counts)
{
    bytes.varint(counts.size());
    for (const std::uint64_t count : counts)
        bytes.varint(count);
}

void distribution(ByteWriter &bytes, const Distribution &of)
{
    bytes.varint(of.count);
    for (const auto &value : {of.sum, of.min, of.max})
        number(bytes, value);
    bytes.varint(of.bounds.size());
    for (const double bound : of.bounds)
        bytes.real(bound);
    counts(bytes, of.counts);
    bytes.zigzag(of.scale);
    bytes.varint(of.zeroCount);
    bytes.real(of.zeroThreshold);
    for (const ExponentialBuckets &buckets : {of.positive, of.negative}) {
        bytes.zigzag(buckets.offset);
        counts(bytes, buckets.counts);
    }
    bytes.varint(of.quantiles.size());
    for (const QuantileValue &quantile : of.quantiles) {
        bytes.real(quantile.quantile);
        bytes.real(quantile.value);
    }
}

} // namespace

std::vector<RecordedPoint> identitiesOf(const TelemetryBatch &batch)
{
    ContentHash content(batch);
    std::vector<std::uint64_t> metrics;
    metrics.reserve(batch.metrics.size());
    for (const Metric &each : batch.metrics) {
        metric(content, each);
        metrics.push_back(content.take());
    }
    std::vector<RecordedPoint> identities;
    identities.reserve(batch.points.size());
    for (const DataPoint &point : batch.points) {
        content.bytes().varint(point.metric < metrics.size() ? metrics[point.metric] : 0);
        content.time(point.start);
        content.time(point.time);
        content.bytes().varint(point.flags);
        content.attributes(point.attributes);
        content.value(point.value);
        if (point.distribution != nullptr)
            distribution(content.bytes(), *point.distribution);
        identities.push_back({point.time, content.take()});
    }
    return identities;
}

} // namespace spanwise
