// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/base64.h"
#include "core/codec/batchparts.h"
#include "core/codec/eventtext.h"
#include "core/codec/everydayjson.h"
#include "core/codec/tagmeaning.h"
#include "core/codec/zipkin.h"
#include "core/model/sharedhalves.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace spanwise {
namespace {

std::uint64_t microseconds(Timestamp time)
{
    const auto count = time.time_since_epoch().count();
    return count <= 0 ? 0 : static_cast<std::uint64_t>(count) / 1000;
}

/// Zipkin's tags are texts.
std::string tagText(const Value &value)
{
    if (value.isString())
        return std::string(value.string());
    if (value.type() == Value::Type::Bytes)
        return toBase64(value.string());
    return value.isEmpty() ? std::string() : everydayJson(value);
}

/// Attributes that become the fields of an endpoint; each is taken out of the tags.
struct EndpointKeys
{
    std::string_view field;
    std::string_view service;
    std::string_view ip;
    std::string_view ipv6;
    std::string_view port;
};

constexpr EndpointKeys remoteKeys{"remoteEndpoint", "peer.service", "net.peer.ip", "net.peer.ipv6",
                                  "net.peer.port"};
constexpr EndpointKeys localKeys{"localEndpoint", {}, "net.host.ip", "net.host.ipv6", "net.host.port"};

/// Writes the spans of one batch.
class ZipkinWriter
{
public:
    ZipkinWriter(const TelemetryBatch &batch, JsonWriter &json)
        : m_batch(batch)
        , m_json(json)
    {
        for (const Span &span : batch.spans) {
            if (isSharedServerHalf(span))
                m_sharedIds.insert_or_assign(span.id, &span);
            m_parents.insert_or_assign(span.id, span.parent);
        }
    }

    void write(const Span &span)
    {
        m_json.beginObject();
        writeIdentity(span);
        addText("name", span.name);
        if (const std::string_view kind = kindName(span.kind); !kind.empty())
            addText("kind", kind);
        writeTimes(span);
        if (const Value *debug = find(span.attributes, "zipkin.debug"); isTrue(debug)) {
            m_json.key("debug");
            m_json.boolean(true);
        }
        writeEndpoint(span, localKeys, service(span));
        writeEndpoint(span, remoteKeys, textOf(span, remoteKeys.service));
        writeAnnotations(span);
        writeTags(span);
        m_json.endObject();
    }

private:
    void addText(std::string_view key, std::string_view text)
    {
        if (text.empty())
            return;
        m_json.key(key);
        m_json.string(text);
    }

    void addNumber(std::string_view key, std::uint64_t number)
    {
        m_json.key(key);
        m_json.number(number);
    }

    static bool isTrue(const Value *value)
    {
        return value != nullptr && value->type() == Value::Type::Bool && value->boolean();
    }

    static std::string_view textOf(const Span &span, std::string_view key)
    {
        const Value *const value = find(span.attributes, key);
        return value == nullptr ? std::string_view() : value->stringOr({});
    }

    const Resource &resource(const Span &span) const { return m_batch.resources[span.resource]; }
    std::string_view service(const Span &span) const { return resource(span).serviceName(); }

    /// The id that Zipkin has for a span: a shared server half goes by its client's.
    SpanId zipkinId(const SpanId &id) const
    {
        const auto shared = m_sharedIds.find(id);
        return shared == m_sharedIds.end() ? id : shared->second->parent;
    }

    void writeIdentity(const Span &span)
    {
        const bool shared = isSharedServerHalf(span);
        SpanId parent = span.parent;
        if (shared) {
            const auto client = m_parents.find(span.parent);
            parent = client == m_parents.end() ? SpanId{} : client->second;
        }
        addText("traceId", span.traceId.toHex());
        addText("id", zipkinId(span.id).toHex());
        if (parent)
            addText("parentId", zipkinId(parent).toHex());
        if (shared) {
            m_json.key("shared");
            m_json.boolean(true);
        }
    }

