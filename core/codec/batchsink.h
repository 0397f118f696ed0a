// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/decodedbatch.h"
#include "core/codec/scratch.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace spanwise {

/// What every decoder needs besides its format: scratch stacks, the item (span, log record, data point) being
/// read and what is wrong with it, and the rules that hold in every format (which ids are valid, which times
/// can be kept).
class BatchSink
{
public:
    /// Deeper attribute values are refused, so that hostile nesting cannot exhaust the stack. OpenTelemetry's
    /// SDKs stop at 64 as well (protocols.md 13).
    static constexpr int maxValueDepth = 64;

    /// How much of a batch there is; see rewind().
    struct Mark
    {
        std::size_t spans = 0;
        std::size_t logs = 0;
        std::size_t metrics = 0;
        std::size_t points = 0;
    };

    explicit BatchSink(DecodedBatch &out)
        : m_out(out)
        , m_meter(out.guard)
    {
    }
    BatchSink(const BatchSink &) = delete;
    BatchSink &operator=(const BatchSink &) = delete;

    TelemetryBatch &batch() noexcept { return m_out.batch; }
    Arena &arena() noexcept { return m_out.batch.arena; }

private:
    DecodedBatch &m_out;
    MemoryMeter m_meter;

public:
    Scratch<Attribute> attributes{&m_meter};
    Scratch<Value> values{&m_meter};
    Scratch<Event> events{&m_meter};
    Scratch<Link> links{&m_meter};
    Scratch<Exemplar> exemplars{&m_meter};
    Scratch<double> bounds{&m_meter};
    Scratch<std::uint64_t> counts{&m_meter};
    Scratch<QuantileValue> quantiles{&m_meter};

    /// The signal that warnings from now on belong to. Traces at first.
    void enter(Signal signal) noexcept { m_signal = signal; }

    /// Begins a resource or scope; what follows belongs to the latest.
    std::uint32_t addResource();
    std::uint32_t addScope();

    /// Begins a span of the latest resource and scope.
    Span beginSpan();
    /// Keeps the span, or leaves it out and counts it when something is wrong with it.
    void finishSpan(const Span &span);

    /// The same for a log record. Ids that cannot be used are absent: the record says something without them.
    LogRecord beginLog();
    void finishLog(const LogRecord &record);

    /// Begins a metric of the latest resource and scope, to be filled in where it lies in the batch.
    std::uint32_t addMetric();
    /// Begins a data point of the latest metric.
    DataPoint beginPoint();
    void finishPoint(const DataPoint &point);
    /// Ends the latest metric, whose points are those from firstPoint on. Without a name, or when its points
    /// do not fit its kind, they are left out.
    void finishMetric(std::size_t firstPoint);

    /// Notes what is wrong with the item (or resource) being read; the first reason wins.
    void fault(std::string_view reason);
    /// Notes what was left empty in something that is kept all the same.
    void warn(std::string_view reason);
    /// Ends what is not an item: a fault there is a warning, since no item is lost by it.
    void finishPart(std::string_view part);

    Mark mark() const noexcept;
    /// Forgets what came since: the same things are about to be read in a better form.
    void rewind(const Mark &mark);

    /// Ids as they are sent in binary. Wrong lengths of trace and span ids are faults; an empty parent is
    /// none.
    void setTraceId(Span &span, std::string_view bytes);
    void setSpanId(Span &span, std::string_view bytes);
    void setParent(Span &span, std::string_view bytes);
    /// A link or exemplar with an unusable id stays, with the id absent: its attributes still say something.
    static TraceId traceIdOrNone(std::string_view bytes);
    static SpanId spanIdOrNone(std::string_view bytes);
    /// The same with a warning.
    TraceId traceIdOfLog(std::string_view bytes);
    SpanId spanIdOfLog(std::string_view bytes);

    /// Nanoseconds since 1970. Beyond 2262 is a fault.
    Timestamp timestamp(std::uint64_t unixNano, std::string_view what);

    /// text itself when it is valid UTF-8, otherwise a repaired copy in the arena.
    std::string_view text(std::string_view text);

private:
    bool keeps(Signal signal, std::uint64_t number, std::string_view name);
    void reject(Signal signal, std::uint64_t count, const std::string &reason);
    std::uint32_t latestResource() const noexcept;
    std::uint32_t latestScope() const noexcept;
    /// Asks for what the list takes when it grows by one more.
    template<class T>
    void makeRoom(const std::vector<T> &list)
    {
        if (list.size() == list.capacity())
            m_meter.hold(m_out.batch.byteCount() + 2 * (list.capacity() + 1) * sizeof(T));
    }

    std::string m_fault;
    Signal m_signal = Signal::Traces;
    std::uint64_t m_spanNumber = 0;
    std::uint64_t m_logNumber = 0;
    std::uint64_t m_pointNumber = 0;
};

} // namespace spanwise
