// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fakereader.h"
#include "tests/support/outline.h"

#include <memory>
#include <string>
#include <vector>

namespace spanwise::test {

/// A query of a retrieval pipeline and one replay of it, as the screens show them.
class ReplayFixture
{
public:
    ReplayFixture()
    {
        const std::string question = "Why is a replay marked as noise?";
        const std::string before = "A replay is marked as noise when its difference lies inside what the "
                                   "unchanged query shows by itself. The "
                                   "baseline is replayed first, five times by default, until the interval is "
                                   "narrow enough. Each step is then "
                                   "judged on its own.";
        const std::string after = "A replay is marked as noise when its difference lies inside what the "
                                  "unchanged query shows by itself. Usually "
                                  "three runs are enough. Each step is then judged on its own.";
        store->put(pipelineRun(traceId(1),
                               "query_processing 0 2210\n"
                               "  query_analysis 0 145\n"
                               "  retrieval 150 673\n"
                               "    vector_search 150 640\n"
                               "    bm25_search 152 310\n"
                               "  reranking 673 762\n"
                               "  generation 765 1995\n"
                               "  verification 1976 2210\n",
                               {"Noise floor and verdicts", "What a verdict means", "Statistics used",
                                "Baselines", "Replay sets"}));
        store->put(pipelineRun(traceId(2),
                               "query_processing 0 2560\n"
                               "  query_analysis 0 147\n"
                               "  retrieval 150 661\n"
                               "    vector_search 150 630\n"
                               "    bm25_search 152 312\n"
                               "  reranking 661 1092\n"
                               "  generation 1095 2295\n"
                               "  verification 2300 2501\n",
                               {"Noise floor and verdicts", "What a verdict means", "Replay sets",
                                "Statistics used", "Alert states"}));
        const Timestamp asked = Timestamp(std::chrono::seconds(1'790'000'000));
        store->put(SavedQuery{traceId(1), asked, question, "{}", before, "rag"});
        completed = record(traceId(2), ReplayRecord::Outcome::Completed, std::chrono::milliseconds(2571));
        completed.started = asked + std::chrono::minutes(2);
        completed.answer = after;
    }

    static ReplayRecord record(TraceId replay, ReplayRecord::Outcome outcome, Duration duration)
    {
        ReplayRecord r;
        r.original = traceId(1);
        r.replay = replay;
        r.started = Timestamp(std::chrono::seconds(1'790'000'060));
        r.duration = duration;
        r.target = "http://127.0.0.1:18080/query";
        r.outcome = outcome;
        r.httpStatus = outcome == ReplayRecord::Outcome::Completed ? 200 : 0;
        return r;
    }

    static ReplayRecord refused()
    {
        ReplayRecord r = record(traceId(3), ReplayRecord::Outcome::Refused, std::chrono::milliseconds(1));
        r.message = "Nothing listens on http://127.0.0.1:18080/query. Start the pipeline (or the demo), or "
                    "change the "
                    "target under Settings, Replay.";
        return r;
    }

    std::shared_ptr<FakeReader> store = std::make_shared<FakeReader>();
    ReplayRecord completed;

private:
    static StepKind kindOf(std::string_view name)
    {
        for (const auto &[begin, kind] : std::initializer_list<std::pair<std::string_view, StepKind>>{
                 {"query_analysis", StepKind::Analysis},
                 {"retrieval", StepKind::Retrieval},
                 {"reranking", StepKind::Reranking},
                 {"generation", StepKind::Generation},
                 {"verification", StepKind::Verification}})
            if (name == begin)
                return kind;
        return StepKind::Other;
    }

    static std::shared_ptr<const Trace> pipelineRun(TraceId id, const char *outline,
                                                    const std::vector<std::string> &titles)
    {
        TelemetryBatch batch = batchFromOutline(outline, id);
        std::vector<SpanFacts> facts(batch.spans.size());
        for (std::size_t i = 0; i < facts.size(); ++i) {
            facts[i].step = kindOf(batch.spans[i].name);
            if (facts[i].step == StepKind::Generation) {
                facts[i].inputTokens = 1612;
                facts[i].outputTokens = static_cast<std::int64_t>(180 + titles.back().size());
            }
            if (facts[i].step == StepKind::Verification)
                facts[i].hallucination = titles.back() == "Alert states" ? 0.29 : 0.09;
            if (facts[i].step == StepKind::Retrieval || facts[i].step == StepKind::Reranking)
                batch.spans[i].attributes = documents(batch.arena, facts[i].step, titles);
        }
        facts[0].isQuery = true;
        return std::make_shared<const Trace>(std::move(batch), std::move(facts));
    }

    /// Retrieval finds everything; reranking keeps titles, in their order.
    static std::span<const Attribute> documents(Arena &arena, StepKind kind, std::vector<std::string> titles)
    {
        const bool reranking = kind == StepKind::Reranking;
        if (!reranking)
            titles = {"Noise floor and verdicts",
                      "What a verdict means",
                      "Statistics used",
                      "Baselines",
                      "Replay sets",
                      "Alert states"};
        const std::string prefix = reranking ? "reranker.output_documents." : "retrieval.documents.";
        std::vector<Attribute> attributes;
        for (std::size_t i = 0; i < titles.size(); ++i) {
            const auto add = [&](const char *key, Value value) {
                attributes.push_back({arena.copy(prefix + std::to_string(i) + ".document." + key), value});
            };
            add("id", Value::ofString(arena.copy("manual/" + titles[i])));
            add("content", Value::ofString(arena.copy("What the manual says about " + titles[i])));
            add("score", Value::ofDouble(0.93 - 0.08 * static_cast<double>(i) -
                                         (titles[i].size() % 3 == 0 ? 0.01 : 0)));
            add("metadata", Value::ofString(arena.copy(R"({"title": ")" + titles[i] + R"("})")));
        }
        return arena.copy(std::span<const Attribute>(attributes));
    }
};

} // namespace spanwise::test
