// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/batchparts.h"
#include "core/codec/batchsink.h"
#include "core/codec/chrome.h"
#include "core/codec/chrome/chromeslices.h"
#include "core/codec/contenthash.h"
#include "core/codec/jsonsplitter.h"
#include "core/codec/shortid.h"

#include <algorithm>
#include <exception>
#include <map>

namespace spanwise {
namespace {

constexpr std::int64_t year2000 = 946'684'800'000'000'000;

/// Reads the events of one file into a batch.
class ChromeReader
{
public:
    ChromeReader(DecodedBatch &out, TraceId trace, Timestamp base)
        : m_sink(out)
        , m_parts(out.batch)
        , m_trace(trace)
        , m_base(base.time_since_epoch().count())
    {
    }

    void read(std::span<const Value> items, const Value *stackFrames)
    {
        m_stackFrames = stackFrames;
        m_scope = m_parts.scope({}, {});
        for (const Value &item : items)
            takeItem(item);
        std::ranges::stable_sort(m_events, {}, &ChromeEvent::time);
        const auto first = std::ranges::find_if(m_events, &ChromeEvent::isTimed);
        if (first != m_events.end() && first->time < year2000)
            m_shift = m_base - first->time;
        const ChromeSlices slices(m_events, [this](const ChromeEvent &event, std::string_view reason) {
            reject(event.name, std::string(reason) + " (phase " + event.phase + ")");
        });
        for (std::size_t i = 0; i < slices.slices().size(); ++i)
            takeSlice(slices.slices(), i);
        for (const ChromeEvent &event : m_events) {
            if (event.phase == 'C')
                takeCounter(event);
        }
    }

private:
    void takeItem(const Value &item)
    {
        std::string reason;
        auto event = readChromeEvent(item, reason);
        if (!event)
            return reject(memberText(item, "name"), reason);
        if (event->phase == 'M')
            takeName(*event);
        else
            m_events.push_back(std::move(*event));
    }

    void takeName(const ChromeEvent &event)
    {
        const Value *const args = member(*event.json, "args");
        const std::string_view name = args == nullptr ? std::string_view() : memberText(*args, "name");
        if (event.name == "process_name" && !name.empty())
            m_processNames[event.process] = name;
        else if (event.name == "thread_name" && !name.empty())
            m_threadNames[event.process + '\n' + event.thread] = name;
        else if (event.name == "process_labels" && args != nullptr)
            m_processLabels[event.process] = memberText(*args, "labels");
    }

    void reject(std::string_view name, const std::string &reason)
    {
        Span span = m_sink.beginSpan();
        span.name = name;
        m_sink.fault(reason);
        m_sink.finishSpan(span);
    }

    SpanId idOf(std::size_t slice) const { return contentSpanId(m_trace, slice); }

    Timestamp time(std::int64_t fileTime)
    {
        std::int64_t moved = 0;
        if (__builtin_add_overflow(fileTime, m_shift, &moved) || moved < 0) {
            m_sink.fault("its time lies outside 1970 to 2262");
            return {};
        }
        return Timestamp(Duration(moved));
    }

    std::uint32_t resourceOf(const ChromeEvent &event)
    {
        std::vector<Attribute> attributes;
        const auto name = m_processNames.find(event.process);
        attributes.push_back(
            {"service.name",
             Value::ofString(name == m_processNames.end() ? m_sink.arena().copy("process " + event.process)
                                                          : name->second)});
        if (const Value *pid = member(*event.json, "pid"))
            attributes.push_back({"process.pid", *pid});
        if (const auto labels = m_processLabels.find(event.process); labels != m_processLabels.end())
            attributes.push_back({"chrome.process_labels", Value::ofString(labels->second)});
        return m_parts.resource(attributes);
    }

