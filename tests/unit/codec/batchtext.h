// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"

#include <cstdio>
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
            std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(static_cast<unsigned char>(byte)));
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

/// Everything a batch holds, one line per part, for comparison in tests.
inline std::string describe(const TelemetryBatch &batch)
{
    std::string text;
    for (const Span &span : batch.spans) {
        const Resource &resource = batch.resources.at(span.resource);
        const Scope &scope = batch.scopes.at(span.scope);
        text += "resource {" + describe(resource.attributes) + "} dropped " + std::to_string(resource.droppedAttributes)
                + " schema " + std::string(resource.schemaUrl) + "\n";
        text += " scope " + std::string(scope.name) + "@" + std::string(scope.version) + " {"
                + describe(scope.attributes) + "} dropped " + std::to_string(scope.droppedAttributes) + " schema "
                + std::string(scope.schemaUrl) + "\n";
        text += "  span " + span.traceId.toHex() + "/" + span.id.toHex() + " of " + span.parent.toHex() + " "
                + std::string(span.name) + " [" + describe(span.time.begin) + "," + describe(span.time.end) + ") kind "
                + std::to_string(static_cast<int>(span.kind)) + " status "
                + std::to_string(static_cast<int>(span.status)) + " " + std::string(span.statusMessage) + " state "
                + std::string(span.traceState) + " flags " + std::to_string(span.flags) + " dropped "
                + std::to_string(span.droppedAttributes) + "," + std::to_string(span.droppedEvents) + ","
                + std::to_string(span.droppedLinks) + "\n";
        text += "   {" + describe(span.attributes) + "}\n";
        for (const Event &event : span.events)
            text += "   event " + std::string(event.name) + " at " + describe(event.time) + " {"
                    + describe(event.attributes) + "} dropped " + std::to_string(event.droppedAttributes) + "\n";
        for (const Link &link : span.links)
            text += "   link " + link.traceId.toHex() + "/" + link.spanId.toHex() + " state "
                    + std::string(link.traceState) + " {" + describe(link.attributes) + "} dropped "
                    + std::to_string(link.droppedAttributes) + " flags " + std::to_string(link.flags) + "\n";
    }
    return text;
}

} // namespace spanwise::test
