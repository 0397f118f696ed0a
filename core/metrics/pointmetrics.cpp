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

/// Clients say NaN, too, for what has no value.
bool isGap(const DataPoint &point)
{
    return (point.flags & DataPoint::noRecordedValue) != 0 || std::isnan(point.value.numberOr(0));
}

std::string quantileText(double quantile)
{
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), "%g", quantile);
    return digits.data();
}

} // namespace

std::vector<PointMetrics::Fate> PointMetrics::add(const TelemetryBatch &batch, const std::vector<bool> &known)
{
    std::vector<Fate> fates(batch.points.size(), Fate::OfAnotherKind);
    if (batch.points.empty())
        return fates;
    std::vector<Target> targets;
    targets.reserve(batch.metrics.size());
    for (const Metric &metric : batch.metrics)
        targets.push_back(targetOf(batch, metric));
    SeriesStore::Writer writer(m_store, &m_touches);
    for (std::size_t i = 0; i < batch.points.size(); ++i) {
        const DataPoint &point = batch.points[i];
        Recording recording{.writer = writer,
                            .streams = batch.isRecorded ? m_recorded : m_live,
                            .isRecorded = batch.isRecorded,
                            .isKnown = i < known.size() && known[i]};
        if (point.metric < targets.size())
            fates[i] = record(recording, targets[point.metric], point);
    }
    return fates;
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

PointMetrics::Fate PointMetrics::record(Recording &recording, const Target &target, const DataPoint &point)
{
    if (isGap(point)) {
        ++m_gaps;
        return Fate::Stored; // there is nothing to store
    }
    std::string key = target.owner;
    MetricTags tags;
    pointnames::addTags(tags, point.attributes);
    appendAll(key, tags);
    PointStream *const stream = streamOf(recording, key, point);
    if (stream == nullptr) {
        ++m_tooMany;
        return Fate::TooMany;
    }
    const bool isSummary = target.metric->type == MetricType::Summary;
    const Temporality temporality = isSummary ? Temporality::Cumulative : target.metric->temporality;
    if (!stream->advance(point, temporality)) {
        if (!recording.isRecorded) {
            ++m_redelivered;
            return Fate::Duplicate;
        }
        *stream = PointStream(beganOf(recording, point));
        recording.streams.counts.erase(key);
        stream->advance(point, temporality);
    }
    if (isSummary) {
        summary(recording, key, target, point, *stream);
    } else if (target.kind != MetricKind::Histogram) {
        number(recording, target, point, *stream);
    } else if (point.distribution != nullptr) {
        const Interval growth = stream->growth(*point.distribution, target.metric->type);
        if (const auto series =
                put(recording, target.name, target.kind, tagsOf(target, point), point.time, growth))
            keepExemplars(recording, *series, point, *stream);
    }
    return recording.isKnown ? Fate::Duplicate : recording.fate;
}

void PointMetrics::number(Recording &recording, const Target &target, const DataPoint &point,
                          PointStream &stream)
{
    double value = point.value.numberOr(0);
    if (target.kind == MetricKind::Counter)
        value = stream.growth(value).value_or(0); // 0 makes the series known
    else if (target.metric->type == MetricType::Sum)
        value = stream.level(value);
    if (const auto series =
            put(recording, target.name, target.kind, tagsOf(target, point), point.time, value))
        keepExemplars(recording, *series, point, stream);
}

void PointMetrics::keepExemplars(const Recording &recording, SeriesRef series, const DataPoint &point,
                                 PointStream &stream)
{
    if (recording.fate != Fate::Stored)
        return;
    const SeriesStore::Writer &writer = recording.writer;
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
void PointMetrics::summary(Recording &recording, const std::string &key, const Target &target,
                           const DataPoint &point, PointStream &stream)
{
    if (point.distribution == nullptr)
        return;
    const MetricTags tags = tagsOf(target, point);
    for (const QuantileValue &quantile : point.distribution->quantiles) {
        if (std::isnan(quantile.value))
            continue; // of nothing
        MetricTags withQuantile = tags;
        std::erase_if(withQuantile, [](const auto &tag) { return tag.first == "quantile"; });
        withQuantile.emplace_back("quantile", quantileText(quantile.quantile));
        std::ranges::sort(withQuantile);
        put(recording, target.name, MetricKind::Gauge, std::move(withQuantile), point.time, quantile.value);
    }
    PointStream &counts = recording.streams.counts.try_emplace(key, beganOf(recording, point)).first->second;
    counts.advance(point, Temporality::Cumulative);
    const auto count = counts.growth(static_cast<double>(point.distribution->count));
    const auto sum = stream.growth(point.distribution->sum.value_or(0));
    put(recording, target.name + "_count", MetricKind::Counter, tags, point.time, count.value_or(0));
    put(recording, target.name + "_sum", MetricKind::Counter, tags, point.time, sum.value_or(0));
}

/// Nothing says when counting began that a file goes on with: what was counted within an hour of the first
/// point belongs to it.
Timestamp PointMetrics::beganOf(const Recording &recording, const DataPoint &point) const
{
    return recording.isRecorded ? point.time - std::chrono::hours(1) : m_began;
}

PointStream *PointMetrics::streamOf(Recording &recording, const std::string &key, const DataPoint &point)
{
    auto &streams = recording.streams.values;
    const auto known = streams.find(key);
    if (known != streams.end())
        return &known->second;
    if (streams.size() >= maxStreams)
        return nullptr;
    return &streams.emplace(key, PointStream(beganOf(recording, point))).first->second;
}

/// Adds what the point brought to a series, unless it is known. The series when it exists.
template<class Content>
std::optional<SeriesRef> PointMetrics::put(Recording &recording, const std::string &name, MetricKind kind,
                                           MetricTags tags, Timestamp time, const Content &content)
{
    if (recording.isKnown)
        return std::nullopt;
    if (recording.writer.kindOf(name).value_or(kind) != kind) {
        ++m_conflicts;
        recording.fate = Fate::OfAnotherKind;
        return std::nullopt;
    }
    const SeriesRef series = recording.writer.open(name, kind, std::move(tags));
    switch (recording.writer.add(series, time, content)) {
    case SeriesStore::Writer::Added::Kept:
        break;
    case SeriesStore::Writer::Added::NotFinite:
        recording.fate = Fate::NotFinite;
        break;
    case SeriesStore::Writer::Added::TooOld:
        recording.fate = Fate::TooOld;
        break;
    }
    return series;
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
