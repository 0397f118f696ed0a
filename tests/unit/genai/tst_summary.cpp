// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/facts.h"
#include "core/genai/querysummary.h"
#include "tests/support/suite.h"
#include "tests/unit/genai/spanbuilder.h"

#include <QTest>

namespace spanwise {
namespace {

using test::SpanBuilder;
using test::text;
using Lines = std::vector<std::string>;

Trace traceOf(SpanBuilder builder)
{
    auto facts = readFacts(builder.batch);
    return Trace(std::move(builder.batch), std::move(facts));
}

Lines lines(const std::vector<ReportedVerdict> &verdicts)
{
    Lines list;
    for (const ReportedVerdict &verdict : verdicts)
        list.push_back(verdict.name +
                       (verdict.score ? "=" + std::to_string(static_cast<int>(*verdict.score * 100)) : "") +
                       " " + verdict.label + "/" + verdict.annotator);
    return list;
}

} // namespace

class TstSummary final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyDialectOfVerdictsIsRead();
    void anEvaluationThatSaysNothingIsNoVerdict();
    void evaluationsOfLogRecordsFindTheirStep();
    void thePriceOfTheLongestBeginningCounts();
    void aLineThatIsNoPriceIsNamedAndTheOthersCount();
    void costsThatWereSentWinOverTheList();
    void theFirstTokenIsCountedFromTheQuestion();
    void theSessionMayStandOnAnySpanOrOnTheResource();
};

void TstSummary::everyDialectOfVerdictsIsRead()
{
    SpanBuilder builder("ask 0 100\n");
    builder
        .with(0, {{"annotations.0.annotation.name", text("helpful")},
                  {"annotations.0.annotation.label", text("yes")},
                  {"annotations.0.annotation.annotator_kind", text("HUMAN")},
                  {"trace.evaluations.1.evaluation.name", text("groundedness")},
                  {"trace.evaluations.1.evaluation.score", Value::ofDouble(0.5)},
                  {"gen_ai.eval.context_relevancy", Value::ofDouble(0.25)}})
        .event(0, "gen_ai.evaluation.result",
               {{"gen_ai.evaluation.name", text("relevance")},
                {"gen_ai.evaluation.score.value", Value::ofInt(1)}});
    QCOMPARE(lines(verdictsOf(builder.batch.spans[0])),
             (Lines{"helpful yes/HUMAN", "groundedness=50 /", "relevance=100 /", "context_relevancy=25 /"}));
}

void TstSummary::anEvaluationThatSaysNothingIsNoVerdict()
{
    SpanBuilder builder("ask 0 100\n");
    builder.with(0, {{"evaluations.0.evaluation.name", text("empty")},
                     {"evaluations.x.evaluation.name", text("no index")}});
    QVERIFY(verdictsOf(builder.batch.spans[0]).empty());
}

void TstSummary::evaluationsOfLogRecordsFindTheirStep()
{
    SpanBuilder builder("ask 0 100\n  chat 10 90\n  chat 91 99\n");
    builder.with(2, {{"gen_ai.response.id", text("r2")}})
        .event(1, "gen_ai.evaluation.result",
               {{"gen_ai.evaluation.name", text("tone")}, {"gen_ai.evaluation.score.label", text("kind")}});
    const SpanId first = builder.batch.spans[1].id;
    const Trace trace = traceOf(std::move(builder));
    const std::array byId{Attribute{"gen_ai.evaluation.name", text("relevance")},
                          Attribute{"gen_ai.evaluation.score.value", Value::ofDouble(0.5)}};
    const std::array byResponse{Attribute{"gen_ai.evaluation.name", text("safety")},
                                Attribute{"gen_ai.evaluation.score.label", text("pass")},
                                Attribute{"gen_ai.response.id", text("r2")}};
    const std::array ofNone{Attribute{"gen_ai.evaluation.name", text("mood")},
                            Attribute{"gen_ai.evaluation.explanation", text("calm")}};
    const std::array again{Attribute{"gen_ai.evaluation.name", text("tone")},
                           Attribute{"gen_ai.evaluation.score.label", text("kind")}};
    std::vector<LogRecord> records(5);
    records[0].spanId = first;
    records[0].attributes = byId;
    records[1].attributes = byResponse;
    records[2].attributes = ofNone;
    records[3].spanId = first;
    records[3].attributes = again; // the span's own event said so already
    for (LogRecord &record : records)
        record.eventName = "gen_ai.evaluation.result";
    std::string told;
    for (const StepVerdict &said : summarizeQuery(trace, {}, records).verdicts)
        told += said.verdict.name + '@' + std::to_string(static_cast<unsigned>(said.row)) + ' ';
    QCOMPARE(told, "tone@1 relevance@1 safety@2 mood@0 ");
}

