// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"

#include "core/codec/otlp/jsonlogs.h"
#include "core/codec/otlp/jsonmetrics.h"
#include "core/codec/otlp/jsonspans.h"
#include "core/codec/utf8.h"

#include <exception>

namespace spanwise {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;
using Json = ondemand::value;

constexpr JsonSignalKeys spanKeys{Signal::Traces, "resourceSpans", "resource_spans", "scopeSpans", "scope_spans",
                                  "instrumentationLibrarySpans", "instrumentation_library_spans", "spans", "spans", "spans"};
constexpr JsonSignalKeys logKeys{Signal::Logs, "resourceLogs", "resource_logs", "scopeLogs", "scope_logs",
                                 "instrumentationLibraryLogs", "instrumentation_library_logs", "logRecords", "log_records",
                                 "logs"}; // until proto 0.11
constexpr JsonSignalKeys metricKeys{Signal::Metrics, "resourceMetrics", "resource_metrics", "scopeMetrics", "scope_metrics",
                                    "instrumentationLibraryMetrics", "instrumentation_library_metrics", "metrics", "metrics",
                                    "metrics"};

/// Every element of one signal's list; that it is no list is an error of the document.
template<class Items>
error_code readSignal(JsonReader &reader, Json list, const JsonSignalKeys &keys, Items items)
{
    reader.sink.enter(keys.signal);
    ondemand::array array;
    if (const auto error = list.get_array().get(array); error)
        return error;
    for (auto result : array) {
        Json element;
        if (const auto error = result.get(element); error)
            return error;
        if (const auto error = reader.resourceItems(element, keys, [&](Json item) { return items.read(item); }); error)
            return error;
    }
    return simdjson::SUCCESS;
}

/// One document, which may hold any of the signals.
error_code readDocument(JsonReader &reader, ondemand::document &document)
{
    ondemand::object object;
    if (const auto error = document.get_object().get(object); error)
        return error;
    return JsonReader::eachField(object, [&](std::string_view key, Json list) {
        if (JsonReader::is(key, spanKeys.resources, spanKeys.resourcesSnake))
            return readSignal(reader, list, spanKeys, JsonSpans(reader));
        if (JsonReader::is(key, logKeys.resources, logKeys.resourcesSnake))
            return readSignal(reader, list, logKeys, JsonLogs(reader));
        if (JsonReader::is(key, metricKeys.resources, metricKeys.resourcesSnake))
            return readSignal(reader, list, metricKeys, JsonMetrics(reader));
        return simdjson::SUCCESS;
    });
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
    JsonReader reader(decoded);
    error_code error = readDocument(reader, document);
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
