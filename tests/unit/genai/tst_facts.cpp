// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/facts.h"
#include "core/genai/stepwords.h"
#include "tests/support/suite.h"
#include "tests/unit/genai/spanbuilder.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

namespace {

SpanFacts factsOf(TelemetryBatch &batch, std::size_t row = 0)
{
    return readFacts(batch.spans.at(row), batch.resources.at(0), batch.scopes.at(0), batch.arena);
}

/// The facts of a single entry span with these attributes.
struct Entry
{
    explicit Entry(std::initializer_list<Attribute> attributes, const std::string &name = "root")
        : builder(name + " 0 9")
    {
        builder.with(0, attributes);
        facts = factsOf(builder.batch);
    }
    SpanBuilder builder;
    SpanFacts facts;
};

/// A step inside a query: a child span with these attributes.
StepKind stepOf(const std::string &name, std::initializer_list<Attribute> attributes)
{
    SpanBuilder builder("query 0 9\n  " + name + " 1 2");
    builder.with(1, attributes);
    return factsOf(builder.batch, 1).step;
}

} // namespace

class TstFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesTellTheStep_data();
    void namesTellTheStep();
    void everyDialectTellsTheStep();
    void theQueryItselfIsNoStep();
    void clientSpansAreNotStepsByName();
    void theQuestionIsFoundInEveryShape_data();
    void theQuestionIsFoundInEveryShape();
    void theAnswerIsFoundInEveryShape_data();
    void theAnswerIsFoundInEveryShape();
    void plainTextIsViewedWithoutACopy();
    void theQuestionOfFlattenedMessagesIsTheLastOfTheUser();
    void aSpanWithoutAQuestionIsNoQuery();
    void aChainBelowAWebFrameworkIsTheQuery();
    void aChainInsideAQueryIsNone();
    void aWorkflowIsAQueryWhereverItIs();
    void aChainWithAnUnknownParentIsNone();
    void modelAndTokensAndCostAreRead();
    void chainsDoNotCountTheirChildrensTokens();
    void oneModelCallReportedTwiceCountsOnce();
    void parentCyclesEnd();
    void hallucinationIsReadFromEvaluations_data();
    void hallucinationIsReadFromEvaluations();
    void aReplayKnowsItsOriginal();
    void anExceptionFailsASpanWithoutStatus();
    void contextPipelineAndCacheAreRead();
    void hostileJsonIsJustText();
};

void TstFacts::namesTellTheStep_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("step");
    const auto row = [](const char *name, const char *step) {
        QTest::newRow(name) << QByteArray(name) << QByteArray(step);
    };
    row("query_analysis", "analysis");
    row("rewriteQuery", "analysis");
    row("routing", "routing");
    row("QueryRouter", "routing");
    row("route.request", "routing");
    row("retrieval", "retrieval");
    row("vector_search", "retrieval");
    row("bm25_search", "retrieval");
    row("InMemoryBM25Retriever", "retrieval");
    row("VectorIndexRetriever._retrieve", "retrieval");
    row("RetrieverQueryEngine._query", "other");
    row("CondenseQuestionChatEngine.chat", "other");
    row("search_engine", "retrieval");
    row("reranking", "reranking");
    row("rerank_search_results", "reranking");
    row("TransformersSimilarityRanker", "reranking");
    row("generation", "generation");
    row("OpenAIChatGenerator", "generation");
    row("LLM", "generation");
    row("verification", "verification");
    row("LLMEvaluator", "verification");
    row("retrieval_evaluation", "verification");
    row("groundedness-check", "verification");
    row("medieval", "other");
    row("sprouting", "other");
    row("load_config", "other");
    row("", "other");
}

void TstFacts::namesTellTheStep()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, step);
    QCOMPARE(QByteArray::fromStdString(std::string(nameOf(stepOfName(name.toStdString())))), step);
}

