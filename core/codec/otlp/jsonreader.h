// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/base64.h"
#include "core/codec/batchsink.h"
#include "core/codec/jsonscalars.h"

#include <simdjson.h>

#include <limits>
#include <optional>
#include <type_traits>

namespace spanwise {

/// The names of the nested lists of one signal, as written today and as other readers and times have them.
struct JsonSignalKeys
{
    Signal signal;
    std::string_view resources; ///< "resourceSpans"
    std::string_view resourcesSnake;
    std::string_view scopes; ///< "scopeSpans"
    std::string_view scopesSnake;
    std::string_view oldScopes; ///< "instrumentationLibrarySpans"
    std::string_view oldScopesSnake;
    std::string_view items; ///< "spans"
    std::string_view itemsSnake;
    std::string_view oldItems;
};

/// Hex as OTLP has it, or base64 as plain protobuf JSON and therefore Tempo's API has it: their lengths
/// differ.
template<class Id>
std::optional<Id> idFromText(std::string_view text)
{
    constexpr std::size_t padded = (Id::byteCount + 2) / 3 * 4;
    constexpr std::size_t unpadded = (Id::byteCount * 4 + 2) / 3;
    if (text.size() != padded && text.size() != unpadded)
        return Id::fromHex(text);
    const auto bytes = fromBase64(text);
    if (!bytes || bytes->size() != Id::byteCount)
        return std::nullopt;
    return Id(std::span<const std::uint8_t, Id::byteCount>(
        reinterpret_cast<const std::uint8_t *>(bytes->data()), Id::byteCount));
}

/// Reads what the three signals of OTLP have in common from one JSON body, in a single pass, in whatever
/// order its keys come.
///
/// Broken JSON ends the pass with an error code. A value of the wrong type is a fault of the item (resource,
/// scope) that it belongs to; it is left unread, and simdjson steps over it. Inside core/codec only.
class JsonReader
{
public:
    using Json = simdjson::ondemand::value;
    using JsonType = simdjson::ondemand::json_type;
    using error_code = simdjson::error_code;

    explicit JsonReader(DecodedBatch &out)
        : sink(out)
    {
    }

    BatchSink sink;

    static bool is(std::string_view key, std::string_view camel, std::string_view snake)
    {
        return key == camel || key == snake;
    }

    /// One element of resourceSpans (resourceLogs, resourceMetrics): onItem(value) for every item in it.
    template<class OnItem>
    error_code resourceItems(Json item, const JsonSignalKeys &keys, OnItem onItem);

    template<class OnField>
    static error_code eachField(simdjson::ondemand::object object, OnField onField)
    {
        for (auto result : object) {
            simdjson::ondemand::field field;
            if (const auto error = std::move(result).get(field); error)
                return error;
            // Keys of the format have no escapes; one that has is an unknown key either way.
            const std::string_view key = rawKey(field.key().raw());
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
        simdjson::ondemand::object object;
        if (const auto error = item.get_object().get(object); error)
            return mistyped(error, what, " is not an object");
        return eachField(object, onField);
    }

    template<class OnItem>
    error_code eachItem(Json item, std::string_view what, OnItem onItem)
    {
        simdjson::ondemand::array array;
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

    error_code mistyped(error_code error, std::string_view what, std::string_view is);

    error_code text(Json item, std::string_view what, std::string_view &target);
    /// The content of a string, or the characters of a number, true or false.
    error_code scalar(Json item, std::string_view what, std::string_view &target);
    template<class Number>
    error_code number(Json item, std::string_view what, Number &target);
    error_code flag(Json item, std::string_view what, bool &target);
    error_code time(Json item, std::string_view what, Timestamp &target);
    /// The number or the name of a value of an enumeration; unknown ones are 0.
    error_code enumeration(Json item, std::string_view what, std::span<const std::string_view> names,
                           std::uint8_t &target);

    /// Pushes a list of KeyValue onto sink.attributes.
    error_code attributes(Json item, int depth = 0);
    error_code value(Json item, int depth, Value &target);

private:
    template<class OnItem>
    error_code scopeItems(Json item, const JsonSignalKeys &keys, OnItem &onItem);
    error_code resource(Json item, Resource &resource);
    error_code scope(Json item, Scope &scope);
    error_code attribute(Json item, int depth);
    error_code scalarValue(std::string_view key, Json item, Value &target);
    error_code bytesValue(Json item, Value &target);
    error_code arrayValue(Json item, int depth, Value &target);
    error_code mapValue(Json item, int depth, Value &target);
};

template<class OnItem>
JsonReader::error_code JsonReader::resourceItems(Json item, const JsonSignalKeys &keys, OnItem onItem)
{
    const std::uint32_t index = sink.addResource();
    const BatchSink::Mark begin = sink.mark();
    bool newShape = false;
    bool oldShape = false;
    const auto error = eachField(item, keys.resources, [&](std::string_view key, Json field) {
        if (key == "resource")
            return resource(field, sink.batch().resources[index]);
        if (is(key, "schemaUrl", "schema_url"))
            return text(field, "schemaUrl", sink.batch().resources[index].schemaUrl);
        if (is(key, keys.scopes, keys.scopesSnake)) {
            if (oldShape) { // the same items a second time (protocols.md 1.7): the new ones count
                sink.rewind(begin);
                oldShape = false;
            }
            newShape = true;
            return eachItem(field, keys.scopes,
                            [&](Json element) { return scopeItems(element, keys, onItem); });
        }
        if (is(key, keys.oldScopes, keys.oldScopesSnake) && !newShape) {
            oldShape = true;
            return eachItem(field, keys.oldScopes,
                            [&](Json element) { return scopeItems(element, keys, onItem); });
        }
        return simdjson::SUCCESS;
    });
    sink.finishPart(keys.resources);
    return error;
}

template<class OnItem>
JsonReader::error_code JsonReader::scopeItems(Json item, const JsonSignalKeys &keys, OnItem &onItem)
{
    const std::uint32_t index = sink.addScope();
    const auto error = eachField(item, keys.scopes, [&](std::string_view key, Json field) {
        if (key == "scope" || is(key, "instrumentationLibrary", "instrumentation_library"))
            return scope(field, sink.batch().scopes[index]);
        if (is(key, "schemaUrl", "schema_url"))
            return text(field, "schemaUrl", sink.batch().scopes[index].schemaUrl);
        if (is(key, keys.items, keys.itemsSnake) || key == keys.oldItems)
            return eachItem(field, keys.items, [&](Json element) { return onItem(element); });
        return simdjson::SUCCESS;
    });
    sink.finishPart(keys.scopes);
    return error;
}

template<class Number>
JsonReader::error_code JsonReader::number(Json item, std::string_view what, Number &target)
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
    sink.fault(std::string(what) + " is not a number of its range");
    return simdjson::SUCCESS;
}

} // namespace spanwise