void TstSummary::thePriceOfTheLongestBeginningCounts()
{
    const auto parsed = PriceList::parse("# mine\nGPT-4o 2.50 10\n\ngpt-4o-mini $0.15, 0.60\n");
    QVERIFY(parsed.problems.empty());
    QCOMPARE(parsed.list.costOf("gpt-4o-mini-2024-07-18", 1'000'000, 0), std::optional(0.15));
    QCOMPARE(parsed.list.costOf("gpt-4o", 0, 100'000), std::optional(1.0));
    QVERIFY(!parsed.list.costOf("gpt-4", 1, 1));
}

void TstSummary::aLineThatIsNoPriceIsNamedAndTheOthersCount()
{
    const auto parsed = PriceList::parse("a 1 2\nb one 2\nc 1\nd -1 2\ne 1 nan");
    QCOMPARE(parsed.list.prices().size(), std::size_t{1});
    std::vector<std::size_t> bad;
    for (const auto &problem : parsed.problems)
        bad.push_back(problem.line);
    QCOMPARE(bad, (std::vector<std::size_t>{2, 3, 4, 5}));
}

void TstSummary::costsThatWereSentWinOverTheList()
{
    SpanBuilder builder("ask 0 900\n  first 0 100\n  second 200 300\n  third 400 500\n");
    const auto call = [&](std::size_t row, std::string_view model, double cost) {
        builder.with(row, {{"openinference.span.kind", text("LLM")},
                           {"llm.model_name", text(model)},
                           {"llm.token_count.prompt", Value::ofInt(1000)},
                           {"llm.token_count.completion", Value::ofInt(100)},
                           {cost > 0 ? "llm.cost.total" : "x", Value::ofDouble(cost)}});
    };
    call(1, "m-1", 0.5);
    call(2, "m-1", 0);
    call(3, "unknown", 0);
    const auto summary = summarizeQuery(traceOf(std::move(builder)), PriceList::parse("m 1000 0").list);
    QCOMPARE(summary.calls.size(), std::size_t{3});
    QCOMPARE(summary.inputTokens, 3000);
    QCOMPARE(summary.costUsd, std::optional(1.5));
    QVERIFY(summary.estimated && summary.incomplete);
    QVERIFY(!summary.calls[0].estimated && summary.calls[1].estimated && !summary.calls[2].costUsd);
}

void TstSummary::theFirstTokenIsCountedFromTheQuestion()
{
    SpanBuilder builder("ask 0 900\n  generate 200 800\n");
    builder.with(0, {{"input.value", text("Why?")}});
    builder.with(1, {{"openinference.span.kind", text("LLM")},
                     {"gen_ai.response.time_to_first_chunk", Value::ofDouble(0.05)}});
    const auto summary = summarizeQuery(traceOf(std::move(builder)), {});
    QCOMPARE(summary.firstToken, std::optional<Duration>(std::chrono::milliseconds(250)));
}

void TstSummary::theSessionMayStandOnAnySpanOrOnTheResource()
{
    SpanBuilder builder("ask 0 900\n  generate 200 800\n");
    builder.with(1, {{"gen_ai.conversation.id", text("c-7")}});
    QCOMPARE(sessionOf(traceOf(std::move(builder))), std::string("c-7"));
    QCOMPARE(sessionOf(traceOf(SpanBuilder("ask 0 900\n"))), std::string());
}

static const test::Registered<TstSummary> registered;

} // namespace spanwise

#include "tst_summary.moc"