void TstFacts::everyDialectTellsTheStep()
{
    QCOMPARE(stepOf("x", {{"openinference.span.kind", text("RETRIEVER")}}), StepKind::Retrieval);
    QCOMPARE(stepOf("x", {{"openinference.span.kind", text("RERANKER")}}), StepKind::Reranking);
    QCOMPARE(stepOf("x", {{"openinference.span.kind", text("LLM")}}), StepKind::Generation);
    QCOMPARE(stepOf("x", {{"openinference.span.kind", text("GUARDRAIL")}}), StepKind::Verification);
    QCOMPARE(stepOf("retrieval", {{"openinference.span.kind", text("EMBEDDING")}}), StepKind::Other);
    QCOMPARE(stepOf("routing", {{"openinference.span.kind", text("CHAIN")}}), StepKind::Routing);
    QCOMPARE(stepOf("query_analysis", {{"openinference.span.kind", text("LLM")}}), StepKind::Analysis);
    QCOMPARE(stepOf("chat", {{"gen_ai.operation.name", text("chat")}}), StepKind::Generation);
    QCOMPARE(stepOf("x", {{"gen_ai.operation.name", text("retrieval")}}), StepKind::Retrieval);
    QCOMPARE(stepOf("x", {{"gen_ai.operation.name", text("embeddings")}}), StepKind::Other);
    QCOMPARE(stepOf("x", {{"llm.request.type", text("rerank")}}), StepKind::Reranking);
    QCOMPARE(stepOf("x", {{"llm.request.type", text("chat")}, {"traceloop.span.kind", text("task")}}),
             StepKind::Generation);
    QCOMPARE(stepOf("fetch.retriever", {{"traceloop.span.kind", text("task")}}), StepKind::Retrieval);
    QCOMPARE(stepOf("chroma.query", {{"db.vector.query.top_k", Value::ofInt(3)}}), StepKind::Retrieval);
    QCOMPARE(stepOf("chroma.query", {{"db.operation", text("query")}, {"db.system", text("chroma")}}),
             StepKind::Retrieval);
    QCOMPARE(stepOf("chroma.add", {{"db.operation", text("add")}, {"db.system", text("chroma")}}),
             StepKind::Other);
    QCOMPARE(stepOf("orders", {{"db.operation", text("query")}, {"db.system", text("postgresql")}}),
             StepKind::Other);
    QCOMPARE(
        stepOf("haystack.component.run", {{"haystack.component.type", text("InMemoryEmbeddingRetriever")}}),
        StepKind::Retrieval);
    QCOMPARE(stepOf("haystack.component.run", {{"haystack.component.type", text("PromptBuilder")}}),
             StepKind::Other);
}

void TstFacts::theQueryItselfIsNoStep()
{
    QCOMPARE(Entry({{"input.value", text("q")}}, "chat").facts.step, StepKind::Other);
    QCOMPARE(Entry({{"openinference.span.kind", text("LLM")}}, "x").facts.step, StepKind::Generation);
}

void TstFacts::clientSpansAreNotStepsByName()
{
    SpanBuilder builder("query 0 9\n  search 1 2");
    builder.batch.spans[1].kind = SpanKind::Client;
    QCOMPARE(factsOf(builder.batch, 1).step, StepKind::Other);
}

void TstFacts::theQuestionIsFoundInEveryShape_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("question");
    const auto row = [](const char *name, const char *key, const char *value, const char *question) {
        QTest::newRow(name) << QByteArray(key) << QByteArray(value) << QByteArray(question);
    };
    row("plain text", "input.value", "What is it?", "What is it?");
    row("text that begins like JSON", "input.value", "[1] says what?", "[1] says what?");
    row("question member", "input.value", R"({"top_k":3,"question":"Why \"this\"?"})", "Why \"this\"?");
    row("query before input", "input.value", R"({"input":"b","query":"a"})", "a");
    row("LangChain", "input.value", R"({"inputs":{"question":"Why?"},"tags":["seq"]})", "Why?");
    row("tags are no question", "input.value", R"({"tags":["seq"]})", R"({"tags":["seq"]})");
    row("JSON string", "input.value", R"("Why?")", "Why?");
    row("OpenAI messages", "input.value",
        R"({"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"First"},)"
        R"({"role":"assistant","content":"Yes"},{"role":"user","content":"Second"}]})",
        "Second");
    row("LangChain messages", "input.value",
        R"({"messages":[{"type":"human","content":"Why?"},{"type":"ai","content":"x"}]})", "Why?");
    row("Traceloop keyword", "traceloop.entity.input", R"({"args":[],"kwargs":{"query":"Why?"}})", "Why?");
    row("Traceloop argument", "traceloop.entity.input", R"({"args":["Why?"],"kwargs":{}})", "Why?");
    row("Haystack", "haystack.pipeline.input_data", R"({"retriever":{"top_k":5,"query":"Why?"}})", "Why?");
    row("gen_ai retrieval", "gen_ai.retrieval.query.text", "Why?", "Why?");
    row("gen_ai messages", "gen_ai.input.messages",
        R"([{"role":"system","parts":[{"type":"text","content":"s"}]},{"role":"user","parts":[{"type":"text","content":"Why?"}]}])",
        "Why?");
    row("unescaped", "input.value", R"({"query":"gr\u00fc\u00dfe"})",
        "gr\xC3\xBC\xC3\x9F"
        "e");
}

