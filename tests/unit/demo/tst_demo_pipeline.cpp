// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/pipeline/stepnames.h"
#include "core/tracing/propagation.h"
#include "tests/support/suite.h"
#include "tests/unit/demo/fixture.h"

#include <QTest>

#include <map>
#include <set>

using namespace spanwise;
using namespace spanwise::demo;
using namespace spanwise::test;

class TstDemoPipeline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStepIsASpanBelowItsParent();
    void theQueryCarriesQuestionAnswerAndContext();
    void retrievalCarriesItsDocuments();
    void rerankingCarriesBothLists();
    void generationCarriesMessagesTokensAndCost();
    void theSearchesRunBesideEachOther();
    void eachSubQuestionIsSearchedFor();
    void withoutRerankingThereIsNoSuchStep();
    void topKBoundsTheDocuments();
    void theSecondTimeTheCacheAnswers();
    void aFreshRequestPassesTheCache();
    void theCacheForgetsTheLeastUsedAndTheOld();
    void aCallerIsContinued();
    void timingsNameEveryStep();
};

void TstDemoPipeline::everyStepIsASpanBelowItsParent()
{
    DemoFixture demo;
    demo.ask("What is a replay?");
    const std::map<std::string_view, std::string_view> parents{
        {step::cacheLookup, step::query},      {step::analysis, step::query},
        {step::routing, step::query},          {step::retrieval, step::query},
        {step::vectorSearch, step::retrieval}, {step::bm25Search, step::retrieval},
        {step::fusion, step::retrieval},       {step::reranking, step::query},
        {step::generation, step::query},       {step::verification, step::query},
    };
    const Span root = demo.span(step::query);
    QVERIFY(!root.parent);
    QCOMPARE(demo.spans().size(), parents.size() + 1);
    for (const auto &[name, parent] : parents) {
        const Span span = demo.span(name);
        QCOMPARE(span.traceId, root.traceId);
        QCOMPARE(span.parent, demo.span(parent).id);
        QVERIFY(!attribute(span, "openinference.span.kind").empty());
    }
}

void TstDemoPipeline::theQueryCarriesQuestionAnswerAndContext()
{
    DemoFixture demo;
    const Answer answer = demo.ask("What is a replay?", R"({"user":{"id":7},"top_k":4})");
    const Span root = demo.span(step::query);
    QCOMPARE(attribute(root, "openinference.span.kind"), "CHAIN");
    QCOMPARE(attribute(root, "input.value"), "What is a replay?");
    QCOMPARE(attribute(root, "output.value"), answer.text);
    QCOMPARE(attribute(root, "query.context"), R"({"top_k":4,"user":{"id":7}})");
    QCOMPARE(attribute(root, "pipeline"), "simple");
    QCOMPARE(attribute(root, "cache.hit"), "false");
    QCOMPARE(attribute(root, "hallucination_score"), std::to_string(0.0));
    QCOMPARE(root.traceId, answer.traceId);
}

void TstDemoPipeline::retrievalCarriesItsDocuments()
{
    DemoFixture demo;
    demo.ask("What is a replay?");
    const Span search = demo.span(step::vectorSearch);
    QCOMPARE(attribute(search, "openinference.span.kind"), "RETRIEVER");
    QVERIFY(attribute(search, "retrieval.documents.0.document.id").starts_with("manual/"));
    QVERIFY(!attribute(search, "retrieval.documents.0.document.content").empty());
    QVERIFY(std::stod(attribute(search, "retrieval.documents.0.document.score")) >=
            std::stod(attribute(search, "retrieval.documents.1.document.score")));
    const auto metadata = nlohmann::json::parse(attribute(search, "retrieval.documents.0.document.metadata"));
    QVERIFY(metadata.contains("title"));
    QVERIFY(!attribute(demo.span(step::retrieval), "retrieval.documents.19.document.id").empty());
    QCOMPARE(search.droppedAttributes, 0U);
}

void TstDemoPipeline::rerankingCarriesBothLists()
{
    DemoFixture demo;
    const Answer answer = demo.ask("What is a replay?", R"({"top_k":3})");
    const Span reranking = demo.span(step::reranking);
    QCOMPARE(attribute(reranking, "openinference.span.kind"), "RERANKER");
    QCOMPARE(attribute(reranking, "reranker.output_documents.0.document.id"), answer.documents[0].id);
    QVERIFY(attribute(reranking, "reranker.output_documents.3.document.id").empty());
    QVERIFY(!attribute(reranking, "reranker.input_documents.3.document.id").empty());
    QCOMPARE(attribute(reranking, "reranker.top_k"), "3");
}

void TstDemoPipeline::generationCarriesMessagesTokensAndCost()
{
    DemoFixture demo;
    const Answer answer = demo.ask("What is a replay?");
    const Span generation = demo.span(step::generation);
    QCOMPARE(attribute(generation, "openinference.span.kind"), "LLM");
    QCOMPARE(attribute(generation, "llm.model_name"), "extractive-1");
    QCOMPARE(attribute(generation, "llm.input_messages.0.message.role"), "system");
    QVERIFY(attribute(generation, "llm.input_messages.1.message.content")
                .ends_with("Question: What is a replay?"));
    QCOMPARE(attribute(generation, "llm.output_messages.0.message.content"), answer.text);
    QCOMPARE(attribute(generation, "llm.token_count.prompt"), std::to_string(answer.promptTokens));
    QVERIFY(std::stod(attribute(generation, "llm.cost.total")) > 0);
}

