// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/sequence.h"

#include "core/model/steplabel.h"
#include "core/search/fold.h"

#include <algorithm>
#include <unordered_map>

namespace spanwise {
namespace {

/// The rows of the spans that log records name.
std::unordered_map<SpanId, std::uint32_t> rowsNamedBy(const TelemetryBatch &logs, const Trace &trace)
{
    std::unordered_map<SpanId, std::uint32_t> rows;
    for (const LogRecord &record : logs.logs) {
        if (record.spanId)
            rows.emplace(record.spanId, SequenceItem::noSpan);
    }
    for (std::uint32_t i = 0; !rows.empty() && i < trace.size(); ++i) {
        if (const auto named = rows.find(trace[static_cast<SpanRow>(i)].id); named != rows.end())
            named->second = std::min(named->second, i);
    }
    return rows;
}

void addEvents(std::vector<SequenceItem> &items, const Trace &trace)
{
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const auto events = trace[static_cast<SpanRow>(i)].events;
        for (std::uint32_t event = 0; event < events.size(); ++event)
            items.push_back(
                {.time = events[event].time,
                 .span = i,
                 .index = event,
                 .kind = SequenceItem::Kind::Event,
                 .severity = events[event].name == "exception" ? Severity::Error : Severity::Info});
    }
}

void addLogs(std::vector<SequenceItem> &items, const TelemetryBatch &logs, const Trace &trace)
{
    const auto rows = rowsNamedBy(logs, trace);
    for (std::uint32_t i = 0; i < logs.logs.size(); ++i) {
        const LogRecord &record = logs.logs[i];
        SequenceItem item{
            .time = {}, .index = i, .kind = SequenceItem::Kind::Log, .severity = severityOf(record.severity)};
        if (const auto named = rows.find(record.spanId); named != rows.end())
            item.span = named->second;
        item.time = record.when()    ? *record.when()
                    : item.hasSpan() ? trace[item.row()].time.begin
                                     : Timestamp::max();
        items.push_back(item);
    }
}

class TextFilter
{
public:
    explicit TextFilter(const std::string &text)
        : m_text(foldText(text))
    {
    }

    bool isEmpty() const noexcept { return m_text.empty(); }
    bool finds(std::string_view text) const { return foldText(text).find(m_text) != std::string::npos; }
    bool finds(const Value &value) const
    {
        switch (value.type()) {
        case Value::Type::String:
            return finds(value.string());
        case Value::Type::Array:
            return std::ranges::any_of(value.array(), [this](const Value &item) { return finds(item); });
        case Value::Type::Map:
            return finds(value.map());
        case Value::Type::Int:
            return finds(std::to_string(value.integer()));
        default:
            return false;
        }
    }
    bool finds(std::span<const Attribute> attributes) const
    {
        return std::ranges::any_of(attributes,
                                   [this](const Attribute &a) { return finds(a.key) || finds(a.value); });
    }

private:
    std::string m_text;
};

bool isFound(const SequenceItem &item, const Trace &trace, const TelemetryBatch *logs, const TextFilter &text)
{
    if (item.hasSpan() && (text.finds(trace[item.row()].name) || text.finds(stepLabel(trace[item.row()]))))
        return true;
    switch (item.kind) {
    case SequenceItem::Kind::Span: {
        const Span &span = trace[item.row()];
        return text.finds(span.statusMessage) || text.finds(span.attributes);
    }
    case SequenceItem::Kind::Event: {
        const Event &event = trace[item.row()].events[item.index];
        return text.finds(event.name) || text.finds(event.attributes);
    }
    case SequenceItem::Kind::Log: {
        const LogRecord &record = logs->logs[item.index];
        return text.finds(record.eventName) || text.finds(record.body) || text.finds(record.attributes);
    }
    }
    return false;
}

bool isKindWanted(SequenceItem::Kind kind, const SequenceFilter &filter)
{
    return kind == SequenceItem::Kind::Span    ? filter.spans
           : kind == SequenceItem::Kind::Event ? filter.events
                                               : filter.logs;
}

} // namespace

std::vector<SequenceItem> sequenceOf(const Trace &trace, const TelemetryBatch *logs)
{
    std::vector<SequenceItem> others;
    addEvents(others, trace);
    if (logs)
        addLogs(others, *logs, trace);
    std::ranges::stable_sort(others, {}, &SequenceItem::time);
    std::vector<SequenceItem> spans(trace.size());
    for (std::uint32_t i = 0; i < spans.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        spans[i] = {.time = trace[row].time.begin,
                    .span = i,
                    .index = 0,
                    .kind = SequenceItem::Kind::Span,
                    .severity = trace.facts(row).failed ? Severity::Error : Severity::Info};
    }
    std::vector<SequenceItem> items(spans.size() + others.size());
    std::ranges::merge(spans, others, items.begin(), {}, &SequenceItem::time, &SequenceItem::time);
    return items;
}

std::vector<std::uint32_t> wantedOf(const std::vector<SequenceItem> &items, const Trace &trace,
                                    const TelemetryBatch *logs, const SequenceFilter &filter,
                                    std::optional<TimeWindow> range)
{
    const TextFilter text(filter.text);
    std::vector<std::uint32_t> wanted;
    for (std::uint32_t i = 0; i < items.size(); ++i) {
        const SequenceItem &item = items[i];
        if (!isKindWanted(item.kind, filter) || item.severity < filter.least ||
            (range && !range->contains(item.time)))
            continue;
        if (text.isEmpty() || isFound(item, trace, logs, text))
            wanted.push_back(i);
    }
    return wanted;
}

} // namespace spanwise