void TstFacts::theQuestionIsFoundInEveryShape()
{
    QFETCH(const QByteArray, key);
    QFETCH(const QByteArray, value);
    QFETCH(const QByteArray, question);
    const std::string keyText = key.toStdString();
    const std::string valueText = value.toStdString();
    const Entry entry({{keyText, text(valueText)}});
    QCOMPARE(QByteArray::fromStdString(std::string(entry.facts.question)), question);
    QVERIFY(entry.facts.isQuery);
}

void TstFacts::theAnswerIsFoundInEveryShape_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("answer");
    const auto row = [](const char *name, const char *key, const char *value, const char *answer) {
        QTest::newRow(name) << QByteArray(key) << QByteArray(value) << QByteArray(answer);
    };
    row("plain text", "output.value", "That.", "That.");
    row("answer member", "output.value", R"({"documents":[{"content":"d"}],"answer":"That."})", "That.");
    row("Haystack, documents before the answer", "haystack.pipeline.output_data",
        R"j({"bm25":{"documents":[{"content":"d"}]},"reader":{"answers":[{"data":"Two.","query":"q","document":{"content":"d"}}]}})j",
        "Two.");
    row("Haystack, an answer as Python prints it", "output.value",
        R"j({"reader":{"answers":["ExtractedAnswer(query='is data=\\'1\\'?', score=0.9, data=\"Mars' \\u6708\\n\", document=None)"]}})j",
        "Mars' 月\n");
    row("Haystack, a chat message as Python prints it", "output.value",
        R"j({"llm":{"replies":["ChatMessage(_role=<ChatRole.ASSISTANT: 'assistant'>, _content=[TextContent(text='Two.')])"]}})j",
        "Two.");
    row("an answer that was cut stays as it came", "output.value", "ExtractedAnswer(query='q', data='Tw",
        "ExtractedAnswer(query='q', data='Tw");
    row("OpenAI choices", "output.value",
        R"({"id":"1","choices":[{"message":{"role":"assistant","content":"That."}}]})", "That.");
    row("Traceloop", "traceloop.entity.output", R"("That.")", "That.");
    row("Haystack replies", "haystack.pipeline.output_data", R"({"llm":{"replies":["That."],"meta":[{}]}})",
        "That.");
    row("gen_ai", "gen_ai.output.messages",
        R"([{"role":"assistant","parts":[{"type":"text","content":"That."}],"finish_reason":"stop"}])",
        "That.");
}

void TstFacts::theAnswerIsFoundInEveryShape()
{
    QFETCH(const QByteArray, key);
    QFETCH(const QByteArray, value);
    QFETCH(const QByteArray, answer);
    const std::string keyText = key.toStdString();
    const std::string valueText = value.toStdString();
    const Entry entry({{"input.value", text("q")}, {keyText, text(valueText)}});
    QCOMPARE(QByteArray::fromStdString(std::string(entry.facts.answer)), answer);
}

void TstFacts::plainTextIsViewedWithoutACopy()
{
    const std::string question = "What is it?";
    const Entry entry({{"input.value", text(question)}});
    QCOMPARE(entry.facts.question.data(), question.data());
}

