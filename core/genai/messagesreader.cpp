// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/messagesreader.h"

#include <algorithm>
#include <tuple>

namespace spanwise {
namespace {

/// The records that carry messages, those of a span side by side and in the order in which they came.
class RecordsBySpan
{
public:
    explicit RecordsBySpan(std::vector<std::shared_ptr<const TelemetryBatch>> logs)
        : m_owners(std::move(logs))
    {
        for (const auto &batch : m_owners) {
            if (batch)
                std::copy_if(batch->logs.begin(), batch->logs.end(), std::back_inserter(m_records),
                             carriesMessages);
        }
        std::stable_sort(m_records.begin(), m_records.end(), [](const LogRecord &a, const LogRecord &b) {
            return keyOf(a.traceId, a.spanId) < keyOf(b.traceId, b.spanId);
        });
    }

    bool isEmpty() const noexcept { return m_records.empty(); }

    std::span<const LogRecord> of(const Span &span) const
    {
        const auto key = keyOf(span.traceId, span.id);
        const auto first =
            std::partition_point(m_records.begin(), m_records.end(), [&](const LogRecord &record) {
                return keyOf(record.traceId, record.spanId) < key;
            });
        const auto last = std::partition_point(first, m_records.end(), [&](const LogRecord &record) {
            return keyOf(record.traceId, record.spanId) == key;
        });
        return {first, last};
    }

private:
    static std::pair<TraceId, SpanId> keyOf(TraceId trace, SpanId span) { return {trace, span}; }

    std::vector<std::shared_ptr<const TelemetryBatch>> m_owners; // what the records view
    std::vector<LogRecord> m_records;
};

} // namespace

MessagesReader withLogRecords(MessagesReader ofSpans, std::vector<std::shared_ptr<const TelemetryBatch>> logs)
{
    auto records = std::make_shared<const RecordsBySpan>(std::move(logs));
    if (records->isEmpty())
        return ofSpans;
    return [ofSpans = std::move(ofSpans), records = std::move(records)](const Trace &trace, SpanRow row) {
        const Span &span = trace[row];
        return withRecords(ofSpans ? ofSpans(trace, row) : std::vector<Message>(), span, records->of(span));
    };
}

MessagesReader messagesWith(std::vector<std::shared_ptr<const TelemetryBatch>> logs)
{
    return withLogRecords([](const Trace &trace, SpanRow row) { return messagesOf(trace, row); },
                          std::move(logs));
}

} // namespace spanwise
