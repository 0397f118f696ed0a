// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/facts.h"
#include "core/model/trace.h"
#include "tests/support/outline.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace spanwise::test {

/// A query of a retrieval pipeline with everything that OpenInference puts on its spans.
struct RagQuery
{
    TraceId id = traceId(1);
    Timestamp begin{std::chrono::seconds(1'760'000'000)};
    std::string question = "Why is a replay marked as noise?";
    std::string answer =
        "A replay is marked as noise when its difference lies inside what the unchanged query shows by "
        "itself. The baseline is replayed first, five times by default.";
    std::string service = "spanwise-demo";
    double scale = 1; ///< stretches every duration
    double hallucination = 0.08;
    bool failing = false; ///< bm25 search throws
    bool withVerification = true;
};

/// Builds spans with attributes; what the facts are is left to core/genai.
class RagBuilder
{
public:
    explicit RagBuilder(const RagQuery &query)
        : m_query(query)
    {
        const std::vector<Attribute> attributes{
            text("service.name", query.service), text("service.version", "1.4.2"),
            text("telemetry.sdk.language", "python"), text("host.name", "rag-worker-2")};
        m_batch.resources.push_back(
            {.attributes = copied(attributes), .schemaUrl = {}, .droppedAttributes = 0});
        m_batch.scopes.push_back({.name = "openinference.instrumentation",
                                  .version = "0.1.32",
                                  .attributes = {},
                                  .schemaUrl = {},
                                  .droppedAttributes = 0});
    }

    Span &span(std::string_view name, SpanId parent, double beginMs, double endMs,
               std::vector<Attribute> attributes)
    {
        Span made;
        made.traceId = m_query.id;
        made.id = spanId(static_cast<std::uint32_t>(m_batch.spans.size() + 1));
        made.parent = parent;
        made.name = m_batch.arena.copy(name);
        made.kind = SpanKind::Internal;
        made.time = {at(beginMs), at(endMs)};
        made.attributes = copied(attributes);
        m_batch.spans.push_back(made);
        return m_batch.spans.back();
    }

    Attribute text(std::string_view key, std::string_view value)
    {
        return {m_batch.arena.copy(key), Value::ofString(m_batch.arena.copy(value))};
    }
    Timestamp at(double ms) const
    {
        return m_query.begin + Duration(static_cast<std::int64_t>(ms * m_query.scale * 1e6));
    }

    std::vector<Attribute> documents(std::string_view prefix,
                                     const std::vector<std::pair<int, double>> &ranked)
    {
        static const std::vector<std::pair<std::string, std::string>> corpus{
            {"manual/replay.md#3", "Noise floor and verdicts"},
            {"manual/replay.md#2", "What a verdict means"},
            {"manual/replay.md#7", "Statistics used"},
            {"manual/replay.md#4", "Baselines"},
            {"manual/replay.md#5", "Replay sets"},
            {"manual/replay.md#8", "Why N matters"},
            {"manual/alerts.md#1", "Alert states"},
            {"manual/search.md#2", "Search language"},
            {"manual/zh/replay.md#3", "噪声基线"},
            {"manual/store.md#5", "Retention"}};
        std::vector<Attribute> all;
        std::size_t rank = 0;
        for (const auto &[number, score] : ranked) {
            const std::string base = std::string(prefix) + "." + std::to_string(rank++) + ".document.";
            const auto &[id, title] = corpus[static_cast<std::size_t>(number)];
            all.push_back(text(base + "id", id));
            all.push_back(text(
                base + "content",
                title + ". The noise floor is what an unchanged query shows by itself. Spanwise replays the "
                        "baseline several times and measures how far its own results lie apart; a difference "
                        "within that distance is noise, not a change."));
            all.push_back({m_batch.arena.copy(base + "score"), Value::ofDouble(score)});
            all.push_back(text(base + "metadata", "{\"title\": \"" + title +
                                                      "\", \"page\": " + std::to_string(number + 1) + "}"));
        }
        return all;
    }

    TelemetryBatch take() { return std::move(m_batch); }
    TelemetryBatch &batch() { return m_batch; }
    const RagQuery &query() const { return m_query; }

    std::span<const Attribute> copied(const std::vector<Attribute> &attributes)
    {
        return m_batch.arena.copy(std::span<const Attribute>(attributes));
    }

private:
    RagQuery m_query;
    TelemetryBatch m_batch;
};

inline std::vector<Attribute> joined(std::vector<Attribute> left, const std::vector<Attribute> &right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

inline void addException(RagBuilder &b, Span &span)
{
    const std::vector<Attribute> attributes{
        b.text("exception.type", "TimeoutError"),
        b.text("exception.message", "bm25 index did not answer within 800 ms"),
        b.text("exception.stacktrace",
               "Traceback (most recent call last):\n  File \"rag/search.py\", line 88, in bm25\n"
               "    rows = index.query(terms, limit=20)\n  File \"rag/index.py\", line 31, in query\n"
               "    raise TimeoutError(\"bm25 index did not answer within 800 ms\")\nTimeoutError")};
    Event event;
    event.name = "exception";
    event.time = span.time.end - Duration(2'000'000);
    event.attributes = b.copied(attributes);
    span.events = b.batch().arena.copy(std::span<const Event>(&event, 1));
    span.status = StatusCode::Error;
    span.statusMessage = "bm25 index did not answer within 800 ms";
}

/// The spans of the whole query as an SDK would send them.
inline TelemetryBatch ragBatch(const RagQuery &query)
{
    RagBuilder b(query);
    const auto kind = [&](std::string_view k) { return b.text("openinference.span.kind", k); };
    const SpanId root = b.span("query_processing", {}, 0, 3410,
                               {kind("CHAIN"), b.text("input.value", query.question),
                                b.text("output.value", query.answer), b.text("session.id", "s-2291")})
                            .id;
    b.span("query_analysis", root, 2, 147, {kind("CHAIN")});
    b.span("routing", root, 148, 171, {kind("CHAIN"), b.text("pipeline", "multi_hop")});
    const SpanId retrieval =
        b.span(
             "retrieval", root, 172, 1492,
             joined(
                 {kind("RETRIEVER")},
                 b.documents(
                     "retrieval.documents",
                     {{0, 0.99}, {1, 0.96}, {2, 0.9}, {3, 0.82}, {4, 0.8}, {5, 0.74}, {6, 0.4}, {7, 0.31}})))
            .id;
    b.span(
        "vector_search", retrieval, 173, 485,
        joined({kind("RETRIEVER")},
               b.documents(
                   "retrieval.documents",
                   {{0, 0.91}, {2, 0.88}, {1, 0.84}, {5, 0.82}, {4, 0.79}, {8, 0.75}, {6, 0.7}, {7, 0.64}})));
    Span &bm25 =
        b.span("bm25_search", retrieval, 173, 1488,
               joined({kind("RETRIEVER")},
                      b.documents("retrieval.documents",
                                  {{1, 9.8}, {3, 9.1}, {5, 8.8}, {0, 7.2}, {4, 6.0}, {9, 4.4}, {6, 4.1}})));
    if (query.failing)
        addException(b, bm25);
    b.span("fusion", retrieval, 1489, 1492, {kind("CHAIN")});
    b.span("reranking", root, 1493, 1582,
           joined({kind("RERANKER"), b.text("reranker.model_name", "bge-reranker-base")},
                  b.documents("reranker.output_documents",
                              {{0, 0.97}, {1, 0.94}, {2, 0.9}, {3, 0.71}, {4, 0.55}})));
    const SpanId generation = b.span("generation", root, 1583, 3180, {kind("CHAIN")}).id;
    b.span("prompt", generation, 1583, 1595, {kind("PROMPT")});
    Span &llm = b.span("completion", generation, 1596, 3176,
                       {kind("LLM"),
                        b.text("llm.model_name", "qwen2.5-7b-instruct"),
                        b.text("llm.input_messages.0.message.role", "system"),
                        b.text("llm.input_messages.0.message.content",
                               "Answer only from the documents. Say so when they do not answer."),
                        b.text("llm.input_messages.1.message.role", "user"),
                        b.text("llm.input_messages.1.message.content", query.question),
                        b.text("llm.output_messages.0.message.role", "assistant"),
                        b.text("llm.output_messages.0.message.content", query.answer),
                        {"llm.token_count.prompt", Value::ofInt(1544)},
                        {"llm.token_count.completion", Value::ofInt(268)},
                        {"llm.cost.total", Value::ofDouble(0.0041)}});
    Event first;
    first.name = "First Token Stream Event";
    first.time = llm.time.begin + (llm.time.end - llm.time.begin) / 4;
    llm.events = b.batch().arena.copy(std::span<const Event>(&first, 1));
    if (query.withVerification)
        b.span("verification", root, 3176, 3408,
               {kind("EVALUATOR"), {"hallucination_score", Value::ofDouble(query.hallucination)}});
    TelemetryBatch batch = b.take();
    if (query.failing)
        batch.spans.front().status = StatusCode::Error;
    return batch;
}

/// The whole query as a trace, its facts read by core/genai.
inline std::shared_ptr<const Trace> ragTrace(const RagQuery &query)
{
    TelemetryBatch batch = ragBatch(query);
    std::vector<SpanFacts> facts = readFacts(batch);
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

/// A trace of this many spans: a root with chains of retrieval, generation and tool calls below it.
inline std::shared_ptr<const Trace> largeTrace(std::size_t spans, TraceId id = traceId(77))
{
    RagQuery query;
    query.id = id;
    query.question = "Summarise every incident of the last quarter, one line each";
    RagBuilder b(query);
    const double whole = static_cast<double>(spans) * 4;
    const SpanId root =
        b.span("batch_agent", {}, 0, whole,
               {b.text("openinference.span.kind", "AGENT"), b.text("input.value", query.question)})
            .id;
    static constexpr std::array names{"retrieval",  "vector_search", "reranking",
                                      "generation", "verification",  "tool_call"};
    SpanId parent = root;
    for (std::size_t i = 1; i < spans; ++i) {
        const double begin = static_cast<double>(i) * whole / static_cast<double>(spans);
        const std::size_t step = i % names.size();
        const Span &made = b.span(names[step], step == 0 ? root : parent, begin,
                                  std::min(whole, begin + 12.0 + static_cast<double>(i % 97)), {});
        parent = step == 0 || step == 3 ? made.id : parent;
    }
    TelemetryBatch batch = b.take();
    std::vector<SpanFacts> facts = readFacts(batch);
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

} // namespace spanwise::test