    void takeSlice(const std::vector<ChromeSlice> &slices, std::size_t index)
    {
        const ChromeSlice &slice = slices[index];
        const ChromeEvent &event = *slice.begin;
        Span span = m_sink.beginSpan();
        span.traceId = m_trace;
        span.id = idOf(index);
        if (slice.parent != ChromeSlice::none)
            span.parent = idOf(slice.parent);
        span.name = event.name;
        span.kind = SpanKind::Internal;
        span.time = {time(slice.from), time(slice.to)};
        span.resource = resourceOf(event);
        span.scope = m_scope;
        span.attributes = attributesOf(slice);
        span.events = eventsOf(slice);
        const auto links = m_sink.links.mark();
        for (const std::size_t earlier : slice.follows) {
            Link link;
            link.traceId = m_trace;
            link.spanId = idOf(earlier);
            m_sink.links.push(link);
        }
        span.links = m_sink.links.take(links, m_sink.arena());
        m_sink.finishSpan(span);
    }

    void pushArguments(const ChromeEvent &event, const ChromeEvent *over = nullptr)
    {
        const Value *const later = over == nullptr ? nullptr : member(*over->json, "args");
        if (const Value *const args = member(*event.json, "args");
            args != nullptr && args->type() == Value::Type::Map) {
            for (const Attribute &item : args->map()) {
                if (later == nullptr || member(*later, item.key) == nullptr)
                    m_sink.attributes.push(item);
            }
        }
        if (later != nullptr && later->type() == Value::Type::Map) {
            for (const Attribute &item : later->map())
                m_sink.attributes.push(item);
        }
    }

    std::span<const Attribute> attributesOf(const ChromeSlice &slice)
    {
        const ChromeEvent &event = *slice.begin;
        const auto mark = m_sink.attributes.mark();
        pushArguments(event, slice.end);
        if (!event.category.empty())
            m_sink.attributes.push({"chrome.category", Value::ofString(event.category)});
        if (const Value *tid = member(*event.json, "tid"))
            m_sink.attributes.push({"thread.id", *tid});
        if (const auto name = m_threadNames.find(event.process + '\n' + event.thread);
            name != m_threadNames.end())
            m_sink.attributes.push({"thread.name", Value::ofString(name->second)});
        for (const auto &[key, attribute] :
             {std::pair("tts", "chrome.tts"), std::pair("tdur", "chrome.tdur")}) {
            if (const Value *value = member(*event.json, key))
                m_sink.attributes.push({attribute, *value});
        }
        if (const std::string stack = stackOf(event); !stack.empty())
            m_sink.attributes.push({"code.stacktrace", Value::ofString(m_sink.arena().copy(stack))});
        if (slice.isIncomplete)
            m_sink.attributes.push({"chrome.incomplete", Value::ofBool(true)});
        return m_sink.attributes.take(mark, m_sink.arena());
    }

    /// One frame a line, innermost first: written out, or by its number in stackFrames.
    std::string stackOf(const ChromeEvent &event) const
    {
        std::string text;
        for (const Value &frame : memberItems(*event.json, "stack"))
            text += std::string(frame.stringOr({})) + '\n';
        if (m_stackFrames == nullptr)
            return text;
        std::string id = chromeText(*event.json, "sf");
        for (int depth = 0; depth < 256 && !id.empty(); ++depth) { // frames of a damaged file may form a ring
            const Value *const frame = member(*m_stackFrames, id);
            if (frame == nullptr)
                break;
            text += std::string(memberText(*frame, "name")) + '\n';
            id = chromeText(*frame, "parent");
        }
        return text;
    }

    std::span<const Event> eventsOf(const ChromeSlice &slice)
    {
        const auto mark = m_sink.events.mark();
        for (const ChromeEvent *const instant : slice.instants) {
            const auto attributes = m_sink.attributes.mark();
            pushArguments(*instant);
            Event event;
            event.time = time(instant->time);
            event.name = instant->name;
            event.attributes = m_sink.attributes.take(attributes, m_sink.arena());
            m_sink.events.push(event);
        }
        return m_sink.events.take(mark, m_sink.arena());
    }

