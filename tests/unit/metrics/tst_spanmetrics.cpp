// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/spanmetrics.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"
#include "tests/unit/metrics/recorded.h"

#include <QTest>

#include <functional>

using namespace spanwise;
using namespace spanwise::test;

namespace {

/// Batches as the intake hands them over, one after another, into one store. Times of outlines are ms after
/// the epoch.
struct Observed : Recorded
{
    SpanMetrics metrics{store};

    Observed()
        : Recorded(60, "")
    {
    }

    using Facts = std::function<void(std::vector<Span> &spans, std::vector<SpanFacts> &facts)>;

    void commit(const std::string &outline, std::uint32_t trace, const Facts &change = {},
                std::vector<bool> duplicate = {}, std::string_view scope = "pipeline")
    {
        TelemetryBatch batch = batchFromOutline(outline, traceId(trace));
        batch.scopes[0].name = scope;
        std::vector<SpanFacts> facts(batch.spans.size());
        for (std::size_t i = 0; i < batch.spans.size(); ++i) {
            Span &span = batch.spans[i];
            span.time = {epoch + span.time.begin.time_since_epoch(),
                         epoch + span.time.end.time_since_epoch()};
            facts[i].failed = span.status == StatusCode::Error;
        }
        if (change)
            change(batch.spans, facts);
        duplicate.resize(batch.spans.size());
        metrics.committed({batch, facts, duplicate});
    }
};

const Observed::Facts firstIsQuery = [](auto &, auto &facts) { facts[0].isQuery = true; };

} // namespace

class TstSpanMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aQueryAndItsStepsAreCounted();
    void duplicatesAndOwnSpansCountNowhere();
    void aRootWithoutQuestionIsAQuery();
    void aRootAboveAQueryIsAStep();
    void aScoreCountsOncePerTrace();
    void aScoreOfAStepWaitsForTheTagsOfItsQuery();
    void aScoreWithoutItsQueryCountsAfterAMinute();
    void tokensRepeatedAtTheRootCountOnce();
    void manyStepNamesEndAsOther();
    void aSpanThatEndsBeforeItBeginsHasNoLatency();
    void aFlushRecordsWhatWaits();
};

void TstSpanMetrics::aQueryAndItsStepsAreCounted()
{
    Observed data;
    data.commit("query 0 900 error\n  retrieve 10 300\n    bm25 20 30 error\n", 1, [](auto &, auto &facts) {
        facts[0].isQuery = true;
        facts[0].pipeline = "simple";
        facts[0].cacheHit = false;
        facts[0].hallucination = 0.7;
        facts[1].step = StepKind::Retrieval;
    });
    data.commit("query 1000 1100\n", 2, firstIsQuery);
    QCOMPARE(data.ask("queries_total", 60),
             "{pipeline=\"simple\", service=\"outline\"} 1; {service=\"outline\"} 1");
    QCOMPARE(data.ask("errors_total", 60),
             "{pipeline=\"simple\", service=\"outline\"} 1; {service=\"outline\"} 0");
    QCOMPARE(data.ask("sum(query_latency_ms[1m])", 60), "1000");
    QCOMPARE(data.ask("sum by (step, kind) (step_latency_ms[1m])", 60),
             "{kind=\"other\", step=\"bm25\"} 10; {kind=\"retrieval\", step=\"retrieve\"} 290");
    QCOMPARE(data.ask("sum by (step) (step_errors_total)", 60), "{step=\"bm25\"} 1; {step=\"retrieve\"} 0");
    QCOMPARE(data.ask("spans_total", 60), "{service=\"outline\"} 4");
    QCOMPARE(data.ask("cache_hit_rate", 60), "0");
    QCOMPARE(data.ask("hallucination_rate", 60), "1");
    QCOMPARE(data.ask("max(hallucination_score[1m])", 60), "0.7");
    QCOMPARE(data.ask("error_rate", 60), "0.5");
    // A value belongs to the second in which its span ended.
    QCOMPARE(data.ask("sum(increase(queries_total[1s]))", 1), "1");
    QCOMPARE(data.ask("sum(increase(queries_total[1s]))", 2), "1");
}

void TstSpanMetrics::duplicatesAndOwnSpansCountNowhere()
{
    Observed data;
    data.commit("query 0 900\n  step 0 10\n", 1, firstIsQuery, {false, true});
    data.commit("query 0 900\n  step 0 10\n", 1, firstIsQuery, {true, true});
    data.commit("query 0 900\n  step 0 10\n", 2, firstIsQuery, {}, "spanwise.store");
    QCOMPARE(data.ask("queries_total", 60), "{service=\"outline\"} 1");
    QCOMPARE(data.ask("spans_total", 60), "{service=\"outline\"} 1");
    QCOMPARE(data.ask("count(step_latency_ms[1m])", 60), "");
}

void TstSpanMetrics::aRootWithoutQuestionIsAQuery()
{
    Observed data;
    data.commit("GET 0 50 error\n  sql 10 20\n", 1);
    QCOMPARE(data.ask("errors_total", 60), "{service=\"outline\"} 1");
    QCOMPARE(data.ask("sum by (step) (step_latency_ms[1m])", 60), "{step=\"sql\"} 10");
}

void TstSpanMetrics::aRootAboveAQueryIsAStep()
{
    const auto secondIsQuery = [](auto &, auto &facts) { facts[1].isQuery = true; };
    Observed data;
    data.commit("gateway 0 50\n  query 10 40\n", 1, secondIsQuery);
    data.commit("  query 10 40\n", 2, firstIsQuery); // the same in two batches
    data.commit("gateway 0 50\n", 2);
    QCOMPARE(data.ask("queries_total", 60), "{service=\"outline\"} 2");
    QCOMPARE(data.ask("sum by (step) (step_latency_ms[1m])", 60), "{step=\"gateway\"} 100");
}

