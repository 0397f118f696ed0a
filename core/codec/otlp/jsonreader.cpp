// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp/jsonreader.h"

#include <algorithm>

namespace spanwise {

JsonReader::error_code JsonReader::mistyped(error_code error, std::string_view what, std::string_view is)
{
    if (error != simdjson::INCORRECT_TYPE)
        return error;
    sink.fault(std::string(what) + std::string(is));
    return simdjson::SUCCESS;
}

JsonReader::error_code JsonReader::resource(Json item, Resource &resource)
{
    const auto mark = sink.attributes.mark();
    const auto error = eachField(item, "resource", [&](std::string_view key, Json field) {
        if (key == "attributes")
            return attributes(field);
        if (is(key, "droppedAttributesCount", "dropped_attributes_count"))
            return number(field, "droppedAttributesCount", resource.droppedAttributes);
        return simdjson::SUCCESS;
    });
    resource.attributes = sink.attributes.take(mark, sink.arena());
    sink.finishPart("resource");
    return error;
}

JsonReader::error_code JsonReader::scope(Json item, Scope &scope)
{
    const auto mark = sink.attributes.mark();
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
    scope.attributes = sink.attributes.take(mark, sink.arena());
    sink.finishPart("scope");
    return error;
}

JsonReader::error_code JsonReader::attributes(Json item, int depth)
{
    return eachItem(item, "attributes", [&](Json element) { return attribute(element, depth); });
}

JsonReader::error_code JsonReader::attribute(Json item, int depth)
{
    Attribute attribute;
    const auto error = eachField(item, "attribute", [&](std::string_view key, Json field) {
        if (key == "key")
            return text(field, "attribute key", attribute.key);
        if (key == "value")
            return value(field, depth + 1, attribute.value);
        return simdjson::SUCCESS;
    });
    sink.attributes.push(attribute);
    return error;
}

JsonReader::error_code JsonReader::value(Json item, int depth, Value &target)
{
    if (depth > BatchSink::maxValueDepth) {
        sink.fault("an attribute value is nested deeper than 64 levels");
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

JsonReader::error_code JsonReader::scalarValue(std::string_view key, Json item, Value &target)
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
        bool truth = false;
        const auto error = flag(item, "boolValue", truth);
        target = Value::ofBool(truth);
        return error;
    }
    return simdjson::SUCCESS;
}

JsonReader::error_code JsonReader::bytesValue(Json item, Value &target)
{
    std::string_view encoded;
    const auto error = text(item, "bytesValue", encoded);
    if (const auto bytes = fromBase64(encoded))
        target = Value::ofBytes(sink.arena().copy(*bytes));
    else
        sink.fault("bytesValue is not base64");
    return error;
}

JsonReader::error_code JsonReader::arrayValue(Json item, int depth, Value &target)
{
    const auto mark = sink.values.mark();
    const auto error = eachField(item, "arrayValue", [&](std::string_view key, Json field) {
        if (key != "values")
            return simdjson::SUCCESS;
        return eachItem(field, "arrayValue", [&](Json element) {
            Value entry;
            JsonType type{};
            if (const auto problem = element.type().get(type); problem)
                return problem;
            const auto problem =
                type == JsonType::null ? simdjson::SUCCESS : value(element, depth + 1, entry);
            sink.values.push(entry);
            return problem;
        });
    });
    target = Value::ofArray(sink.values.take(mark, sink.arena()));
    return error;
}

JsonReader::error_code JsonReader::mapValue(Json item, int depth, Value &target)
{
    const auto mark = sink.attributes.mark();
    const auto error = eachField(item, "kvlistValue", [&](std::string_view key, Json field) {
        return key == "values" ? attributes(field, depth) : simdjson::SUCCESS;
    });
    target = Value::ofMap(sink.attributes.take(mark, sink.arena()));
    return error;
}

JsonReader::error_code JsonReader::text(Json item, std::string_view what, std::string_view &target)
{
    JsonType type{};
    if (const auto error = item.type().get(type); error)
        return error;
    if (type != JsonType::string)
        return mistyped(simdjson::INCORRECT_TYPE, what, " is not a string");
    return scalar(item, what, target);
}

JsonReader::error_code JsonReader::scalar(Json item, std::string_view what, std::string_view &target)
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
    target = sink.arena().copy(unescaped); // simdjson's buffer goes when its parser does
    return simdjson::SUCCESS;
}

JsonReader::error_code JsonReader::flag(Json item, std::string_view what, bool &target)
{
    std::string_view word;
    const auto error = scalar(item, what, word);
    if (word != "true" && word != "false")
        sink.fault(std::string(what) + " is neither true nor false");
    target = word == "true";
    return error;
}

JsonReader::error_code JsonReader::time(Json item, std::string_view what, Timestamp &target)
{
    std::uint64_t nanoseconds = 0;
    const auto error = number(item, what, nanoseconds);
    target = sink.timestamp(nanoseconds, what);
    return error;
}

JsonReader::error_code JsonReader::enumeration(Json item, std::string_view what,
                                               std::span<const std::string_view> names, std::uint8_t &target)
{
    std::string_view word;
    if (const auto error = scalar(item, what, word); error)
        return error;
    const auto name = std::ranges::find(names, word);
    const std::uint64_t number = name != names.end() ? static_cast<std::uint64_t>(name - names.begin())
                                                     : unsignedFromText(word).value_or(0);
    target = number < names.size() ? static_cast<std::uint8_t>(number) : std::uint8_t{0};
    return simdjson::SUCCESS;
}

} // namespace spanwise
