// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"

#include <cstdio>
#include <optional>
#include <string>

namespace spanwise::test {

inline std::string describe(const Value &value);

inline std::string describe(std::span<const Attribute> attributes)
{
    std::string text;
    for (const Attribute &attribute : attributes)
        text += (text.empty() ? "" : " ") + std::string(attribute.key) + "=" + describe(attribute.value);
    return text;
}

/// One line, with the type visible: "text", 1, 1.0, true, [..], {..}, 0x.. for bytes, - for empty.
inline std::string describe(const Value &value)
{
    std::string text;
    switch (value.type()) {
    case Value::Type::Empty:
        return "-";
    case Value::Type::String:
        return '"' + std::string(value.string()) + '"';
    case Value::Type::Bool:
        return value.boolean() ? "true" : "false";
    case Value::Type::Int:
        return std::to_string(value.integer());
    case Value::Type::Double: {
        char digits[40];
        std::snprintf(digits, sizeof digits, "%.17gd", value.real());
        return digits;
    }
    case Value::Type::Array:
        for (const Value &item : value.array())
            text += (text.empty() ? "" : ",") + describe(item);
        return "[" + text + "]";
    case Value::Type::Map:
        return "{" + describe(value.map()) + "}";
    case Value::Type::Bytes:
        for (const char byte : value.string()) {
            char digits[4];
            std::snprintf(digits, sizeof digits, "%02x",
                          static_cast<unsigned>(static_cast<unsigned char>(byte)));
            text += digits;
        }
        return "0x" + text;
    }
    return {};
}

inline std::string describe(Timestamp time)
{
    return std::to_string(time.time_since_epoch().count());
}

inline std::string describe(std::optional<Timestamp> time)
{
    return time ? describe(*time) : "-";
}

inline std::string describeOwners(const TelemetryBatch &batch, std::uint32_t resourceIndex,
                                  std::uint32_t scopeIndex)
{
    const Resource &resource = batch.resources.at(resourceIndex);
    const Scope &scope = batch.scopes.at(scopeIndex);
    return "resource {" + describe(resource.attributes) + "} dropped " +
           std::to_string(resource.droppedAttributes) + " schema " + std::string(resource.schemaUrl) +
           "\n scope " + std::string(scope.name) + "@" + std::string(scope.version) + " {" +
           describe(scope.attributes) + "} dropped " + std::to_string(scope.droppedAttributes) + " schema " +
           std::string(scope.schemaUrl) + "\n";
}

inline std::string describe(const LogRecord &record)
{
    return "  log at " + describe(record.time) + " seen " + describe(record.observed) + " severity " +
           std::to_string(record.severity) + " " + std::string(record.severityText) + " event " +
           std::string(record.eventName) + " body " + describe(record.body) + " {" +
           describe(record.attributes) + "} of " + record.traceId.toHex() + "/" + record.spanId.toHex() +
           " flags " + std::to_string(record.flags) + " dropped " + std::to_string(record.droppedAttributes) +
           "\n";
}

template<class Number>
std::string describe(std::span<const Number> numbers)
{
    std::string text;
    for (const Number number : numbers)
        text += (text.empty() ? "" : ",") + describe(Value::ofDouble(static_cast<double>(number)));
    return "[" + text + "]";
}

inline std::string describe(const Distribution &d)
{
    const auto real = [](std::optional<double> value) {
        return value ? describe(Value::ofDouble(*value)) : std::string("-");
    };
    std::string text = "count " + std::to_string(d.count) + " sum " + real(d.sum) + " min " + real(d.min) +
                       " max " + real(d.max) + " bounds " + describe(d.bounds) + " counts " +
                       describe(d.counts) + " scale " + std::to_string(d.scale) + " zero " +
                       std::to_string(d.zeroCount) + "@" + real(d.zeroThreshold) + " + " +
                       std::to_string(d.positive.offset) + describe(d.positive.counts) + " - " +
                       std::to_string(d.negative.offset) + describe(d.negative.counts);
    for (const QuantileValue &quantile : d.quantiles)
        text += " q" + real(quantile.quantile) + "=" + real(quantile.value);
    return text;
}

inline std::string describe(const DataPoint &point)
{
    std::string text = "   point [" + describe(point.start) + "," + describe(point.time) + ") {" +
                       describe(point.attributes) + "} flags " + std::to_string(point.flags) + " value " +
                       describe(point.value) + "\n";
    if (point.distribution != nullptr)
        text += "    " + describe(*point.distribution) + "\n";
    for (const Exemplar &exemplar : point.exemplars)
        text += "    exemplar " + describe(exemplar.value) + " at " + describe(exemplar.time) + " of " +
                exemplar.traceId.toHex() + "/" + exemplar.spanId.toHex() + " {" +
                describe(exemplar.filteredAttributes) + "}\n";
    return text;
}

inline std::string describe(const TelemetryBatch &batch, std::size_t index, const Metric &metric)
{
    std::string text = describeOwners(batch, metric.resource, metric.scope) + "  metric " +
                       std::string(metric.name) + " (" + std::string(metric.description) + ") in " +
                       std::string(metric.unit) + " type " + std::to_string(static_cast<int>(metric.type)) +
                       " temporality " + std::to_string(static_cast<int>(metric.temporality)) +
                       (metric.monotonic ? " monotonic" : "") + " {" + describe(metric.metadata) + "}\n";
    for (const DataPoint &point : batch.points) {
        if (point.metric == index)
            text += describe(point);
    }
    return text;
}

/// Everything a batch holds, one line per part, for comparison in tests.
inline std::string describe(const TelemetryBatch &batch)
{
    std::string text;
    for (const LogRecord &record : batch.logs)
        text += describeOwners(batch, record.resource, record.scope) + describe(record);
    for (std::size_t i = 0; i < batch.metrics.size(); ++i)
        text += describe(batch, i, batch.metrics[i]);
    for (const Span &span : batch.spans) {
        const Resource &resource = batch.resources.at(span.resource);
        const Scope &scope = batch.scopes.at(span.scope);
        text += "resource {" + describe(resource.attributes) + "} dropped " +
                std::to_string(resource.droppedAttributes) + " schema " + std::string(resource.schemaUrl) +
                "\n";
        text += " scope " + std::string(scope.name) + "@" + std::string(scope.version) + " {" +
                describe(scope.attributes) + "} dropped " + std::to_string(scope.droppedAttributes) +
                " schema " + std::string(scope.schemaUrl) + "\n";
        text += "  span " + span.traceId.toHex() + "/" + span.id.toHex() + " of " + span.parent.toHex() +
                " " + std::string(span.name) + " [" + describe(span.time.begin) + "," +
                describe(span.time.end) + ") kind " + std::to_string(static_cast<int>(span.kind)) +
                " status " + std::to_string(static_cast<int>(span.status)) + " " +
                std::string(span.statusMessage) + " state " + std::string(span.traceState) + " flags " +
                std::to_string(span.flags) + " dropped " + std::to_string(span.droppedAttributes) + "," +
                std::to_string(span.droppedEvents) + "," + std::to_string(span.droppedLinks) + "\n";
        text += "   {" + describe(span.attributes) + "}\n";
        for (const Event &event : span.events)
            text += "   event " + std::string(event.name) + " at " + describe(event.time) + " {" +
                    describe(event.attributes) + "} dropped " + std::to_string(event.droppedAttributes) +
                    "\n";
        for (const Link &link : span.links)
            text += "   link " + link.traceId.toHex() + "/" + link.spanId.toHex() + " state " +
                    std::string(link.traceState) + " {" + describe(link.attributes) + "} dropped " +
                    std::to_string(link.droppedAttributes) + " flags " + std::to_string(link.flags) + "\n";
    }
    return text;
}

} // namespace spanwise::test
