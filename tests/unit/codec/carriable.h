// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/base64.h"
#include "core/codec/everydayjson.h"
#include "core/model/batch.h"

#include <functional>
#include <vector>

namespace spanwise::test {

inline Timestamp wholeMicroseconds(Timestamp time)
{
    return std::chrono::floor<std::chrono::microseconds>(time);
}

inline std::span<const Attribute> changed(Arena &arena, std::span<const Attribute> attributes,
                                          const std::function<Value(const Value &)> &change)
{
    std::vector<Attribute> items;
    for (const Attribute &item : attributes)
        items.push_back({item.key, change(item.value)});
    return arena.copy(std::span<const Attribute>(items));
}

/// What no format but OTLP's own has: nanoseconds, flags, schemas and dropped counts of resources, a scope's
/// attributes.
inline void keepCommonParts(TelemetryBatch &batch)
{
    for (Resource &resource : batch.resources) {
        resource.schemaUrl = {};
        resource.droppedAttributes = 0;
    }
    for (Scope &scope : batch.scopes)
        scope = {.name = scope.name,
                 .version = scope.version,
                 .attributes = {},
                 .schemaUrl = scope.schemaUrl,
                 .droppedAttributes = 0};
    for (Span &span : batch.spans) {
        span.time = {wholeMicroseconds(span.time.begin),
                     wholeMicroseconds(std::max(span.time.begin, span.time.end))};
        if (span.time.end == span.time.begin)
            span.time.end += std::chrono::microseconds(1);
        span.flags = 0;
        std::vector<Event> events(span.events.begin(), span.events.end());
        for (Event &event : events)
            event.time = wholeMicroseconds(event.time);
        span.events = batch.arena.copy(std::span<const Event>(events));
        std::vector<Link> links(span.links.begin(), span.links.end());
        for (Link &link : links)
            link.flags = 0;
        span.links = batch.arena.copy(std::span<const Link>(links));
    }
}

/// What jaeger.h promises to carry: everything but arrays, maps and empty values.
inline void jaegerCanCarry(TelemetryBatch &batch)
{
    keepCommonParts(batch);
    const auto asScalar = [&](const Value &value) {
        if (value.isEmpty())
            return Value::ofString("");
        const bool isNested = value.type() == Value::Type::Array || value.type() == Value::Type::Map;
        return isNested ? Value::ofString(batch.arena.copy(everydayJson(value))) : value;
    };
    for (Span &span : batch.spans) {
        span.attributes = changed(batch.arena, span.attributes, asScalar);
        std::vector<Event> events(span.events.begin(), span.events.end());
        for (Event &event : events)
            event.droppedAttributes = 0;
        span.events = batch.arena.copy(std::span<const Event>(events));
    }
    for (Resource &resource : batch.resources)
        resource.attributes = changed(batch.arena, resource.attributes, asScalar);
}

/// What zipkin.h promises to carry: attributes are texts there.
inline void zipkinCanCarry(TelemetryBatch &batch)
{
    keepCommonParts(batch);
    const auto asText = [&](const Value &value) {
        if (value.isString())
            return value;
        if (value.isEmpty())
            return Value::ofString("");
        const bool isBytes = value.type() == Value::Type::Bytes;
        return Value::ofString(batch.arena.copy(isBytes ? toBase64(value.string()) : everydayJson(value)));
    };
    for (Span &span : batch.spans)
        span.attributes = changed(batch.arena, span.attributes, asText);
    for (Resource &resource : batch.resources)
        resource.attributes = changed(batch.arena, resource.attributes, asText);
}

} // namespace spanwise::test
