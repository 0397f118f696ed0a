// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/searchmatch.h"
#include "tests/support/storebatches.h"

#include <string>

namespace spanwise::test {

/// Documents from attributes whose key is "document <id>", the value being the content.
inline std::vector<SearchDocument> plainDocumentsOf(const Span &span)
{
    std::vector<SearchDocument> documents;
    constexpr std::string_view prefix = "document ";
    for (const Attribute &attribute : span.attributes) {
        if (attribute.key.starts_with(prefix))
            documents.push_back({std::string(attribute.key.substr(prefix.size())),
                                 {},
                                 std::string(attribute.value.stringOr({}))});
    }
    return documents;
}

/// A query of the service "shop" (version 2): its steps, a document in three scripts, a failed generation
/// with an exception event and a link, two attempts below it, and a span of the service "llm".
///
///     ask 0..900
///       routing 10..60
///       retrieval 60..300
///       generation 300..880        failed
///         attempt 310..500
///         attempt 510..870
///           llm 520..860           service llm
inline Trace searchTrace()
{
    BatchBuilder builder("shop");
    TelemetryBatch &batch = builder.batch();
    Arena &arena = batch.arena;
    const auto attributes = [&](std::initializer_list<Attribute> list) {
        return arena.copy(std::span<const Attribute>(list.begin(), list.size()));
    };
    const auto text = [](std::string_view value) { return Value::ofString(value); };
    batch.resources.front().attributes =
        attributes({{"service.name", text("shop")}, {"service.version", text("2")}, {"region", text("eu")}});
    batch.resources.push_back(
        {.attributes = attributes({{"service.name", text("llm")}}), .schemaUrl = {}, .droppedAttributes = 0});
    batch.scopes.front() = {.name = "shop.rag",
                            .version = "1.4",
                            .attributes = attributes({{"short_name", text("rag")}}),
                            .schemaUrl = {},
                            .droppedAttributes = 0};

    const TraceId trace = traceId(0xabc);
    builder
        .add(trace, spanId(1), {}, "ask", 0, 900,
             {{"question", text("How do Refunds work?")},
              {"answer", text("Within 14 days, ส่งคืนสินค้าได้.")},
              {"region", text("asia")},
              {"user.id", Value::ofInt(42)}})
        .kind = SpanKind::Server;
    builder.add(trace, spanId(2), spanId(1), "routing", 10, 60,
                {{"step", Value::ofInt(2)}, {"cached", Value::ofBool(true)}});
    builder.add(trace, spanId(3), spanId(1), "retrieval", 60, 300,
                {{"step", Value::ofInt(3)},
                 {"document policy-7", text("退货政策：十四天内可以退款。返品ポリシー ＡＢＣ")},
                 {"k", Value::ofDouble(2.5)}});
    Span &generation = builder.add(trace, spanId(4), spanId(1), "generation", 300, 880,
                                   {{"step", Value::ofInt(5)},
                                    {"tokens", Value::ofInt(120)},
                                    {"cost", Value::ofDouble(0.02)},
                                    {"a b", text("x y")}});
    generation.status = StatusCode::Error;
    generation.statusMessage = "Rate limit reached";
    const std::array tags{text("red"), text("green")};
    generation.attributes = arena.copy(std::span<const Attribute>(
        std::vector<Attribute>{{"step", Value::ofInt(5)},
                               {"tokens", Value::ofInt(120)},
                               {"cost", Value::ofDouble(0.02)},
                               {"a b", text("x y")},
                               {"tags", Value::ofArray(arena.copy(std::span<const Value>(tags)))}}));
    const std::array events{Event{Timestamp(std::chrono::milliseconds(320)), "exception",
                                  attributes({{"exception.type", text("TimeoutError")},
                                              {"exception.message", text("no answer in 5 s")}}),
                                  0},
                            Event{Timestamp(std::chrono::milliseconds(400)), "retry",
                                  attributes({{"attempt", Value::ofInt(2)}}), 0}};
    generation.events = arena.copy(std::span<const Event>(events));
    const std::array links{Link{traceId(7), spanId(70), {}, attributes({{"why", text("batch")}}), 0, 0}};
    generation.links = arena.copy(std::span<const Link>(links));
    builder.add(trace, spanId(5), spanId(4), "attempt", 310, 500,
                {{"n", Value::ofInt(1)}, {"tokens", Value::ofInt(40)}});
    builder.add(trace, spanId(6), spanId(4), "attempt", 510, 870,
                {{"n", Value::ofInt(2)}, {"tokens", Value::ofInt(60)}});
    Span &llm =
        builder.add(trace, spanId(7), spanId(6), "llm", 520, 860, {{"hallucination", Value::ofDouble(0.7)}});
    llm.resource = 1;
    llm.kind = SpanKind::Client;
    AdmittedBatch admitted = builder.take();
    return Trace(std::move(admitted.batch), std::move(admitted.facts));
}

} // namespace spanwise::test
