// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/base64.h"
#include "core/codec/jsonscalars.h"
#include "core/codec/otlp_json.h"
#include "core/codec/batchsink.h"
#include "core/codec/utf8.h"

#include <simdjson.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <optional>

namespace spanwise {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;
using Json = ondemand::value;
using JsonType = ondemand::json_type;

bool is(std::string_view key, std::string_view camel, std::string_view snake)
{
    return key == camel || key == snake;
}

/// Hex as OTLP has it, or base64 as plain protobuf JSON and therefore Tempo's API has it: their lengths differ.
template<class Id>
std::optional<Id> idFromText(std::string_view text)
{
    if (text.size() != (Id::byteCount + 2) / 3 * 4)
        return Id::fromHex(text);
    const auto bytes = fromBase64(text);
    if (!bytes || bytes->size() != Id::byteCount)
        return std::nullopt;
    return Id(std::span<const std::uint8_t, Id::byteCount>(reinterpret_cast<const std::uint8_t *>(bytes->data()),
                                                           Id::byteCount));
}

/// Reads one body in a single pass, in whatever order its keys come.
///
/// Broken JSON ends the pass with an error code. A value of the wrong type is a fault of the span (resource, scope)
/// that it belongs to; it is left unread, and simdjson steps over it.
class Decoder
{
public:
    explicit Decoder(DecodedBatch &out) : m_sink(out) {}

    error_code request(ondemand::document &document);

private:
    template<class OnField>
    static error_code eachField(ondemand::object object, OnField onField)
    {
        for (auto result : object) {
            ondemand::field field;
            if (const auto error = std::move(result).get(field); error)
                return error;
            // Keys of the format have no escapes; one that has is an unknown key either way.
            const std::string_view rest(field.key().raw());
            const std::string_view key = rest.substr(0, rest.find('"'));
            JsonType type{};
            if (const auto error = field.value().type().get(type); error)
                return error;
            if (type == JsonType::null)
                continue;
            if (const auto error = onField(key, field.value()); error)
                return error;
        }
        return simdjson::SUCCESS;
    }

    /// The fields of item; a fault when it is not an object.
    template<class OnField>
    error_code eachField(Json item, std::string_view what, OnField onField)
    {
        ondemand::object object;
        if (const auto error = item.get_object().get(object); error)
            return mistyped(error, what, " is not an object");
        return eachField(object, onField);
    }

    template<class OnItem>
    error_code eachItem(Json item, std::string_view what, OnItem onItem)
    {
        ondemand::array array;
        if (const auto error = item.get_array().get(array); error)
            return mistyped(error, what, " is not an array");
        for (auto result : array) {
            Json element;
            if (const auto error = result.get(element); error)
                return error;
            if (const auto error = onItem(element); error)
                return error;
        }
        return simdjson::SUCCESS;
    }

    error_code mistyped(error_code error, std::string_view what, std::string_view is)
    {
        if (error != simdjson::INCORRECT_TYPE)
            return error;
        m_sink.fault(std::string(what) + std::string(is));
        return simdjson::SUCCESS;
    }

    error_code text(Json item, std::string_view what, std::string_view &target);
    error_code scalar(Json item, std::string_view what, std::string_view &target);
    template<class Number>
    error_code number(Json item, std::string_view what, Number &target);
    error_code time(Json item, std::string_view what, Timestamp &target);
    template<class Id>
    error_code id(Json item, std::string_view what, Id &target);
    error_code enumeration(Json item, std::span<const std::string_view> names, std::uint8_t &target);

    error_code resourceSpans(Json item);
    error_code resource(Json item, Resource &resource);
    error_code scopeSpans(Json item);
    error_code scope(Json item, Scope &scope);
    error_code span(Json item);
    error_code identityField(std::string_view key, Json item, Span &span, bool &taken);
    error_code contentField(std::string_view key, Json item, Span &span);
    error_code status(Json item, Span &span);
    error_code event(Json item);
    error_code link(Json item);
    error_code attributes(Json item, int depth = 0);
    error_code attribute(Json item, int depth);
    error_code value(Json item, int depth, Value &target);
    error_code scalarValue(std::string_view key, Json item, Value &target);
    error_code bytesValue(Json item, Value &target);
    error_code arrayValue(Json item, int depth, Value &target);
    error_code mapValue(Json item, int depth, Value &target);