void TstFacts::theQuestionOfFlattenedMessagesIsTheLastOfTheUser()
{
    const Entry openInference({{"llm.input_messages.0.message.role", text("user")},
                               {"llm.input_messages.0.message.content", text("first")},
                               {"llm.input_messages.10.message.content", text("last")},
                               {"llm.input_messages.10.message.role", text("user")},
                               {"llm.output_messages.0.message.role", text("assistant")},
                               {"llm.output_messages.0.message.content", text("reply")}});
    QCOMPARE(openInference.facts.question, "last");
    QCOMPARE(openInference.facts.answer, "reply");
    const Entry traceloop({{"gen_ai.prompt.0.role", text("user")}, {"gen_ai.prompt.0.content", text("why")}});
    QCOMPARE(traceloop.facts.question, "why");
}

void TstFacts::aSpanWithoutAQuestionIsNoQuery()
{
    QVERIFY(!Entry({{"http.route", text("/query")}}).facts.isQuery);
    SpanBuilder child("root 0 9\n  child 1 2");
    child.with(1, {{"input.value", text("q")}});
    QVERIFY(!factsOf(child.batch, 1).isQuery);
    QVERIFY(factsOf(child.batch, 1).question.empty());
}

void TstFacts::aChainBelowAWebFrameworkIsTheQuery()
{
    SpanBuilder builder("POST_/query 0 9\n  middleware 0 9\n    chain 1 8\n      inner 2 3");
    builder.batch.spans[0].kind = SpanKind::Server;
    builder.with(2, {{"openinference.span.kind", text("CHAIN")},
                     {"input.value", text("Why?")},
                     {"output.value", text("So.")}});
    builder.with(3, {{"openinference.span.kind", text("CHAIN")}, {"input.value", text("inner")}});
    const auto facts = readFacts(builder.batch);
    QVERIFY(!facts[0].isQuery);
    QVERIFY(facts[2].isQuery);
    QCOMPARE(facts[2].question, "Why?");
    QCOMPARE(facts[2].answer, "So.");
    QVERIFY(!facts[3].isQuery);
    QVERIFY(facts[3].question.empty());
}

void TstFacts::aChainInsideAQueryIsNone()
{
    SpanBuilder builder("query 0 9\n  chain 1 8\n  workflow 1 8");
    builder.with(0, {{"input.value", text("Why?")}});
    builder.with(1, {{"openinference.span.kind", text("CHAIN")}, {"input.value", text("Why?")}});
    builder.with(2, {{"traceloop.span.kind", text("workflow")}, {"traceloop.entity.input", text("Why?")}});
    const auto facts = readFacts(builder.batch);
    QVERIFY(facts[0].isQuery);
    QVERIFY(!facts[1].isQuery);
    QVERIFY(!facts[2].isQuery);
}

void TstFacts::aWorkflowIsAQueryWhereverItIs()
{
    SpanBuilder builder("server 0 9\n  ask 1 8");
    builder.with(1, {{"traceloop.span.kind", text("workflow")},
                     {"traceloop.entity.input", text(R"({"args":["Why?"]})")}});
    QVERIFY(factsOf(builder.batch, 1).isQuery);
    QVERIFY(readFacts(builder.batch)[1].isQuery);
    SpanBuilder haystack("server 0 9\n  haystack.pipeline.run 1 8");
    haystack.with(1, {{"haystack.pipeline.input_data", text(R"({"a":{"query":"Why?"}})")}});
    QVERIFY(factsOf(haystack.batch, 1).isQuery);
}

void TstFacts::aChainWithAnUnknownParentIsNone()
{
    SpanBuilder builder("chain 0 9");
    builder.batch.spans[0].parent = spanId(77);
    builder.with(0, {{"openinference.span.kind", text("CHAIN")}, {"input.value", text("Why?")}});
    QVERIFY(!readFacts(builder.batch)[0].isQuery);
    builder.batch.spans[0].flags = spanflags::hasIsRemote | spanflags::isRemote;
    QVERIFY(readFacts(builder.batch)[0].isQuery);
}

