// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/admitted.h"

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace spanwise::bench {

/// Makes batches as a busy RAG pipeline sends them: 64 queries of 8 spans, about 450 bytes a span on the
/// wire; question and answer of each query have 500 bytes together when withText.
class Samples
{
public:
    static constexpr std::size_t spansPerTrace = 8;
    static constexpr std::size_t tracesPerBatch = 64;

    explicit Samples(std::uint64_t seed = 7)
        : m_random(seed)
    {
    }

    AdmittedBatch batch(bool withText)
    {
        AdmittedBatch admitted;
        TelemetryBatch &batch = admitted.batch;
        batch.resources.push_back(
            {.attributes = attributes(batch.arena, {{"service.name", "rag-service"},
                                                    {"service.version", "1.4.2"},
                                                    {"deployment.environment", "staging"},
                                                    {"telemetry.sdk.language", "python"}}),
             .schemaUrl = {},
             .droppedAttributes = 0});
        batch.scopes.push_back({.name = "openinference.instrumentation",
                                .version = "0.1",
                                .attributes = {},
                                .schemaUrl = {},
                                .droppedAttributes = 0});
        for (std::size_t t = 0; t < tracesPerBatch; ++t)
            addTrace(admitted, withText);
        return admitted;
    }

    TraceId lastTrace() const { return m_lastTrace; }

private:
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    void addTrace(AdmittedBatch &admitted, bool withText)
    {
        static constexpr std::array names{"answer_query",  "query_analysis", "routing",   "retrieval",
                                          "vector_search", "bm25_search",    "reranking", "generation"};
        Arena &arena = admitted.batch.arena;
        m_lastTrace = randomId<TraceId>();
        const SpanId root = randomId<SpanId>();
        m_now += 1'000'000;
        const std::string session = hex(16); // one person's, for all of the query
        const std::string user = "user-" + std::to_string(m_random() % 5000);
        for (std::size_t s = 0; s < spansPerTrace; ++s) {
            Span span;
            span.traceId = m_lastTrace;
            span.id = s == 0 ? root : randomId<SpanId>();
            span.parent = s == 0 ? SpanId{} : root;
            span.name = names[s];
            span.kind = SpanKind::Internal;
            const std::int64_t begin =
                m_now + static_cast<std::int64_t>(s * 20'000'000 + m_random() % 1'000'000);
            span.time = {Timestamp(Duration(begin)),
                         Timestamp(Duration(begin + static_cast<std::int64_t>(m_random() % 400'000'000)))};
            span.attributes =
                attributes(arena, {{"openinference.span.kind", s == 3 ? "RETRIEVER" : "CHAIN"},
                                   {"session.id", session},
                                   {"user.id", user},
                                   {"llm.model_name", "gpt-4o-mini-2024-07-18"},
                                   {"input.mime_type", "application/json"},
                                   {"input.value", words(90)},
                                   {"retrieval.query_hash", hex(32)},
                                   {"code.function", "spanwise.pipeline." + std::string(names[s])}});
            SpanFacts facts;
            facts.step = s == 0 ? StepKind::Other : StepKind::Retrieval;
            if (s == 0 && withText) {
                facts.isQuery = true;
                facts.question = arena.copy(words(60));
                facts.answer = arena.copy(words(440));
            }
            admitted.batch.spans.push_back(span);
            admitted.facts.push_back(facts);
        }
    }

    std::span<const Attribute> attributes(Arena &arena, const Pairs &pairs)
    {
        std::vector<Attribute> list;
        for (const auto &[key, value] : pairs)
            list.push_back({arena.copy(key), Value::ofString(arena.copy(value))});
        return arena.copy(std::span<const Attribute>(list));
    }

    std::string words(std::size_t bytes)
    {
        std::string text;
        while (text.size() < bytes)
            text += m_vocabulary[rank()] + ' ';
        return text;
    }

    /// The k-th word comes as often as in a language, about 1/k of the first (Zipf).
    std::size_t rank()
    {
        const double uniform = static_cast<double>(m_random() >> 11U) * 0x1p-53;
        return static_cast<std::size_t>(std::pow(static_cast<double>(m_vocabulary.size()), uniform)) - 1;
    }

    std::string hex(std::size_t digits)
    {
        std::string text;
        while (text.size() < digits)
            text += "0123456789abcdef"[m_random() % 16];
        return text;
    }

    template<class Id>
    Id randomId()
    {
        std::array<std::uint8_t, Id::byteCount> bytes{};
        for (std::uint8_t &byte : bytes)
            byte = static_cast<std::uint8_t>(m_random());
        return Id(bytes);
    }

    std::vector<std::string> vocabulary()
    {
        std::vector<std::string> all(4000);
        for (std::string &word : all) {
            for (std::size_t length = 3 + m_random() % 8; word.size() < length;)
                word += static_cast<char>('a' + m_random() % 26);
        }
        return all;
    }

    std::mt19937_64 m_random;
    std::vector<std::string> m_vocabulary = vocabulary();
    TraceId m_lastTrace;
    std::int64_t m_now = 1'700'000'000'000'000'000;
};

} // namespace spanwise::bench