    BatchSink m_sink;
};

error_code Decoder::request(ondemand::document &document)
{
    ondemand::object object;
    if (const auto error = document.get_object().get(object); error)
        return error;
    return eachField(object, [&](std::string_view key, Json item) {
        if (!is(key, "resourceSpans", "resource_spans"))
            return simdjson::SUCCESS;
        ondemand::array array;
        if (const auto error = item.get_array().get(array); error)
            return error;
        for (auto result : array) {
            Json element;
            if (const auto error = result.get(element); error)
                return error;
            if (const auto error = resourceSpans(element); error)
                return error;
        }
        return simdjson::SUCCESS;
    });
}

error_code Decoder::resourceSpans(Json item)
{
    const std::uint32_t index = m_sink.addResource();
    const std::size_t firstSpan = m_sink.batch().spans.size();
    bool newShape = false;
    bool oldShape = false;
    const auto error = eachField(item, "resourceSpans", [&](std::string_view key, Json field) {
        if (key == "resource")
            return resource(field, m_sink.batch().resources[index]);
        if (is(key, "schemaUrl", "schema_url"))
            return text(field, "schemaUrl", m_sink.batch().resources[index].schemaUrl);
        if (is(key, "scopeSpans", "scope_spans")) {
            if (oldShape) { // the same spans a second time (protocols.md 1.7): the new ones count
                m_sink.batch().spans.resize(firstSpan);
                oldShape = false;
            }
            newShape = true;
            return eachItem(field, "scopeSpans", [&](Json element) { return scopeSpans(element); });
        }
        if (is(key, "instrumentationLibrarySpans", "instrumentation_library_spans") && !newShape) {
            oldShape = true;
            return eachItem(field, "instrumentationLibrarySpans", [&](Json element) { return scopeSpans(element); });
        }
        return simdjson::SUCCESS;
    });
    m_sink.finishPart("resourceSpans");
    return error;
}

error_code Decoder::resource(Json item, Resource &resource)
{
    const auto mark = m_sink.attributes.mark();
    const auto error = eachField(item, "resource", [&](std::string_view key, Json field) {
        if (key == "attributes")
            return attributes(field);
        if (is(key, "droppedAttributesCount", "dropped_attributes_count"))
            return number(field, "droppedAttributesCount", resource.droppedAttributes);
        return simdjson::SUCCESS;
    });
    resource.attributes = m_sink.attributes.take(mark, m_sink.arena());
    m_sink.finishPart("resource");
    return error;
}

error_code Decoder::scopeSpans(Json item)
{
    const std::uint32_t index = m_sink.addScope();
    const auto error = eachField(item, "scopeSpans", [&](std::string_view key, Json field) {
        if (key == "scope" || is(key, "instrumentationLibrary", "instrumentation_library"))
            return scope(field, m_sink.batch().scopes[index]);
        if (is(key, "schemaUrl", "schema_url"))
            return text(field, "schemaUrl", m_sink.batch().scopes[index].schemaUrl);
        if (key == "spans")
            return eachItem(field, "spans", [&](Json element) { return span(element); });
        return simdjson::SUCCESS;
    });
    m_sink.finishPart("scopeSpans");
    return error;
}

error_code Decoder::scope(Json item, Scope &scope)
{
    const auto mark = m_sink.attributes.mark();
    const auto error = eachField(item, "scope", [&](std::string_view key, Json field) {
        if (key == "name")
            return text(field, "name", scope.name);
        if (key == "version")
            return text(field, "version", scope.version);
        if (key == "attributes")
            return attributes(field);
        if (is(key, "droppedAttributesCount", "dropped_attributes_count"))
            return number(field, "droppedAttributesCount", scope.droppedAttributes);
        return simdjson::SUCCESS;
    });
    scope.attributes = m_sink.attributes.take(mark, m_sink.arena());
    m_sink.finishPart("scope");
    return error;
}

error_code Decoder::span(Json item)
{
    Span span = m_sink.beginSpan();
    const auto attributes = m_sink.attributes.mark();
    const auto events = m_sink.events.mark();
    const auto links = m_sink.links.mark();
    const auto error = eachField(item, "span", [&](std::string_view key, Json field) {
        bool taken = true;
        const auto problem = identityField(key, field, span, taken);
        return taken ? problem : contentField(key, field, span);
    });
    span.attributes = m_sink.attributes.take(attributes, m_sink.arena());
    span.events = m_sink.events.take(events, m_sink.arena());
    span.links = m_sink.links.take(links, m_sink.arena());
    if (!error)
        m_sink.finishSpan(span);
    return error;
}

error_code Decoder::identityField(std::string_view key, Json item, Span &span, bool &taken)
{
    constexpr std::string_view kinds[] = {"SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL", "SPAN_KIND_SERVER",
                                          "SPAN_KIND_CLIENT",      "SPAN_KIND_PRODUCER", "SPAN_KIND_CONSUMER"};
    if (is(key, "traceId", "trace_id"))
        return id(item, "traceId", span.traceId);
    if (is(key, "spanId", "span_id"))
        return id(item, "spanId", span.id);
    if (is(key, "parentSpanId", "parent_span_id"))
        return id(item, "parentSpanId", span.parent);
    if (key == "name")
        return text(item, "name", span.name);
    if (is(key, "startTimeUnixNano", "start_time_unix_nano"))
        return time(item, "startTimeUnixNano", span.time.begin);
    if (is(key, "endTimeUnixNano", "end_time_unix_nano"))
        return time(item, "endTimeUnixNano", span.time.end);
    if (is(key, "traceState", "trace_state"))
        return text(item, "traceState", span.traceState);
    if (key == "flags")
        return number(item, "flags", span.flags);
    if (key == "kind") {
        std::uint8_t kind = 0;
        const auto error = enumeration(item, kinds, kind);
        span.kind = static_cast<SpanKind>(kind);
        return error;
    }
    taken = false;
    return simdjson::SUCCESS;
}

error_code Decoder::contentField(std::string_view key, Json item, Span &span)
{
    if (key == "attributes")
        return attributes(item);
    if (key == "events")
        return eachItem(item, "events", [&](Json element) { return event(element); });
    if (key == "links")
        return eachItem(item, "links", [&](Json element) { return link(element); });
    if (key == "status")
        return status(item, span);
    if (is(key, "droppedAttributesCount", "dropped_attributes_count"))
        return number(item, "droppedAttributesCount", span.droppedAttributes);
    if (is(key, "droppedEventsCount", "dropped_events_count"))
        return number(item, "droppedEventsCount", span.droppedEvents);
    if (is(key, "droppedLinksCount", "dropped_links_count"))
        return number(item, "droppedLinksCount", span.droppedLinks);
    return simdjson::SUCCESS;
}

error_code Decoder::status(Json item, Span &span)
{
    constexpr std::string_view codes[] = {"STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"};
    std::uint8_t code = 0;
    std::uint32_t deprecatedCode = 0;
    const auto error = eachField(item, "status", [&](std::string_view key, Json field) {
        if (key == "message")
            return text(field, "status message", span.statusMessage);
        if (key == "code")
            return enumeration(field, codes, code);
        if (is(key, "deprecatedCode", "deprecated_code"))
            return number(field, "deprecatedCode", deprecatedCode);
        return simdjson::SUCCESS;
    });
    if (code == 0 && deprecatedCode != 0)
        code = static_cast<std::uint8_t>(StatusCode::Error); // protocols.md 1.7
    span.status = static_cast<StatusCode>(code);
    return error;
}

error_code Decoder::event(Json item)
{
    Event event;
    const auto mark = m_sink.attributes.mark();
    const auto error = eachField(item, "event", [&](std::string_view key, Json field) {
        if (is(key, "timeUnixNano", "time_unix_nano"))
            return time(field, "timeUnixNano", event.time);
        if (key == "name")
            return text(field, "event name", event.name);
        if (key == "attributes")
            return attributes(field);
        if (is(key, "droppedAttributesCount", "dropped_attributes_count"))
            return number(field, "droppedAttributesCount", event.droppedAttributes);
        return simdjson::SUCCESS;
    });
    event.attributes = m_sink.attributes.take(mark, m_sink.arena());
    m_sink.events.push(event);
    return error;
}

error_code Decoder::link(Json item)
{
    Link link;
    std::string_view traceId;
    std::string_view spanId;
    const auto mark = m_sink.attributes.mark();
    const auto error = eachField(item, "link", [&](std::string_view key, Json field) {
        if (is(key, "traceId", "trace_id"))
            return text(field, "link traceId", traceId);
        if (is(key, "spanId", "span_id"))
            return text(field, "link spanId", spanId);
        if (is(key, "traceState", "trace_state"))
            return text(field, "traceState", link.traceState);
        if (key == "attributes")
            return attributes(field);
        if (is(key, "droppedAttributesCount", "dropped_attributes_count"))
            return number(field, "droppedAttributesCount", link.droppedAttributes);
        if (key == "flags")
            return number(field, "flags", link.flags);
        return simdjson::SUCCESS;
    });
    link.traceId = idFromText<TraceId>(traceId).value_or(TraceId{});
    link.spanId = idFromText<SpanId>(spanId).value_or(SpanId{});
    link.attributes = m_sink.attributes.take(mark, m_sink.arena());
    m_sink.links.push(link);
    return error;
}

error_code Decoder::attributes(Json item, int depth)
{
    return eachItem(item, "attributes", [&](Json element) { return attribute(element, depth); });
}

error_code Decoder::attribute(Json item, int depth)
{
    Attribute attribute;
    const auto error = eachField(item, "attribute", [&](std::string_view key, Json field) {
        if (key == "key")
            return text(field, "attribute key", attribute.key);
        if (key == "value")
            return value(field, depth + 1, attribute.value);
        return simdjson::SUCCESS;
    });
    m_sink.attributes.push(attribute);
    return error;
}

error_code Decoder::value(Json item, int depth, Value &target)
{
    if (depth > BatchSink::maxValueDepth) {
        m_sink.fault("an attribute value is nested deeper than 64 levels");
        return simdjson::SUCCESS;
    }
    return eachField(item, "attribute value", [&](std::string_view key, Json field) {
        if (is(key, "arrayValue", "array_value"))
            return arrayValue(field, depth, target);
        if (is(key, "kvlistValue", "kvlist_value"))
            return mapValue(field, depth, target);
        if (is(key, "bytesValue", "bytes_value"))
            return bytesValue(field, target);
        return scalarValue(key, field, target);
    });
}

error_code Decoder::scalarValue(std::string_view key, Json item, Value &target)
{
    if (is(key, "stringValue", "string_value")) {
        std::string_view string;
        const auto error = text(item, "stringValue", string);
        target = Value::ofString(string);
        return error;
    }
    if (is(key, "intValue", "int_value")) {
        std::int64_t integer = 0;
        const auto error = number(item, "intValue", integer);
        target = Value::ofInt(integer);
        return error;
    }
    if (is(key, "doubleValue", "double_value")) {
        double real = 0;
        const auto error = number(item, "doubleValue", real);
        target = Value::ofDouble(real);
        return error;
    }
    if (is(key, "boolValue", "bool_value")) {
        std::string_view word;
        const auto error = scalar(item, "boolValue", word);
        if (word != "true" && word != "false")
            m_sink.fault("boolValue is neither true nor false");
        target = Value::ofBool(word == "true");
        return error;
    }
    return simdjson::SUCCESS;
}

error_code Decoder::bytesValue(Json item, Value &target)
{
    std::string_view encoded;
    const auto error = text(item, "bytesValue", encoded);
    if (const auto bytes = fromBase64(encoded))
        target = Value::ofBytes(m_sink.arena().copy(*bytes));
    else
        m_sink.fault("bytesValue is not base64");
    return error;
}

error_code Decoder::arrayValue(Json item, int depth, Value &target)
{
    const auto mark = m_sink.values.mark();
    const auto error = eachField(item, "arrayValue", [&](std::string_view key, Json field) {
        if (key != "values")
            return simdjson::SUCCESS;
        return eachItem(field, "arrayValue", [&](Json element) {
            Value entry;
            JsonType type{};
            if (const auto problem = element.type().get(type); problem)
                return problem;
            const auto problem = type == JsonType::null ? simdjson::SUCCESS : value(element, depth + 1, entry);
            m_sink.values.push(entry);
            return problem;
        });
    });
    target = Value::ofArray(m_sink.values.take(mark, m_sink.arena()));
    return error;
}

error_code Decoder::mapValue(Json item, int depth, Value &target)
{
    const auto mark = m_sink.attributes.mark();
    const auto error = eachField(item, "kvlistValue", [&](std::string_view key, Json field) {
        return key == "values" ? attributes(field, depth) : simdjson::SUCCESS;
    });
    target = Value::ofMap(m_sink.attributes.take(mark, m_sink.arena()));
    return error;
}

error_code Decoder::text(Json item, std::string_view what, std::string_view &target)
{
    JsonType type{};
    if (const auto error = item.type().get(type); error)
        return error;
    if (type != JsonType::string)
        return mistyped(simdjson::INCORRECT_TYPE, what, " is not a string");
    return scalar(item, what, target);
}

/// The content of a string, or the characters of a number, true or false.
error_code Decoder::scalar(Json item, std::string_view what, std::string_view &target)
{
    JsonType type{};
    if (const auto error = item.type().get(type); error)
        return error;
    if (type == JsonType::array || type == JsonType::object)
        return mistyped(simdjson::INCORRECT_TYPE, what, " is not a single value");
    std::string_view token = item.raw_json_token();
    token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
    if (type != JsonType::string) {
        target = token;
        return simdjson::SUCCESS;
    }
    if (token.size() >= 2 && token.back() == '"' && token.find('\\') == std::string_view::npos) {
        target = token.substr(1, token.size() - 2);
        return simdjson::SUCCESS;
    }
    std::string_view unescaped;
    if (const auto error = item.get_string().get(unescaped); error)
        return error;
    target = m_sink.arena().copy(unescaped); // simdjson's buffer goes when its parser does
    return simdjson::SUCCESS;
}

template<class Number>
error_code Decoder::number(Json item, std::string_view what, Number &target)
{
    std::string_view digits;
    if (const auto error = scalar(item, what, digits); error)
        return error;
    if constexpr (std::is_same_v<Number, double>) {
        if (const auto real = doubleFromText(digits)) {
            target = *real;
            return simdjson::SUCCESS;
        }
    } else if constexpr (std::is_same_v<Number, std::int64_t>) {
        if (const auto integer = integerFromText(digits)) {
            target = *integer;
            return simdjson::SUCCESS;
        }
    } else {
        const auto integer = unsignedFromText(digits);
        if (integer && *integer <= std::numeric_limits<Number>::max()) {
            target = static_cast<Number>(*integer);
            return simdjson::SUCCESS;
        }
    }
    m_sink.fault(std::string(what) + " is not a number of its range");
    return simdjson::SUCCESS;
}

error_code Decoder::time(Json item, std::string_view what, Timestamp &target)
{
    std::uint64_t nanoseconds = 0;
    const auto error = number(item, what, nanoseconds);
    target = m_sink.timestamp(nanoseconds, what);
    return error;
}

template<class Id>
error_code Decoder::id(Json item, std::string_view what, Id &target)
{
    std::string_view hex;
    const auto error = text(item, what, hex);
    const auto parsed = idFromText<Id>(hex);
    if (!parsed && !hex.empty())
        m_sink.fault(std::string(what) + " is not " + std::to_string(2 * Id::byteCount) + " hex digits");
    target = parsed.value_or(Id{});
    return error;
}

/// The number or the name of a value of an enumeration; unknown ones are 0.
error_code Decoder::enumeration(Json item, std::span<const std::string_view> names, std::uint8_t &target)
{
    std::string_view word;
    if (const auto error = scalar(item, "kind or status code", word); error)
        return error;
    const auto name = std::ranges::find(names, word);
    const std::uint64_t number = name != names.end() ? static_cast<std::uint64_t>(name - names.begin())
                                                     : unsignedFromText(word).value_or(0);
    target = number < names.size() ? static_cast<std::uint8_t>(number) : std::uint8_t{0};
    return simdjson::SUCCESS;
}

/// How one pass over a body ended.
struct Pass
{
    error_code error = simdjson::SUCCESS;
    std::size_t position = 0; ///< of the error
    std::string_view body;    ///< as it lies in the arena
};

/// simdjson's first stage, which has no position, knows these two kinds of damage.
std::size_t firstBareControlCharacter(std::string_view json)
{
    bool inString = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (inString && json[i] == '\\')
            ++i;
        else if (json[i] == '"')
            inString = !inString;
        else if (inString && static_cast<unsigned char>(json[i]) < 0x20)
            return i;
    }
    return json.size();
}

