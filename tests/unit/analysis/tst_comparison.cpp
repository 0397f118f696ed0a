// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/comparison.h"
#include "core/analysis/replayfact.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

#include <chrono>

using namespace spanwise;
using namespace spanwise::test;
using Kind = ReplayFact::Kind;

namespace {

ComparedRun runOf(const char *outline, const std::string &answer = "yes")
{
    return {std::make_shared<const Trace>(traceFromOutline(outline)), {}, answer};
}

/// "query 900>1200\n  retrieve 300>-": milliseconds.
QString printed(const std::vector<ComparedStep> &steps)
{
    QStringList lines;
    const auto ms = [](const std::optional<StepRun> &run) {
        return run ? QString::number(
                         std::chrono::duration_cast<std::chrono::milliseconds>(run->duration).count())
                   : QStringLiteral("-");
    };
    for (const ComparedStep &step : steps)
        lines.append(QString(static_cast<int>(2 * step.depth), QLatin1Char(' ')) +
                     QString::fromStdString(step.name) + QLatin1Char(' ') + ms(step.baseline) +
                     QLatin1Char('>') + ms(step.replay));
    return lines.join(QLatin1Char('\n'));
}

std::vector<Kind> kindsOf(const ReplayComparison &comparison)
{
    std::vector<Kind> kinds;
    for (const ReplayFact &fact : factsOf(comparison))
        kinds.push_back(fact.kind);
    return kinds;
}

constexpr auto baselineOutline = "query 0 1000\n"
                                 "  analysis 0 100\n"
                                 "  retrieval 100 400\n"
                                 "    vector_search 100 380\n"
                                 "    bm25_search 110 200\n"
                                 "  reranking 400 489\n"
                                 "  generation 489 1000\n";

} // namespace

class TstComparison : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepsAreMatchedByNameAndOrder_data();
    void stepsAreMatchedByNameAndOrder();
    void spanwisesOwnSpanIsNotAStep();
    void aDeepTraceIsMatchedWithoutRecursion();
    void theInnermostCauseIsNamed();
    void whatDiffersIsStatedWorstFirst();
    void whatACacheExplainsComesAfterIt();
    void likeRunsHaveNothingToSay();
    void withoutATraceTheAnswersAreStillCompared();
    void changesOfNothingAreNoNumber();
};

void TstComparison::stepsAreMatchedByNameAndOrder_data()
{
    QTest::addColumn<QString>("baseline");
    QTest::addColumn<QString>("replay");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *before, const char *after, const char *expected) {
        QTest::newRow(name) << QString::fromUtf8(before) << QString::fromUtf8(after)
                            << QString::fromUtf8(expected);
    };
    row("same shape", "q 0 10\n  a 0 5", "q 0 20\n  a 0 7", "q 10>20\n  a 5>7");
    row("repetitions in order", "q 0 9\n  a 0 1\n  a 1 3", "q 0 9\n  a 0 4\n  a 4 9",
        "q 9>9\n  a 1>4\n  a 2>5");
    row("parallel steps that start in another order", "q 0 9\n  v 0 5\n  b 1 3", "q 0 9\n  b 0 2\n  v 1 6",
        "q 9>9\n  v 5>5\n  b 2>2");
    row("a step that is gone", "q 0 9\n  a 0 1\n  b 1 2", "q 0 9\n  b 1 2", "q 9>9\n  a 1>-\n  b 1>1");
    row("a new step stands where it ran", "q 0 9\n  a 0 1\n  c 2 3", "q 0 9\n  a 0 1\n  b 1 2\n  c 2 3",
        "q 9>9\n  a 1>1\n  b ->1\n  c 1>1");
    row("a new first step", "q 0 9\n  a 1 2", "q 0 9\n  n 0 1\n  a 1 2", "q 9>9\n  n ->1\n  a 1>1");
    row("the whole of a new branch", "q 0 9", "q 0 9\n  a 0 5\n    b 0 3", "q 9>9\n  a ->5\n    b ->3");
    row("an end before the begin lasts no time", "q 0 9\n  a 5 2", "q 0 9\n  a 2 5", "q 9>9\n  a 0>3");
}

void TstComparison::stepsAreMatchedByNameAndOrder()
{
    QFETCH(QString, baseline);
    QFETCH(QString, replay);
    QTEST(
        printed(matchSteps(traceFromOutline(baseline.toStdString()), traceFromOutline(replay.toStdString()))),
        "expected");
}

void TstComparison::spanwisesOwnSpanIsNotAStep()
{
    TelemetryBatch batch = batchFromOutline("replay 0 50\n  query 5 45\n    a 10 20");
    batch.scopes.push_back(Scope{});
    batch.scopes.back().name = replayScopeName;
    batch.spans[0].scope = 1;
    std::vector<SpanFacts> facts(batch.spans.size());
    const Trace replay(std::move(batch), std::move(facts));
    QCOMPARE(printed(matchSteps(traceFromOutline("query 0 30\n  a 0 5"), replay)),
             QStringLiteral("query 30>40\n  a 5>10"));
}

