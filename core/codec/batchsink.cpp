// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/batchsink.h"

#include "core/codec/utf8.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace spanwise {
namespace {

template<class Id>
Id idOf(std::string_view bytes)
{
    if (bytes.size() != Id::byteCount)
        return {};
    return Id(std::span<const std::uint8_t, Id::byteCount>(
        reinterpret_cast<const std::uint8_t *>(bytes.data()), Id::byteCount));
}

std::string lengthFault(std::string_view what, std::size_t length, std::size_t expected)
{
    return std::string(what) + " has " + std::to_string(length) + " bytes instead of " +
           std::to_string(expected);
}

/// Why a point of this kind cannot carry this distribution; empty when it can.
std::string_view faultOf(const Distribution &distribution, MetricType type)
{
    if (type != MetricType::Histogram)
        return {};
    if (!distribution.counts.empty() && distribution.counts.size() != distribution.bounds.size() + 1)
        return "the histogram does not have one bucket count more than bounds";
    const auto &bounds = distribution.bounds;
    if (std::ranges::adjacent_find(bounds, std::not_fn(std::less<>())) != bounds.end())
        return "the bounds of the histogram do not increase";
    return {};
}

std::string_view faultOf(const DataPoint &point, MetricType type)
{
    if (point.time == Timestamp())
        return "the time of the point is missing";
    if ((point.flags & DataPoint::noRecordedValue) != 0)
        return {};
    if (type == MetricType::Gauge || type == MetricType::Sum)
        return point.value.isNumber() ? std::string_view() : "the point has no value";
    return point.distribution == nullptr ? "the point has no distribution"
                                         : faultOf(*point.distribution, type);
}

} // namespace

std::uint32_t BatchSink::latestResource() const noexcept
{
    return static_cast<std::uint32_t>(m_out.batch.resources.size() - 1);
}

std::uint32_t BatchSink::latestScope() const noexcept
{
    return static_cast<std::uint32_t>(m_out.batch.scopes.size() - 1);
}

std::uint32_t BatchSink::addResource()
{
    m_fault.clear();
    makeRoom(batch().resources);
    batch().resources.emplace_back();
    return latestResource();
}

std::uint32_t BatchSink::addScope()
{
    m_fault.clear();
    makeRoom(batch().scopes);
    batch().scopes.emplace_back();
    return latestScope();
}

Span BatchSink::beginSpan()
{
    m_fault.clear();
    ++m_spanNumber;
    Span span;
    span.resource = latestResource();
    span.scope = latestScope();
    return span;
}

void BatchSink::finishSpan(const Span &span)
{
    if (!span.traceId)
        fault("trace id is missing or all zero");
    if (!span.id)
        fault("span id is missing or all zero");
    makeRoom(batch().spans);
    if (keeps(Signal::Traces, m_spanNumber, span.name))
        batch().spans.push_back(span);
}

LogRecord BatchSink::beginLog()
{
    m_fault.clear();
    ++m_logNumber;
    LogRecord record;
    record.resource = latestResource();
    record.scope = latestScope();
    return record;
}

void BatchSink::finishLog(const LogRecord &record)
{
    makeRoom(batch().logs);
    if (keeps(Signal::Logs, m_logNumber, record.eventName))
        batch().logs.push_back(record);
}

std::uint32_t BatchSink::addMetric()
{
    m_fault.clear();
    makeRoom(batch().metrics);
    Metric &metric = batch().metrics.emplace_back();
    metric.resource = latestResource();
    metric.scope = latestScope();
    return static_cast<std::uint32_t>(batch().metrics.size() - 1);
}

DataPoint BatchSink::beginPoint()
{
    m_fault.clear();
    ++m_pointNumber;
    DataPoint point;
    point.metric = static_cast<std::uint32_t>(batch().metrics.size() - 1);
    return point;
}

void BatchSink::finishPoint(const DataPoint &point)
{
    const Metric &metric = batch().metrics[point.metric];
    if (const std::string_view wrong = faultOf(point, metric.type); !wrong.empty())
        fault(wrong);
    makeRoom(batch().points);
    if (keeps(Signal::Metrics, m_pointNumber, metric.name))
        batch().points.push_back(point);
}