void TstDemoPipeline::theSearchesRunBesideEachOther()
{
    DemoFixture demo;
    using namespace std::chrono_literals;
    demo.misbehaviour.set(
        {.slowSteps = {{std::string(step::vectorSearch), 250ms}, {std::string(step::bm25Search), 250ms}}});
    demo.ask("What is a replay?");
    const TimeWindow one = demo.span(step::vectorSearch).time;
    const TimeWindow other = demo.span(step::bm25Search).time;
    QVERIFY(one.begin < other.end && other.begin < one.end);
}

void TstDemoPipeline::eachSubQuestionIsSearchedFor()
{
    DemoFixture demo;
    demo.ask("What is a trace and what is a replay?");
    std::set<std::string> asked;
    for (const Span &span : demo.spans()) {
        if (span.name == step::bm25Search)
            asked.insert(attribute(span, "input.value"));
    }
    QCOMPARE(asked, (std::set<std::string>{"what is a replay", "what is a trace"}));
    QCOMPARE(attribute(demo.span(step::routing), "output.value"), "multi_hop");
}

void TstDemoPipeline::withoutRerankingThereIsNoSuchStep()
{
    DemoFixture demo;
    QCOMPARE(demo.ask("What is a replay?", R"({"rerank":false})").documents.size(), std::size_t(5));
    QVERIFY(!demo.hasSpan(step::reranking));
}

void TstDemoPipeline::topKBoundsTheDocuments()
{
    DemoFixture demo;
    QCOMPARE(demo.ask("What is a replay?", R"({"top_k":1})").documents.size(), std::size_t(1));
    QCOMPARE(demo.ask("What is a replay?", R"({"top_k":20})").documents.size(), std::size_t(20));
}

void TstDemoPipeline::theSecondTimeTheCacheAnswers()
{
    DemoFixture demo;
    const Answer first = demo.ask("What is a replay?");
    const Answer second = demo.ask("  what is a REPLAY");
    QVERIFY(!first.cacheHit);
    QVERIFY(second.cacheHit);
    QCOMPARE(second.text, first.text);
    QVERIFY(second.traceId != first.traceId);
    QCOMPARE(second.costUsd, 0.0);
    QVERIFY(!demo.ask("What is a replay?", R"({"top_k":2})").cacheHit); // another context
}

void TstDemoPipeline::aFreshRequestPassesTheCache()
{
    DemoFixture demo;
    demo.ask("What is a replay?");
    QVERIFY(!demo.ask("What is a replay?", R"({"cache":false})").cacheHit);
    QueryRequest request = DemoFixture::request("What is a replay?");
    request.fresh = true;
    QVERIFY(!std::get<Answer>(demo.pipeline.answer(request)).cacheHit);
    QVERIFY(demo.ask("What is a replay?").cacheHit);
}

void TstDemoPipeline::theCacheForgetsTheLeastUsedAndTheOld()
{
    std::chrono::steady_clock::time_point now;
    AnswerCache cache(2, std::chrono::seconds(60), [&] { return now; });
    const auto answer = std::make_shared<const Answer>();
    cache.insert("a", answer);
    cache.insert("b", answer);
    QVERIFY(cache.find("a"));
    cache.insert("c", answer); // drops b
    QVERIFY(cache.find("a") && cache.find("c") && !cache.find("b"));
    now += std::chrono::seconds(61);
    QVERIFY(!cache.find("a"));
    cache.insert("a", answer);
    QVERIFY(cache.find("a"));
    QCOMPARE(cache.statistics().size, std::size_t(2));
    QCOMPARE(cache.statistics().misses, std::uint64_t(2));
}

void TstDemoPipeline::aCallerIsContinued()
{
    DemoFixture demo;
    QueryRequest request = DemoFixture::request("What is a replay?");
    const std::vector<std::pair<std::string, std::string>> headers{
        {"Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}};
    request.caller = extract(HeaderList(headers));
    const auto outcome = demo.pipeline.answer(request);
    QCOMPARE(std::get<Answer>(outcome).traceId.toHex(), "0af7651916cd43dd8448eb211c80319c");
    const Span root = demo.span(step::query);
    QCOMPARE(root.parent.toHex(), "b7ad6b7169203331");
    QCOMPARE(root.kind, SpanKind::Server);
    QVERIFY(root.isEntry());
    QCOMPARE(demo.span(step::vectorSearch).traceId, root.traceId);
}

void TstDemoPipeline::timingsNameEveryStep()
{
    DemoFixture demo;
    const Answer answer = demo.ask("What is a replay?");
    std::set<std::string> names;
    for (const Answer::Timing &timing : answer.timings) {
        names.insert(timing.step);
        QVERIFY(timing.begin.count() >= 0 && timing.begin + timing.length <= answer.duration);
    }
    QCOMPARE(names, std::set<std::string>(stepNames.begin(), stepNames.end()));
}

static const Registered<TstDemoPipeline> registered;
#include "tst_demo_pipeline.moc"
