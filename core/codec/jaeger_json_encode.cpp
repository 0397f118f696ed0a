// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/base64.h"
#include "core/codec/eventtext.h"
#include "core/codec/everydayjson.h"
#include "core/codec/jaeger.h"
#include "core/codec/tagmeaning.h"
#include "core/model/sharedhalves.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

namespace spanwise {
namespace {

std::uint64_t microsecondsOf(Timestamp time)
{
    const auto count = time.time_since_epoch().count();
    return count <= 0 ? 0 : static_cast<std::uint64_t>(count) / 1000;
}

/// Jaeger prints a trace id whose upper half is zero with 16 digits.
std::string traceIdText(const TraceId &id)
{
    std::string hex = id.toHex();
    return hex.starts_with("0000000000000000") ? hex.substr(16) : hex;
}

bool isChildOf(const Link &link)
{
    const Value *const type = find(link.attributes, "opentracing.ref_type");
    return type != nullptr && type->stringOr({}) == "child_of" && link.attributes.size() == 1;
}

bool isTrueTag(const Value &value)
{
    return value.type() == Value::Type::Bool ? value.boolean() : value.stringOr({}) == "true";
}

/// Writes the traces of one batch.
class JaegerWriter
{
public:
    JaegerWriter(const TelemetryBatch &batch, JsonWriter &json)
        : m_batch(batch)
        , m_json(json)
    {
    }

    void write()
    {
        std::unordered_map<TraceId, std::size_t> positions;
        std::vector<std::vector<const Span *>> traces;
        for (const Span &span : m_batch.spans) {
            const auto [entry, isNew] = positions.try_emplace(span.traceId, traces.size());
            if (isNew)
                traces.emplace_back();
            traces[entry->second].push_back(&span);
        }
        for (const auto &spans : traces)
            writeTrace(spans);
    }

private:
    void writeTrace(const std::vector<const Span *> &spans)
    {
        m_processes.clear();
        m_json.beginObject();
        addText("traceID", traceIdText(spans.front()->traceId));
        m_json.key("spans");
        m_json.beginArray();
        for (const Span *span : spans)
            writeSpan(*span);
        m_json.endArray();
        writeProcesses();
        m_json.key("warnings");
        m_json.null();
        m_json.endObject();
    }

    void addText(std::string_view key, std::string_view text)
    {
        m_json.key(key);
        m_json.string(text);
    }

    void addNumber(std::string_view key, std::uint64_t number)
    {
        m_json.key(key);
        m_json.number(number);
    }

    void writeSpan(const Span &span)
    {
        m_json.beginObject();
        addText("traceID", traceIdText(span.traceId));
        addText("spanID", span.id.toHex());
        if ((span.flags & 0xffU) != 0)
            addNumber("flags", span.flags & 0xffU);
        addText("operationName", span.name);
        writeReferences(span);
        const std::uint64_t begin = microsecondsOf(span.time.begin);
        addNumber("startTime", begin);
        addNumber("duration", std::max(begin, microsecondsOf(span.time.end)) - begin);
        writeTags(span);
        writeLogs(span);
        const auto process = m_processes.try_emplace(span.resource, m_processes.size() + 1).first->second;
        addText("processID", "p" + std::to_string(process));
        writeWarnings(span);
        m_json.endObject();
    }

    void writeReferences(const Span &span)
    {
        m_json.key("references");
        m_json.beginArray();
        const auto write = [&](std::string_view type, const TraceId &trace, const SpanId &id) {
            m_json.beginObject();
            addText("refType", type);
            addText("traceID", traceIdText(trace));
            addText("spanID", id.toHex());
            m_json.endObject();
        };
        if (span.parent)
            write("CHILD_OF", span.traceId, span.parent);
        for (const Link &link : span.links)
            write(isChildOf(link) ? "CHILD_OF" : "FOLLOWS_FROM", link.traceId, link.spanId);
        m_json.endArray();
    }

    void writeTag(std::string_view key, const Value &value)
    {
        m_json.beginObject();
        addText("key", key);
        switch (value.type()) {
        case Value::Type::Bool:
            addText("type", "bool");
            m_json.key("value");
            m_json.boolean(value.boolean());
            break;
        case Value::Type::Int:
            addText("type", "int64");
            m_json.key("value");
            writeWhole(value.integer());
            break;
        case Value::Type::Double:
            addText("type", "float64");
            m_json.key("value");
            m_json.number(value.real());
            break;
        case Value::Type::Bytes:
            addText("type", "binary");
            addText("value", toBase64(value.string()));
            break;
        default:
            addText("type", "string");
            addText("value", value.isString()  ? std::string(value.string())
                             : value.isEmpty() ? std::string()
                                               : everydayJson(value));
        }
        m_json.endObject();
    }