Pass readOnce(std::string body, DecodedBatch &decoded)
{
    if (body.capacity() < body.size() + simdjson::SIMDJSON_PADDING) {
        std::string padded; // growing in place would double a large body
        padded.reserve(body.size() + simdjson::SIMDJSON_PADDING);
        padded = body;
        body = std::move(padded);
    }
    const std::size_t capacity = body.capacity();
    const std::string_view whole = decoded.batch.arena.adopt(std::move(body));
    const std::size_t mark = whole.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    const std::string_view json = whole.substr(mark);

    ondemand::parser parser;
    ondemand::document document;
    if (const auto error = parser.iterate(simdjson::padded_string_view(json, capacity - mark)).get(document); error) {
        const bool control = error == simdjson::UNESCAPED_CHARS;
        return {error, mark + (control ? firstBareControlCharacter(json) : json.size()), whole};
    }
    error_code error = Decoder(decoded).request(document);
    const char *location = nullptr;
    const bool atEnd = document.current_location().get(location) == simdjson::OUT_OF_BOUNDS;
    if (!error && !atEnd)
        error = simdjson::TRAILING_CONTENT;
    // A body that does not end with its bracket is found at its first byte; the end is what is wrong.
    if (error == simdjson::INCOMPLETE_ARRAY_OR_OBJECT && location == json.data())
        location = nullptr;
    return {error, location == nullptr ? whole.size() : static_cast<std::size_t>(location - whole.data()), whole};
}

