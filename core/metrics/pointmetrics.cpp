// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/pointmetrics.h"

#include "core/metrics/pointnames.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace spanwise {
namespace {

constexpr char separator = '\x1f'; // stands in no tag that anyone would send

void appendAll(std::string &key, const MetricTags &tags)
{
    for (const auto &[name, value] : tags)
        key.append(name).append(1, '=').append(value).append(1, separator);
}

std::string_view textAt(std::span<const Attribute> attributes, std::string_view key)
{
    const Value *const value = find(attributes, key);
    return value == nullptr ? std::string_view() : value->stringOr({});
}

std::string quantileText(double quantile)
{
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), "%g", quantile);
    return digits.data();
}

} // namespace

void PointMetrics::add(const TelemetryBatch &batch)
{
    if (batch.points.empty())
        return;
    std::vector<Target> targets;
    targets.reserve(batch.metrics.size());
    for (const Metric &metric : batch.metrics)
        targets.push_back(targetOf(batch, metric));
    SeriesStore::Writer writer(m_store, &m_touches);
    for (const DataPoint &point : batch.points) {
        if (point.metric < targets.size())
            record(writer, targets[point.metric], point);
    }
}

PointMetrics::Target PointMetrics::targetOf(const TelemetryBatch &batch, const Metric &metric) const
{
    Target target{.metric = &metric,
                  .name = pointnames::seriesName(metric),
                  .kind = pointnames::kindOf(metric),
                  .owner = {},
                  .tags = {}};
    target.owner = target.name + separator;
    if (metric.resource < batch.resources.size()) {
        const Resource &resource = batch.resources[metric.resource];
        MetricTags identity;
        pointnames::addTags(identity, resource.attributes);
        appendAll(target.owner, identity);
        if (const std::string_view service = resource.serviceName(); !service.empty())
            target.tags.emplace_back("service", service);
        const std::string_view instance = textAt(resource.attributes, "service.instance.id");
        if (target.kind == MetricKind::Gauge && !instance.empty())
            target.tags.emplace_back("instance", instance);
        std::ranges::sort(target.tags);
    }
    target.owner.push_back(separator);
    if (metric.scope < batch.scopes.size())
        target.owner.append(batch.scopes[metric.scope].name).append(1, separator);
    return target;
}

MetricTags PointMetrics::tagsOf(const Target &target, const DataPoint &point) const
{
    MetricTags tags = target.tags;
    pointnames::addTags(tags, point.attributes);
    return tags;
}

void PointMetrics::record(SeriesStore::Writer &writer, const Target &target, const DataPoint &point)
{
    if ((point.flags & DataPoint::noRecordedValue) != 0) {
        ++m_gaps;
        return;
    }
    PointStream *const stream = streamOf(target, point);
    if (stream == nullptr) {
        ++m_tooMany;
        return;
    }
    if (!stream->advance(point, target.metric->type == MetricType::Summary ? Temporality::Cumulative
                                                                           : target.metric->temporality)) {
        ++m_redelivered;
        return;
    }
    if (target.metric->type == MetricType::Summary) {
        summary(writer, target, point, *stream);
    } else if (target.kind != MetricKind::Histogram) {
        number(writer, target, point, *stream);
    } else if (point.distribution != nullptr) {
        const Interval growth = stream->growth(*point.distribution, target.metric->type);
        if (const auto series = open(writer, target.name, target.kind, tagsOf(target, point))) {
            writer.add(*series, point.time, growth);
            keepExemplars(writer, *series, point, *stream);
        }
    }
}

void PointMetrics::number(SeriesStore::Writer &writer, const Target &target, const DataPoint &point,
                          PointStream &stream)
{
    const double value = point.value.numberOr(0);
    const auto series = open(writer, target.name, target.kind, tagsOf(target, point));
    if (!series)
        return;
    if (target.kind == MetricKind::Counter)
        writer.add(*series, point.time, stream.growth(value).value_or(0)); // 0 makes the series known
    else if (target.metric->type == MetricType::Sum)
        writer.add(*series, point.time, stream.level(value));
    else
        writer.add(*series, point.time, value);
    keepExemplars(writer, *series, point, stream);
}

void PointMetrics::keepExemplars(const SeriesStore::Writer &writer, SeriesRef series, const DataPoint &point,
                                 PointStream &stream)
{
    for (const Exemplar *const exemplar : stream.newExemplars(point.exemplars)) {
        const double value = exemplar->value.numberOr(std::numeric_limits<double>::quiet_NaN());
        if (!std::isfinite(value)) {
            ++m_valueless;
            continue;
        }
        const Timestamp time = exemplar->time == Timestamp() ? point.time : exemplar->time;
        m_exemplars.push_back({.metric = writer.nameOf(series),
                               .tags = writer.tagsOf(series),
                               .time = time > writer.now() + SeriesStore::maxSkew ? writer.now() : time,
                               .value = value,
                               .trace = exemplar->traceId,
                               .span = exemplar->spanId,
                               .attributes = exemplar->filteredAttributes.empty()
                                                 ? std::string()
                                                 : m_textOf(exemplar->filteredAttributes)});
    }
}

/// As Prometheus has them: a gauge for each quantile, and two counters.
void PointMetrics::summary(SeriesStore::Writer &writer, const Target &target, const DataPoint &point,
                           PointStream &stream)
{
    if (point.distribution == nullptr)
        return;
    const MetricTags tags = tagsOf(target, point);
    for (const QuantileValue &quantile : point.distribution->quantiles) {
        MetricTags withQuantile = tags;
        std::erase_if(withQuantile, [](const auto &tag) { return tag.first == "quantile"; });
        withQuantile.emplace_back("quantile", quantileText(quantile.quantile));
        std::ranges::sort(withQuantile);
        if (const auto series = open(writer, target.name, MetricKind::Gauge, std::move(withQuantile)))
            writer.add(*series, point.time, quantile.value);
    }
    std::string key = target.owner;
    appendAll(key, tags);
    PointStream &counts = m_counts.try_emplace(std::move(key), m_began).first->second;
    counts.advance(point, Temporality::Cumulative);
    if (const auto series = open(writer, target.name + "_count", MetricKind::Counter, tags))
        writer.add(*series, point.time,
                   counts.growth(static_cast<double>(point.distribution->count)).value_or(0));
    if (const auto series = open(writer, target.name + "_sum", MetricKind::Counter, tags))
        writer.add(*series, point.time, stream.growth(point.distribution->sum.value_or(0)).value_or(0));
}

PointStream *PointMetrics::streamOf(const Target &target, const DataPoint &point)
{
    std::string key = target.owner;
    MetricTags tags;
    pointnames::addTags(tags, point.attributes);
    appendAll(key, tags);
    const auto known = m_streams.find(key);
    if (known != m_streams.end())
        return &known->second;
    if (m_streams.size() >= maxStreams)
        return nullptr;
    return &m_streams.emplace(std::move(key), PointStream(m_began)).first->second;
}

std::optional<SeriesRef> PointMetrics::open(SeriesStore::Writer &writer, const std::string &name,
                                            MetricKind kind, MetricTags tags)
{
    if (writer.kindOf(name).value_or(kind) != kind) {
        ++m_conflicts;
        return std::nullopt;
    }
    return writer.open(name, kind, std::move(tags));
}

PointLosses PointMetrics::losses() const
{
    return {.redelivered = m_redelivered,
            .gaps = m_gaps,
            .tooMany = m_tooMany,
            .conflicts = m_conflicts,
            .exemplars = m_valueless};
}

} // namespace spanwise