    /// Every number of a counter is a series of its own.
    void takeCounter(const ChromeEvent &event)
    {
        const Value *const args = member(*event.json, "args");
        if (args == nullptr || args->type() != Value::Type::Map)
            return;
        const std::string id = chromeText(*event.json, "id");
        const std::string key = event.process + '\n' + std::string(event.name) + '\n' + id;
        const auto [known, isNew] = m_counters.try_emplace(key, 0U);
        if (isNew) {
            known->second = m_sink.addMetric();
            Metric &metric = m_sink.batch().metrics[known->second];
            metric.name =
                id.empty() ? event.name : m_sink.arena().copy(std::string(event.name) + '[' + id + ']');
            metric.resource = resourceOf(event);
            metric.scope = m_scope;
        }
        for (const Attribute &series : args->map()) {
            if (!series.value.isNumber())
                continue;
            DataPoint point = m_sink.beginPoint();
            if (event.name.empty())
                m_sink.fault("its counter has no name");
            point.metric = known->second;
            point.time = time(event.time);
            point.value = series.value;
            const Attribute name{"series", Value::ofString(series.key)};
            point.attributes = m_sink.arena().copy(std::span<const Attribute>(&name, 1));
            m_sink.finishPoint(point);
        }
    }

    BatchSink m_sink;
    BatchParts m_parts;
    TraceId m_trace;
    std::int64_t m_base;
    std::int64_t m_shift = 0;
    std::uint32_t m_scope = 0;
    const Value *m_stackFrames = nullptr;
    std::vector<ChromeEvent> m_events;
    std::map<std::string, std::string_view> m_processNames;
    std::map<std::string, std::string_view> m_processLabels;
    std::map<std::string, std::string_view> m_threadNames;
    std::map<std::string, std::uint32_t> m_counters;
};

/// What can be read of a list of events that breaks off: its whole elements, as an array.
std::string wholeEvents(std::string_view body)
{
    const auto start = body.find('[');
    if (start == std::string_view::npos)
        return {};
    std::string events = "[";
    bool isWhole = true;
    JsonSplitter splitter([&](std::string value, std::uint64_t, std::uint64_t) {
        const auto last = value.find_last_not_of(" \t\r\n");
        if (!isWhole || last == std::string::npos || value.front() != '{' || value[last] != '}')
            return;
        events += (events.size() > 1 ? "," : "") + value;
    });
    splitter.feed(body.substr(start));
    isWhole = false; // what is left at the end is not
    splitter.finish();
    return events + ']';
}

} // namespace

Result<DecodedBatch> decodeChromeTrace(std::string body, Timestamp base)
{
    try {
        DecodedBatch decoded;
        const TraceId trace = contentTraceId(body);
        std::string_view kept; // for a second try: files of programs that crashed break off
        auto value = readJson(std::move(body), decoded.batch.arena, "Chrome trace JSON", &kept);
        if (!value && value.error().code == Error::Code::InvalidInput) {
            const auto repaired = readJson(wholeEvents(kept), decoded.batch.arena, "Chrome trace JSON");
            if (repaired && !repaired->array().empty()) {
                value = repaired;
                decoded.rejectedSpans.firstReason = "the file breaks off; what is whole in it was read";
            }
        }
        if (!value)
            return value.error();
        const bool isArray = value->type() == Value::Type::Array;
        if (!isArray && member(*value, "traceEvents") == nullptr)
            return Error{Error::Code::InvalidInput, "The body is not a Chrome trace: it has no traceEvents."};
        ChromeReader(decoded, trace, base)
            .read(isArray ? value->array() : memberItems(*value, "traceEvents"),
                  isArray ? nullptr : member(*value, "stackFrames"));
        return decoded;
    } catch (const std::exception &problem) {
        return Error{Error::Code::InvalidInput,
                     std::string("The Chrome trace could not be read: ") + problem.what()};
    }
}

} // namespace spanwise