void BatchSink::finishMetric(std::size_t firstPoint)
{
    finishPart("metric");
    const Metric &metric = batch().metrics.back();
    auto &points = batch().points;
    if (!metric.name.empty() || points.size() == firstPoint)
        return;
    reject(Signal::Metrics, points.size() - firstPoint, "the name of the metric is missing");
    points.resize(firstPoint);
}

void BatchSink::fault(std::string_view reason)
{
    if (m_fault.empty())
        m_fault = reason;
}

void BatchSink::warn(std::string_view reason)
{
    std::string &first = m_out.rejected(m_signal).firstReason;
    if (first.empty())
        first = reason;
}

void BatchSink::finishPart(std::string_view part)
{
    if (!m_fault.empty())
        warn(std::string(part) + ": " + m_fault);
    m_fault.clear();
}

/// Whether nothing is wrong with the item; otherwise it is counted as rejected.
bool BatchSink::keeps(Signal signal, std::uint64_t number, std::string_view name)
{
    if (m_fault.empty())
        return true;
    std::string reason = std::string(itemName(signal, 1)) + " " + std::to_string(number);
    if (!name.empty())
        reason += " (\"" + std::string(name.substr(0, 120)) + "\")";
    reject(signal, 1, reason + ": " + m_fault);
    m_fault.clear();
    return false;
}

void BatchSink::reject(Signal signal, std::uint64_t count, const std::string &reason)
{
    Rejected &rejected = m_out.rejected(signal);
    if (rejected.count == 0)
        rejected.firstReason = reason; // weightier than a warning
    rejected.count += count;
}

BatchSink::Mark BatchSink::mark() const noexcept
{
    const TelemetryBatch &batch = m_out.batch;
    return {batch.spans.size(), batch.logs.size(), batch.metrics.size(), batch.points.size()};
}

void BatchSink::rewind(const Mark &mark)
{
    batch().spans.resize(mark.spans);
    batch().logs.resize(mark.logs);
    batch().metrics.resize(mark.metrics);
    batch().points.resize(mark.points);
}

void BatchSink::setTraceId(Span &span, std::string_view bytes)
{
    if (bytes.size() != TraceId::byteCount)
        fault(lengthFault("trace id", bytes.size(), TraceId::byteCount));
    span.traceId = idOf<TraceId>(bytes);
}

void BatchSink::setSpanId(Span &span, std::string_view bytes)
{
    if (bytes.size() != SpanId::byteCount)
        fault(lengthFault("span id", bytes.size(), SpanId::byteCount));
    span.id = idOf<SpanId>(bytes);
}

void BatchSink::setParent(Span &span, std::string_view bytes)
{
    if (!bytes.empty() && bytes.size() != SpanId::byteCount)
        fault(lengthFault("parent span id", bytes.size(), SpanId::byteCount));
    span.parent = idOf<SpanId>(bytes);
}

TraceId BatchSink::traceIdOrNone(std::string_view bytes)
{
    return idOf<TraceId>(bytes);
}

SpanId BatchSink::spanIdOrNone(std::string_view bytes)
{
    return idOf<SpanId>(bytes);
}

TraceId BatchSink::traceIdOfLog(std::string_view bytes)
{
    if (!bytes.empty() && bytes.size() != TraceId::byteCount)
        warn("log record " + std::to_string(m_logNumber) +
             " is kept without its trace: " + lengthFault("trace id", bytes.size(), TraceId::byteCount));
    return idOf<TraceId>(bytes);
}

SpanId BatchSink::spanIdOfLog(std::string_view bytes)
{
    if (!bytes.empty() && bytes.size() != SpanId::byteCount)
        warn("log record " + std::to_string(m_logNumber) +
             " is kept without its span: " + lengthFault("span id", bytes.size(), SpanId::byteCount));
    return idOf<SpanId>(bytes);
}

Timestamp BatchSink::timestamp(std::uint64_t unixNano, std::string_view what)
{
    if (unixNano > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        fault(std::string(what) + " lies beyond the year 2262");
        return {};
    }
    return Timestamp(Duration(static_cast<std::int64_t>(unixNano)));
}

std::string_view BatchSink::text(std::string_view text)
{
    return isValidUtf8(text) ? text : arena().copy(repairedUtf8(text));
}

} // namespace spanwise
