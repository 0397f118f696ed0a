// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/outline.h"

#include <limits>

namespace spanwise::test {

/// A batch in which every field of the model is set to something that a codec could get wrong.
inline TelemetryBatch sampleBatch()
{
    TelemetryBatch batch = batchFromOutline("query 0 900\n  retrieval 10 300\n  generation 300 890 error");
    Arena &arena = batch.arena;
    const auto attributes = [&](std::initializer_list<Attribute> items) {
        return arena.copy(std::span<const Attribute>(items.begin(), items.size()));
    };
    const Value nested[] = {Value::ofInt(1), Value(), Value::ofString("two")};
    const std::string bytes("\x00\xff\x10", 3);
    Span &span = batch.spans[0];
    span.attributes = attributes({
        {"int.max", Value::ofInt(std::numeric_limits<std::int64_t>::max())},
        {"int.min", Value::ofInt(std::numeric_limits<std::int64_t>::min())},
        {"beyond.2^53", Value::ofInt(9007199254740993)},
        {"nan", Value::ofDouble(std::numeric_limits<double>::quiet_NaN())},
        {"minus.infinity", Value::ofDouble(-std::numeric_limits<double>::infinity())},
        {"tenth", Value::ofDouble(0.1)},
        {"whole", Value::ofDouble(3)},
        {"yes", Value::ofBool(true)},
        {"no", Value::ofBool(false)},
        {"empty.text", Value::ofString("")},
        {"empty", Value()},
        {"text", Value::ofString("\"quoted\" \\ / \b\f\n\r\t \x01 gr\xC3\xBC\xC3\x9F\x65 \xF0\x9F\x94\x8D")},
        {"bytes", Value::ofBytes(arena.copy(bytes))},
        {"list", Value::ofArray(arena.copy(std::span<const Value>(nested)))},
        {"map", Value::ofMap(attributes({{"inner", Value::ofArray({})}, {"", Value::ofInt(0)}}))},
    });
    const Event events[] = {{.time = Timestamp(Duration(1)),
                             .name = "exception",
                             .attributes = attributes({{"exception.type", Value::ofString("E")}}),
                             .droppedAttributes = 3},
                            {.time = {}, .name = {}, .attributes = {}, .droppedAttributes = 0}};
    const Link links[] = {{.traceId = traceId(9),
                           .spanId = spanId(8),
                           .traceState = "a=1",
                           .attributes = attributes({{"why", Value::ofString("retry")}}),
                           .droppedAttributes = 2,
                           .flags = 0x301},
                          {}};
    span.events = arena.copy(std::span<const Event>(events));
    span.links = arena.copy(std::span<const Link>(links));
    span.kind = SpanKind::Consumer;
    span.status = StatusCode::Ok;
    span.statusMessage = "fine";
    span.traceState = "vendor=x";
    span.flags = 0x301;
    span.droppedAttributes = 1;
    span.droppedEvents = 2;
    span.droppedLinks = std::numeric_limits<std::uint32_t>::max();
    span.time = {Timestamp(Duration(1700000000123456789)), Timestamp(Duration(1700000000123456788))};
    batch.resources[0].schemaUrl = "https://example.org/resource";
    batch.resources[0].droppedAttributes = 4;
    batch.scopes[0] = {.name = "lib",
                       .version = "1.2",
                       .attributes = attributes({{"s", Value::ofInt(1)}}),
                       .schemaUrl = "https://example.org/scope",
                       .droppedAttributes = 5};
    return batch;
}

} // namespace spanwise::test