    /// Beyond what JavaScript's numbers hold, Jaeger writes text.
    void writeWhole(std::int64_t number)
    {
        constexpr std::int64_t limit = (std::int64_t{1} << 53) - 1;
        if (number > limit || number < -limit)
            m_json.quoted(number);
        else
            m_json.number(number);
    }

    void writeTags(const Span &span)
    {
        m_json.key("tags");
        m_json.beginArray();
        for (const Attribute &item : span.attributes) {
            if (!isWarnings(item))
                writeTag(item.key, item.value);
        }
        writeMeaning(span);
        m_json.endArray();
    }

    void writeMeaning(const Span &span)
    {
        constexpr std::array<std::string_view, 6> kinds{"",       "internal", "server",
                                                        "client", "producer", "consumer"};
        if (span.kind != SpanKind::Unspecified)
            writeTag("span.kind", Value::ofString(kinds[static_cast<std::size_t>(span.kind)]));
        eachMeaningTag(span, m_batch.scopes[span.scope],
                       [&](std::string_view key, const Value &value) { writeTag(key, value); });
        const Value *const ownError = find(span.attributes, "error");
        const bool unsaid = ownError == nullptr && find(span.attributes, "http.status_code") == nullptr;
        if (span.status != StatusCode::Unset || !unsaid)
            writeTag("otel.status_code", Value::ofString(statusWord(span.status)));
        if (!span.statusMessage.empty())
            writeTag("otel.status_description", Value::ofString(span.statusMessage));
        if (span.status == StatusCode::Error && (ownError == nullptr || !isTrueTag(*ownError)))
            writeTag("error", Value::ofBool(true));
        for (std::size_t i = 0; i < span.links.size(); ++i) {
            const Link &link = span.links[i];
            const bool plain =
                link.attributes.empty() && link.traceState.empty() && link.droppedAttributes == 0;
            if (!plain && !isChildOf(link))
                writeTag("otlp.link." + std::to_string(i), Value::ofString(linkText(link)));
        }
    }

    void writeLogs(const Span &span)
    {
        m_json.key("logs");
        m_json.beginArray();
        for (const Event &event : span.events) {
            m_json.beginObject();
            addNumber("timestamp", microsecondsOf(event.time));
            m_json.key("fields");
            m_json.beginArray();
            if (!event.name.empty())
                writeTag("event", Value::ofString(event.name));
            for (const Attribute &item : event.attributes)
                writeTag(item.key, item.value);
            m_json.endArray();
            m_json.endObject();
        }
        m_json.endArray();
    }

    static bool isWarnings(const Attribute &item)
    {
        return item.key == "@jaeger@warnings" && item.value.type() == Value::Type::Array &&
               !item.value.array().empty();
    }

    void writeWarnings(const Span &span)
    {
        m_json.key("warnings");
        const auto warnings = std::ranges::find_if(span.attributes, isWarnings);
        if (warnings == span.attributes.end())
            m_json.null();
        else
            writeEverydayJson(m_json, warnings->value);
    }

    void writeProcesses()
    {
        m_json.key("processes");
        m_json.beginObject();
        for (const auto &[index, number] : m_processes) {
            const Resource &resource = m_batch.resources[index];
            m_json.key("p" + std::to_string(number));
            m_json.beginObject();
            addText("serviceName", resource.serviceName());
            m_json.key("tags");
            m_json.beginArray();
            for (const Attribute &item : resource.attributes) {
                if (item.key != "service.name" || !item.value.isString())
                    writeTag(item.key, item.value);
            }
            m_json.endArray();
            m_json.endObject();
        }
        m_json.endObject();
    }

    const TelemetryBatch &m_batch;
    JsonWriter &m_json;
    std::unordered_map<std::uint32_t, std::size_t> m_processes; // number of a resource within the trace
};

} // namespace

std::string encodeJaegerJson(const TelemetryBatch &batch)
{
    return R"({"data":[)" + encodeJaegerItems(batch) + R"(],"total":0,"limit":0,"offset":0,"errors":null})";
}

std::string encodeJaegerItems(const TelemetryBatch &batch)
{
    JsonWriter json;
    JaegerWriter(batch, json).write();
    return json.take();
}

} // namespace spanwise