Pass readAgain(std::string repaired, DecodedBatch &decoded)
{
    decoded = {};
    return readOnce(std::move(repaired), decoded);
}

} // namespace

Result<DecodedBatch> decodeOtlpJson(std::string body)
{
    if (body.size() >= simdjson::SIMDJSON_MAXSIZE_BYTES - simdjson::SIMDJSON_PADDING)
        return Error{Error::Code::TooLarge, "A JSON body of 4 GiB or more cannot be read; send it in parts."};
    try {
        DecodedBatch decoded;
        Pass pass = readOnce(std::move(body), decoded);
        // Damaged text is rare and does not cost its neighbours: it is repaired and the body is read again.
        if (pass.error == simdjson::UTF8_ERROR)
            pass = readAgain(repairedUtf8(pass.body), decoded);
        if (pass.error == simdjson::STRING_ERROR)
            pass = readAgain(repairedSurrogates(pass.body), decoded);
        if (!pass.error)
            return decoded;
        return Error{Error::Code::InvalidInput, "The body is not OTLP JSON: damaged near byte "
                                                    + std::to_string(pass.position) + " ("
                                                    + simdjson::error_message(pass.error) + ")."};
    } catch (const std::exception &problem) {
        return Error{Error::Code::InvalidInput, std::string("The JSON body could not be read: ") + problem.what()};
    }
}

} // namespace spanwise