    static std::string_view kindName(SpanKind kind)
    {
        constexpr std::array<std::string_view, 6> names{"", "", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"};
        return names[static_cast<std::size_t>(kind)];
    }

    void writeTimes(const Span &span)
    {
        const bool unknown = isTrue(find(span.attributes, "otel.zipkin.absentField.startTime"));
        const std::uint64_t begin = microseconds(span.time.begin);
        if (!unknown)
            addNumber("timestamp", begin);
        const std::uint64_t end = microseconds(span.time.end);
        if (end > begin)
            addNumber("duration", end - begin);
        else if (span.time.end > span.time.begin || !span.events.empty())
            addNumber("duration",
                      1); // the least that Zipkin knows; without one the last event would be the end
    }

    /// Whether import makes exactly this attribute from an endpoint again.
    static bool isEndpointPart(const Attribute &attribute, const EndpointKeys &keys)
    {
        if (attribute.key == keys.port)
            return attribute.value.type() == Value::Type::Int && attribute.value.integer() > 0 &&
                   attribute.value.integer() <= 65535;
        return !attribute.key.empty() && attribute.value.isString() && !attribute.value.string().empty() &&
               (attribute.key == keys.service || attribute.key == keys.ip || attribute.key == keys.ipv6);
    }

    void writeEndpoint(const Span &span, const EndpointKeys &keys, std::string_view name)
    {
        const bool has = std::ranges::any_of(
            span.attributes, [&](const Attribute &item) { return isEndpointPart(item, keys); });
        if (name.empty() && !has)
            return;
        m_json.key(keys.field);
        m_json.beginObject();
        addText("serviceName", name);
        const std::string_view ip = textOf(span, keys.ip);
        addText(ip.find(':') == std::string_view::npos ? "ipv4" : "ipv6", ip);
        addText("ipv6", textOf(span, keys.ipv6));
        for (const Attribute &item : span.attributes) {
            if (item.key == keys.port && isEndpointPart(item, keys)) {
                addNumber("port", static_cast<std::uint64_t>(item.value.integer()));
                break;
            }
        }
        m_json.endObject();
    }

    void writeAnnotations(const Span &span)
    {
        if (span.events.empty())
            return;
        m_json.key("annotations");
        m_json.beginArray();
        for (const Event &event : span.events) {
            m_json.beginObject();
            addNumber("timestamp", microseconds(event.time));
            m_json.key("value");
            m_json.string(annotationText(event));
            m_json.endObject();
        }
        m_json.endArray();
    }

    void addTag(std::string_view key, std::string_view text)
    {
        m_json.textKey(key);
        m_json.string(text);
    }

    void writeTags(const Span &span)
    {
        m_json.key("tags");
        m_json.beginObject();
        for (const Attribute &item : span.attributes) {
            if (item.key != "zipkin.debug" && item.key != "otel.zipkin.absentField.startTime" &&
                !isEndpointPart(item, localKeys) && !isEndpointPart(item, remoteKeys))
                addTag(item.key, tagText(item.value));
        }
        writeResourceTags(span);
        writeStatusTags(span);
        eachMeaningTag(span, m_batch.scopes[span.scope],
                       [&](std::string_view key, const Value &value) { addTag(key, tagText(value)); });
        if (span.kind == SpanKind::Internal)
            addTag("span.kind", "internal");
        for (std::size_t i = 0; i < span.links.size(); ++i)
            addTag("otlp.link." + std::to_string(i), linkText(span.links[i]));
        m_json.endObject();
    }

    /// A resource's attributes are tags in Zipkin. Those that no convention tells from a span's are listed.
    void writeResourceTags(const Span &span)
    {
        std::string listed;
        for (const Attribute &item : resource(span).attributes) {
            const bool isService = item.key == "service.name" && item.value.isString();
            if (isService || find(span.attributes, item.key) != nullptr)
                continue;
            addTag(item.key, tagText(item.value));
            if (!isResourceKey(item.key))
                listed += (listed.empty() ? "" : ",") + std::string(item.key);
        }
        if (!listed.empty())
            addTag("spanwise.resource.keys", listed);
    }

    void writeStatusTags(const Span &span)
    {
        const bool ownError = find(span.attributes, "error") != nullptr;
        if (span.status == StatusCode::Unset && span.statusMessage.empty() && !ownError)
            return;
        addTag("otel.status_code", statusWord(span.status));
        if (!span.statusMessage.empty())
            addTag("otel.status_description", span.statusMessage);
        if (span.status == StatusCode::Error && !ownError)
            addTag("error", span.statusMessage.empty() ? std::string_view("true") : span.statusMessage);
    }

    const TelemetryBatch &m_batch;
    JsonWriter &m_json;
    std::unordered_map<SpanId, const Span *> m_sharedIds;
    std::unordered_map<SpanId, SpanId> m_parents;
};

} // namespace

std::string encodeZipkinJson(const TelemetryBatch &batch)
{
    return '[' + encodeZipkinItems(batch) + ']';
}

std::string encodeZipkinItems(const TelemetryBatch &batch)
{
    JsonWriter json;
    ZipkinWriter writer(batch, json);
    for (const Span &span : batch.spans)
        writer.write(span);
    return json.take();
}

} // namespace spanwise
