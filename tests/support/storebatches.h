// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/admitted.h"
#include "core/intake/factsreader.h"
#include "tests/support/outline.h"

#include <array>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace spanwise::test {

/// Facts from plain attributes: "question" (makes a query of an entry span), "answer", "context", "pipeline",
/// "step" (a StepKind by number), "tokens", "cost", "hallucination", "cache_hit".
inline SpanFacts plainFactsOf(const Span &span)
{
    SpanFacts facts;
    const auto text = [&](std::string_view key) {
        const Value *const value = find(span.attributes, key);
        return value == nullptr ? std::string_view() : value->stringOr({});
    };
    const auto number = [&](std::string_view key) {
        const Value *const value = find(span.attributes, key);
        return value == nullptr ? 0.0 : value->numberOr(0);
    };
    facts.failed = span.status == StatusCode::Error;
    facts.question = text("question");
    facts.isQuery = span.isEntry() && !facts.question.empty();
    facts.answer = text("answer");
    facts.context = text("context");
    facts.pipeline = text("pipeline");
    facts.step = static_cast<StepKind>(static_cast<int>(number("step")));
    facts.inputTokens = static_cast<std::int64_t>(number("tokens"));
    facts.costUsd = number("cost");
    if (find(span.attributes, "hallucination") != nullptr)
        facts.hallucination = number("hallucination");
    if (const Value *const hit = find(span.attributes, "cache_hit"))
        facts.cacheHit = hit->boolean();
    return facts;
}

inline std::vector<SpanFacts> plainFacts(TelemetryBatch &batch)
{
    std::vector<SpanFacts> facts;
    for (const Span &span : batch.spans)
        facts.push_back(plainFactsOf(span));
    return facts;
}

/// The way back from traceId(number).
inline std::uint32_t numberOf(TraceId id)
{
    std::uint32_t number = 0;
    for (const std::uint8_t byte : id.bytes().last<sizeof number>())
        number = number << 8U | byte;
    return number;
}

/// Puts together an admitted batch, span by span.
class BatchBuilder
{
public:
    using Attributes = std::vector<std::pair<std::string, Value>>;

    explicit BatchBuilder(const std::string &service = "shop")
    {
        const Attribute name{"service.name", Value::ofString(m_batch.arena.copy(service))};
        m_batch.resources.push_back({.attributes = m_batch.arena.copy(std::span<const Attribute>(&name, 1)),
                                     .schemaUrl = {},
                                     .droppedAttributes = 0});
        m_batch.scopes.push_back({});
    }

    /// Times in milliseconds. Text in the attributes is copied.
    Span &add(TraceId trace, SpanId id, SpanId parent, const std::string &name, std::int64_t begin,
              std::int64_t end, const Attributes &attributes = {})
    {
        Span span;
        span.traceId = trace;
        span.id = id;
        span.parent = parent;
        span.name = m_batch.arena.copy(name);
        span.time = {Timestamp(std::chrono::milliseconds(begin)), Timestamp(std::chrono::milliseconds(end))};
        std::vector<Attribute> list;
        for (const auto &[key, value] : attributes)
            list.push_back({m_batch.arena.copy(key),
                            value.isString() ? Value::ofString(m_batch.arena.copy(value.string())) : value});
        span.attributes = m_batch.arena.copy(std::span<const Attribute>(list));
        return m_batch.spans.emplace_back(span);
    }

    TelemetryBatch &batch() { return m_batch; }

    AdmittedBatch take()
    {
        AdmittedBatch admitted;
        admitted.batch = std::move(m_batch);
        admitted.facts = plainFacts(admitted.batch);
        return admitted;
    }

private:
    TelemetryBatch m_batch;
};

/// A query of one span: trace number, begin in ms, duration in ms.
inline AdmittedBatch queryBatch(std::uint32_t number, std::int64_t begin, const std::string &question,
                                const BatchBuilder::Attributes &more = {},
                                const std::string &service = "shop", std::int64_t duration = 100)
{
    BatchBuilder builder(service);
    BatchBuilder::Attributes attributes = more;
    if (!question.empty())
        attributes.emplace_back("question", Value::ofString(question));
    builder.add(traceId(number), spanId(1), {}, "answer_query", begin, begin + duration, attributes);
    return builder.take();
}

/// Root, a query below it in another service's process, two steps, one of which fails.
inline std::vector<AdmittedBatch> piecesOfATrace()
{
    std::vector<AdmittedBatch> pieces;
    const TraceId trace = traceId(1);
    BatchBuilder front("front");
    front.add(trace, spanId(1), {}, "GET /ask", 0, 900);
    pieces.push_back(front.take());
    BatchBuilder query("rag");
    query
        .add(trace, spanId(2), spanId(1), "answer_query", 10, 800,
             {{"question", Value::ofString("why?")},
              {"answer", Value::ofString("because")},
              {"tokens", Value::ofInt(7)}})
        .flags = spanflags::hasIsRemote | spanflags::isRemote;
    pieces.push_back(query.take());
    BatchBuilder steps("rag");
    steps.add(trace, spanId(3), spanId(2), "retrieval", 20, 300,
              {{"step", Value::ofInt(3)}, {"tokens", Value::ofInt(5)}});
    pieces.push_back(steps.take());
    BatchBuilder failing("rag");
    failing
        .add(trace, spanId(4), spanId(2), "generation", 300, 950,
             {{"step", Value::ofInt(5)},
              {"hallucination", Value::ofDouble(0.25)},
              {"cache_hit", Value::ofBool(false)}})
        .status = StatusCode::Error;
    failing.batch().spans.back().kind = SpanKind::Client;
    pieces.push_back(failing.take());
    return pieces;
}

} // namespace spanwise::test
