// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"

#include "core/codec/jsonbody.h"
#include "core/codec/jsonsplitter.h"
#include "core/codec/otlp/jsonlogs.h"
#include "core/codec/otlp/jsonmetrics.h"
#include "core/codec/otlp/jsonspans.h"

#include <optional>

namespace spanwise {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;
using Json = ondemand::value;

constexpr JsonSignalKeys spanKeys{Signal::Traces,
                                  "resourceSpans",
                                  "resource_spans",
                                  "scopeSpans",
                                  "scope_spans",
                                  "instrumentationLibrarySpans",
                                  "instrumentation_library_spans",
                                  "spans",
                                  "spans",
                                  "spans"};
constexpr JsonSignalKeys logKeys{Signal::Logs,
                                 "resourceLogs",
                                 "resource_logs",
                                 "scopeLogs",
                                 "scope_logs",
                                 "instrumentationLibraryLogs",
                                 "instrumentation_library_logs",
                                 "logRecords",
                                 "log_records",
                                 "logs"}; // until proto 0.11
constexpr JsonSignalKeys metricKeys{Signal::Metrics,
                                    "resourceMetrics",
                                    "resource_metrics",
                                    "scopeMetrics",
                                    "scope_metrics",
                                    "instrumentationLibraryMetrics",
                                    "instrumentation_library_metrics",
                                    "metrics",
                                    "metrics",
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
        if (const auto error =
                reader.resourceItems(element, keys, [&](Json item) { return items.read(item); });
            error)
            return error;
    }
    return simdjson::SUCCESS;
}

/// An object that may hold any of the signals, or another that does: Jaeger's api_v3 wraps its answers in
/// "result", Tempo's API in "trace", and Tempo's first version says "batches" (protocols.md 4.7, 5.1).
error_code readSignals(JsonReader &reader, ondemand::object object, int depth)
{
    return JsonReader::eachField(object, [&](std::string_view key, Json item) {
        if (JsonReader::is(key, spanKeys.resources, spanKeys.resourcesSnake) || key == "batches")
            return readSignal(reader, item, spanKeys, JsonSpans(reader));
        if (JsonReader::is(key, logKeys.resources, logKeys.resourcesSnake))
            return readSignal(reader, item, logKeys, JsonLogs(reader));
        if (JsonReader::is(key, metricKeys.resources, metricKeys.resourcesSnake))
            return readSignal(reader, item, metricKeys, JsonMetrics(reader));
        ondemand::object wrapped;
        if (depth > 0 || (key != "result" && key != "trace") ||
            item.get_object().get(wrapped) != simdjson::SUCCESS)
            return simdjson::SUCCESS;
        return readSignals(reader, wrapped, depth + 1);
    });
}

error_code readDocument(JsonReader &reader, ondemand::document &document)
{
    ondemand::object object;
    const auto error = document.get_object().get(object);
    return error ? error : readSignals(reader, object, 0);
}

/// simdjson begins with an index of four bytes for each bracket, comma, colon and value: for a body of little
/// else that is more than the body.
bool hasRoomForIndex(std::string_view json, const MemoryGuard &guard)
{
    if (!guard || json.size() < (1U << 20U))
        return true;
    std::size_t marks = 0;
    for (const char c : json)
        marks += c == ',' || c == ':' || c == '{' || c == '[' ? 1 : 0;
    return guard(json.size() + marks * 2 * sizeof(std::uint32_t));
}

} // namespace

Result<DecodedBatch> decodeOtlpJson(std::string body, const MemoryGuard &guard)
{
    if (!hasRoomForIndex(body, guard))
        return Error{Error::Code::Busy, MemoryRefused().what()};
    DecodedBatch decoded;
    const auto fresh = [&]() -> Arena & {
        decoded = {};
        decoded.guard = &guard;
        return decoded.batch.arena;
    };
    const Status status =
        readJsonBody(std::move(body), "OTLP JSON", fresh, [&](ondemand::document &document) {
            JsonReader reader(decoded);
            return readDocument(reader, document);
        });
    if (!status)
        return status.error();
    decoded.guard = nullptr;
    return decoded;
}

Result<DecodedBatch> decodeOtlpJsonSequence(std::string_view body)
{
    DecodedBatch all;
    std::optional<Error> problem;
    JsonSplitter splitter([&](std::string value, std::uint64_t, std::uint64_t) {
        auto decoded = problem ? Result<DecodedBatch>(*problem) : decodeOtlpJson(std::move(value));
        if (decoded)
            append(all, std::move(*decoded));
        else
            problem = decoded.error();
    });
    splitter.feed(body);
    splitter.finish();
    if (problem)
        return *problem;
    return all;
}

} // namespace spanwise