void TstSpanMetrics::aScoreCountsOncePerTrace()
{
    Observed data;
    const auto both = [](auto &, auto &facts) {
        facts[0].isQuery = true;
        facts[0].hallucination = 0.2;
        facts[1].hallucination = 0.9;
        facts[1].cacheHit = true;
        facts[2].cacheHit = false;
    };
    data.commit("query 0 900\n  verify 800 850\n  cache 1 2\n", 1, both);
    QCOMPARE(data.ask("verified_total", 60), "{service=\"outline\"} 1");
    QCOMPARE(data.ask("hallucinated_total", 60), "{service=\"outline\"} 0");
    QCOMPARE(data.ask("cache_lookups_total", 60), "{service=\"outline\"} 1");
    QCOMPARE(data.ask("cache_hits_total", 60), "{service=\"outline\"} 1");
    data.commit("again 0 900\n  verify 800 850\n", 1, [](auto &spans, auto &facts) {
        spans[0].parent = spanId(99);
        facts[0].hallucination = 1;
        facts[1].hallucination = 1;
    });
    QCOMPARE(data.ask("verified_total", 60), "{service=\"outline\"} 1");
}

void TstSpanMetrics::aScoreOfAStepWaitsForTheTagsOfItsQuery()
{
    Observed data;
    data.commit("verify 800 850\n", 1, [](auto &spans, auto &facts) {
        spans[0].parent = spanId(7);
        facts[0].hallucination = 0.9;
    });
    QCOMPARE(data.ask("verified_total", 60), "");
    data.commit("query 0 900\n", 1, [](auto &, auto &facts) {
        facts[0].isQuery = true;
        facts[0].pipeline = "multi_hop";
    });
    QCOMPARE(data.ask("hallucinated_total", 60), "{pipeline=\"multi_hop\", service=\"outline\"} 1");
}

void TstSpanMetrics::aScoreWithoutItsQueryCountsAfterAMinute()
{
    Observed data;
    data.commit("verify 800 850\n", 1, [](auto &spans, auto &facts) {
        spans[0].parent = spanId(7);
        facts[0].hallucination = 0.9;
    });
    data.now = 119;
    data.commit("query 0 900\n", 2, firstIsQuery);
    QCOMPARE(data.ask("verified_total", 120), "");
    data.now = 121;
    data.commit("query 0 900\n", 3, firstIsQuery);
    QCOMPARE(data.ask("verified_total", 121), "{service=\"outline\"} 1");
    data.commit("query 0 900\n", 1, firstIsQuery); // late after all
    QCOMPARE(data.ask("verified_total", 121), "{service=\"outline\"} 1");
}

void TstSpanMetrics::tokensRepeatedAtTheRootCountOnce()
{
    Observed data;
    const auto repeated = [](auto &, auto &facts) {
        for (SpanFacts &fact : facts) {
            fact.inputTokens = 100;
            fact.outputTokens = 10;
            fact.costUsd = 0.5;
        }
        facts[0].isQuery = true;
    };
    data.commit("query 0 900\n  llm 100 800\n", 1, repeated);
    QCOMPARE(
        data.ask("tokens_total", 60),
        "{direction=\"input\", service=\"outline\"} 100; {direction=\"output\", service=\"outline\"} 10");
    QCOMPARE(data.ask("cost_usd_total", 60), "{service=\"outline\"} 0.5");
    data.commit("query 0 900\n", 2, repeated); // only the root knows
    QCOMPARE(data.ask("sum(tokens_total)", 60), "220");
    QCOMPARE(data.ask("tokens_per_query", 60), "110");
    QCOMPARE(data.ask("cost_per_query", 60), "0.5");
}

void TstSpanMetrics::manyStepNamesEndAsOther()
{
    Observed data;
    std::string outline = "query 0 900\n";
    for (std::size_t i = 0; i < SpanMetrics::maxStepNames + 30; ++i)
        outline += "  step" + std::to_string(i) + " 0 1\n";
    outline += "  " + std::string(500, 'x') + " 0 1\n";
    data.commit(outline, 1, firstIsQuery);
    QCOMPARE(data.ask("count(step_latency_ms{step=\"other\"}[1m])", 60), "31");
    QCOMPARE(data.ask("count(sum_over_time(step_latency_ms[1m]))", 60), "201");
    QCOMPARE(data.metrics.otherTags(), std::uint64_t(31));
}

void TstSpanMetrics::aSpanThatEndsBeforeItBeginsHasNoLatency()
{
    Observed data;
    data.commit("query 900 0\n", 1, firstIsQuery);
    QCOMPARE(data.ask("queries_total", 60), "{service=\"outline\"} 1");
    QCOMPARE(data.ask("count(query_latency_ms[1m])", 60), "");
    QCOMPARE(data.metrics.negativeDurations(), std::uint64_t(1));
}

void TstSpanMetrics::aFlushRecordsWhatWaits()
{
    Observed data;
    data.commit("cache 0 5\n", 1, [](auto &spans, auto &facts) {
        spans[0].parent = spanId(7);
        facts[0].cacheHit = true;
        facts[0].pipeline = "simple";
    });
    data.metrics.flush();
    QCOMPARE(data.ask("cache_hits_total", 60), "{pipeline=\"simple\", service=\"outline\"} 1");
}

static const Registered<TstSpanMetrics> registered;
#include "tst_spanmetrics.moc"