void TstFacts::modelAndTokensAndCostAreRead()
{
    const Entry openInference({{"openinference.span.kind", text("LLM")},
                               {"llm.model_name", text("m")},
                               {"llm.token_count.prompt", Value::ofInt(10)},
                               {"llm.token_count.completion", Value::ofInt(5)},
                               {"llm.cost.prompt", Value::ofDouble(0.25)},
                               {"llm.cost.completion", Value::ofDouble(0.5)}});
    QCOMPARE(openInference.facts.model, "m");
    QCOMPARE(openInference.facts.inputTokens, 10);
    QCOMPARE(openInference.facts.outputTokens, 5);
    QCOMPARE(openInference.facts.costUsd, 0.75);
    const Entry genAi({{"gen_ai.operation.name", text("chat")},
                       {"gen_ai.request.model", text("asked")},
                       {"gen_ai.response.model", text("answered")},
                       {"gen_ai.usage.prompt_tokens", Value::ofInt(7)},
                       {"gen_ai.usage.output_tokens", Value::ofDouble(3)}});
    QCOMPARE(genAi.facts.model, "answered");
    QCOMPARE(genAi.facts.inputTokens, 7);
    QCOMPARE(genAi.facts.outputTokens, 3);
    const Entry broken(
        {{"llm.token_count.prompt", Value::ofInt(-4)}, {"llm.cost.total", Value::ofDouble(-1)}});
    QCOMPARE(broken.facts.inputTokens, 0);
    QCOMPARE(broken.facts.costUsd, 0.0);
}

void TstFacts::chainsDoNotCountTheirChildrensTokens()
{
    for (const char *const kind : {"CHAIN", "AGENT"}) {
        const Entry entry(
            {{"openinference.span.kind", text(kind)}, {"llm.token_count.prompt", Value::ofInt(10)}});
        QCOMPARE(entry.facts.inputTokens, 0);
    }
    const Entry agent(
        {{"gen_ai.operation.name", text("invoke_agent")}, {"gen_ai.usage.input_tokens", Value::ofInt(10)}});
    QCOMPARE(agent.facts.inputTokens, 0);
}

void TstFacts::oneModelCallReportedTwiceCountsOnce()
{
    SpanBuilder builder("ChatOpenAI 0 9\n  openai.chat 1 8");
    for (const std::size_t row : {0U, 1U})
        builder.with(
            row, {{"openinference.span.kind", text("LLM")}, {"llm.token_count.prompt", Value::ofInt(10)}});
    const auto facts = readFacts(builder.batch);
    QCOMPARE(facts[0].inputTokens + facts[1].inputTokens, 10);
}

void TstFacts::parentCyclesEnd()
{
    SpanBuilder builder("a 0 9\n  b 1 8");
    builder.batch.spans[0].parent = builder.batch.spans[1].id;
    for (const std::size_t row : {0U, 1U})
        builder.with(row, {{"openinference.span.kind", text(row == 0 ? "CHAIN" : "LLM")},
                           {"input.value", text("q")},
                           {"llm.token_count.prompt", Value::ofInt(10)}});
    QCOMPARE(readFacts(builder.batch).size(), 2U);
}

void TstFacts::hallucinationIsReadFromEvaluations_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<double>("score");    // below -1: not sent
    QTest::addColumn<double>("expected"); // below 0: none
    QTest::newRow("score") << QByteArray("Hallucination") << QByteArray() << 0.25 << 0.25;
    QTest::newRow("label") << QByteArray("hallucination") << QByteArray("hallucinated") << -9.0 << 1.0;
    QTest::newRow("good label") << QByteArray("hallucination") << QByteArray("factual") << -9.0 << 0.0;
    QTest::newRow("denied label") << QByteArray("hallucination") << QByteArray("not hallucinated") << -9.0
                                  << 0.0;
    QTest::newRow("groundedness") << QByteArray("groundedness") << QByteArray() << 0.75 << 0.25;
    QTest::newRow("faithfulness") << QByteArray("ragas_faithfulness") << QByteArray() << 1.0 << 0.0;
    QTest::newRow("scale of five") << QByteArray("groundedness") << QByteArray() << 4.0 << -1.0;
    QTest::newRow("something else") << QByteArray("toxicity") << QByteArray() << 0.5 << -1.0;
}