void TstComparison::aDeepTraceIsMatchedWithoutRecursion()
{
    std::string outline;
    for (std::size_t depth = 0; depth < 3000; ++depth)
        outline += std::string(2 * depth, ' ') + "s 0 10\n";
    const Trace trace = traceFromOutline(outline);
    const auto steps = matchSteps(trace, trace);
    QCOMPARE(steps.size(), std::size_t{3000});
    QCOMPARE(steps.back().depth, 2999U);
}

void TstComparison::theInnermostCauseIsNamed()
{
    // 300 ms more in vector_search: named once, not again as retrieval and not as the query.
    const auto comparison = compareRuns(runOf(baselineOutline), runOf("query 0 1300\n"
                                                                      "  analysis 0 100\n"
                                                                      "  retrieval 100 700\n"
                                                                      "    vector_search 100 680\n"
                                                                      "    bm25_search 110 200\n"
                                                                      "  reranking 700 789\n"
                                                                      "  generation 789 1300\n"));
    const auto facts = factsOf(comparison);
    QCOMPARE(facts.size(), std::size_t{1});
    QCOMPARE(facts[0].kind, Kind::StepSlower);
    QCOMPARE(comparison.steps[facts[0].index].name, std::string("vector_search"));
    QCOMPARE(facts[0].tone, ReplayFact::Tone::Plain);
}

void TstComparison::whatDiffersIsStatedWorstFirst()
{
    const auto comparison = compareRuns(runOf(baselineOutline, "one two"), runOf("query 0 1342\n"
                                                                                 "  analysis 0 100\n"
                                                                                 "  retrieval 100 400\n"
                                                                                 "    vector_search 100 380\n"
                                                                                 "    bm25_search 110 200\n"
                                                                                 "  reranking 400 831 error\n"
                                                                                 "  generation 831 1342\n",
                                                                                 "one three"));
    QCOMPARE(kindsOf(comparison), (std::vector{Kind::StepFails, Kind::StepSlower, Kind::AnswersDiffer}));
}

void TstComparison::whatACacheExplainsComesAfterIt()
{
    TelemetryBatch batch = batchFromOutline("query 0 1\n  cache_lookup 0 1");
    std::vector<SpanFacts> facts(batch.spans.size());
    facts[1].cacheHit = true;
    const ComparedRun cached{std::make_shared<const Trace>(std::move(batch), std::move(facts)), {}, "yes"};
    const ReplayComparison slower = compareRuns(cached, runOf(baselineOutline));
    QCOMPARE(kindsOf(slower).front(), Kind::CacheChanged);
    QVERIFY(kindsOf(slower).size() > 1);
    const ReplayComparison failing = compareRuns(cached, runOf("query 0 1000 error\n  analysis 0 100 error"));
    QCOMPARE(kindsOf(failing).at(0), Kind::QueryFails);
    QCOMPARE(kindsOf(failing).at(1), Kind::CacheChanged);
    QCOMPARE(std::ranges::count(kindsOf(failing), Kind::CacheChanged), 1);
    QVERIFY(kindsOf(compareRuns(cached, cached)).empty());
}

void TstComparison::likeRunsHaveNothingToSay()
{
    QVERIFY(factsOf(compareRuns(runOf(baselineOutline), runOf(baselineOutline))).empty());
    // 4 % of the query is below what is worth a sentence.
    const auto close = compareRuns(runOf("q 0 1000\n  a 0 500"), runOf("q 0 1040\n  a 0 540"));
    QVERIFY(factsOf(close).empty());
}

void TstComparison::withoutATraceTheAnswersAreStillCompared()
{
    const auto comparison = compareRuns(runOf(baselineOutline, "a b"), ComparedRun{nullptr, {}, "a c"});
    QVERIFY(comparison.steps.empty());
    QVERIFY(!comparison.replay.time);
    QCOMPARE(kindsOf(comparison), (std::vector{Kind::AnswersDiffer}));
    QVERIFY(factsOf(compareRuns({}, {})).empty());
}

void TstComparison::changesOfNothingAreNoNumber()
{
    ComparedStep step;
    QVERIFY(!step.change());
    QVERIFY(!step.difference());
    step.baseline = StepRun{};
    step.replay = StepRun{{}, std::chrono::milliseconds(5), false};
    QVERIFY(!step.change());
    QCOMPARE(step.difference()->count(), Duration(std::chrono::milliseconds(5)).count());
    step.baseline->duration = std::chrono::milliseconds(2);
    QCOMPARE(step.change(), std::optional(1.5));
}

static const Registered<TstComparison> registered;
#include "tst_comparison.moc"