void TstFacts::hallucinationIsReadFromEvaluations()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, label);
    QFETCH(const double, score);
    QFETCH(const double, expected);
    const std::string nameText = name.toStdString();
    const std::string labelText = label.toStdString();
    const Value scoreValue = score < -1 ? Value() : Value::ofDouble(score);
    const Entry indexed({{"evaluations.0.evaluation.name", text("other")},
                         {"evaluations.1.evaluation.name", text(nameText)},
                         {"evaluations.1.evaluation.label", text(labelText)},
                         {"evaluations.1.evaluation.score", scoreValue}});
    QCOMPARE(indexed.facts.hallucination.value_or(-1), expected);
    const Entry annotated({{"annotations.0.annotation.name", text(nameText)},
                           {"annotations.0.annotation.label", text(labelText)},
                           {"annotations.0.annotation.score", scoreValue}});
    QCOMPARE(annotated.facts.hallucination.value_or(-1), expected);
    SpanBuilder events("root 0 9");
    events.event(0, "gen_ai.evaluation.result",
                 {{"gen_ai.evaluation.name", text(nameText)},
                  {"gen_ai.evaluation.score.label", text(labelText)},
                  {"gen_ai.evaluation.score.value", scoreValue}});
    QCOMPARE(factsOf(events.batch).hallucination.value_or(-1), expected);
}

void TstFacts::aReplayKnowsItsOriginal()
{
    const std::string id = traceId(5).toHex();
    QCOMPARE(Entry({{"spanwise.replay_of", text(id)}}).facts.replayOf, traceId(5));
    SpanBuilder builder("root 0 9");
    const Attribute mark{"spanwise.replay_of", Value::ofBool(true)};
    Link links[2];
    links[0].traceId = traceId(4); // a link of another kind
    links[1].traceId = traceId(6);
    links[1].attributes = std::span(&mark, 1);
    builder.batch.spans[0].links = links;
    QCOMPARE(factsOf(builder.batch).replayOf, traceId(6));
}

void TstFacts::anExceptionFailsASpanWithoutStatus()
{
    SpanBuilder builder("root 0 9");
    QVERIFY(!factsOf(builder.batch).failed);
    builder.event(0, "exception", {});
    QVERIFY(factsOf(builder.batch).failed);
    builder.batch.spans[0].status = StatusCode::Ok; // the program says that it dealt with it
    QVERIFY(!factsOf(builder.batch).failed);
}

void TstFacts::contextPipelineAndCacheAreRead()
{
    const Entry entry({{"input.value", text("q")},
                       {"query.context", text(R"({"top_k":3})")},
                       {"pipeline", text("multi_hop")},
                       {"cache.hit", Value::ofBool(true)}});
    QCOMPARE(entry.facts.context, R"({"top_k":3})");
    QCOMPARE(entry.facts.pipeline, "multi_hop");
    QCOMPARE(entry.facts.cacheHit, std::optional(true));
    QCOMPARE(Entry({{"input.value", text("q")}}).facts.cacheHit, std::nullopt);
    SpanBuilder shared("root 0 9");
    const Attribute pipeline{"pipeline", text("simple")};
    shared.batch.resources[0].attributes = std::span(&pipeline, 1);
    QCOMPARE(factsOf(shared.batch).pipeline, "simple");
}

void TstFacts::hostileJsonIsJustText()
{
    const std::string deep = std::string(200'000, '[') + "\"q\"" + std::string(200'000, ']');
    QCOMPARE(Entry({{"input.value", text(deep)}}).facts.question, deep);
    const std::string broken = R"({"question": "cut)";
    QCOMPARE(Entry({{"input.value", text(broken)}}).facts.question, broken);
    const std::string invalid = "{\"question\": \"\xFF\"}";
    QCOMPARE(Entry({{"input.value", text(invalid)}}).facts.question, invalid);
}

static const Registered<TstFacts> registered;
#include "tst_facts.moc"
