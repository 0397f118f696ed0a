// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/findings.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

namespace spanwise {
namespace {

/// A trace from an outline; lines marked "error" are failures.
Trace traceOf(TelemetryBatch batch)
{
    std::vector<SpanFacts> facts(batch.spans.size());
    for (std::size_t i = 0; i < facts.size(); ++i)
        facts[i].failed = batch.spans[i].status == StatusCode::Error;
    return {std::move(batch), std::move(facts)};
}

/// "kind: names of its spans, count" of each finding, a line each.
std::string findingsIn(const Trace &trace)
{
    static constexpr std::array names{"error",   "repeated", "retry",   "gap", "reversed",
                                      "orphans", "cycles",   "dropped", "cut", "skewed"};
    std::string text;
    for (const Finding &finding : findingsOf(trace)) {
        text += std::string(names[static_cast<std::size_t>(finding.kind)]) + ':';
        for (const SpanRow row : finding.spans)
            text += ' ' + std::string(trace[row].name);
        text += " x" + std::to_string(finding.count) + '\n';
    }
    return text;
}

std::string findingsIn(const std::string &outline)
{
    return findingsIn(traceOf(test::batchFromOutline(outline)));
}

/// The children run one after the other and fill the query.
constexpr auto sound = "query 0 100\n  retrieve 0 50\n  generate 50 100\n";

} // namespace

class TstFindings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSoundTraceHasNone();
    void anErrorIsToldWhereItBeganWithItsChain();
    void theSameErrorIsToldOnce();
    void manyShortSiblingsInARowAreRepeated();
    void siblingsSideBySideAreNotRepeated();
    void theSameAgainAfterAFailureIsARetry();
    void aCallBesideAFailedOneIsNoRetry();
    void whereNobodyWorkedIsAGap();
    void aStepOfItsOwnHasNoGaps();
    void whatTheSenderLostIsTold();
    void textsThatEndAtALimitWereCut();
    void clocksThatAreOffAreToldWithTheirSpans();
};

void TstFindings::aSoundTraceHasNone()
{
    QCOMPARE(findingsIn(sound), std::string());
}

void TstFindings::anErrorIsToldWhereItBeganWithItsChain()
{
    QCOMPARE(
        findingsIn("query 0 100 error\n  retrieve 0 100 error\n    words 0 100 error\n    vector 0 40\n"),
        std::string("error: words retrieve query x1\n"));
}

void TstFindings::theSameErrorIsToldOnce()
{
    QCOMPARE(findingsIn("query 0 100\n  a 0 50\n    ask 0 50 error\n  b 50 100\n    ask 50 100 error\n"),
             std::string("error: ask x2\n"));
}

void TstFindings::manyShortSiblingsInARowAreRepeated()
{
    std::string outline = "query 0 100\n";
    for (int i = 0; i < 20; ++i)
        outline += "  select " + std::to_string(i * 5) + ' ' + std::to_string(i * 5 + 5) + '\n';
    QVERIFY(findingsIn(outline).starts_with("repeated: select select"));
    QVERIFY(findingsIn(outline).ends_with(" x20\n"));
}

void TstFindings::siblingsSideBySideAreNotRepeated()
{
    std::string outline = "query 0 100\n  work 0 100\n";
    for (int i = 0; i < 20; ++i)
        outline += "  select 0 9\n";
    QCOMPARE(findingsIn(outline), std::string());
}

void TstFindings::theSameAgainAfterAFailureIsARetry()
{
    QCOMPARE(findingsIn("query 0 100\n  ask 0 30 error\n  ask 30 60 error\n  ask 60 100\n"),
             std::string("error: ask x2\nretry: ask ask ask x3\n"));
}

void TstFindings::aCallBesideAFailedOneIsNoRetry()
{
    QCOMPARE(findingsIn("query 0 100\n  ask 0 100 error\n  ask 10 90\n"), std::string("error: ask x1\n"));
}

void TstFindings::whereNobodyWorkedIsAGap()
{
    QCOMPARE(findingsIn("query 0 100\n  a 0 40\n  b 70 99\n"), std::string("gap: query x1\n"));
    const auto gap = findingsOf(test::traceFromOutline("query 0 100\n  a 0 40\n  b 70 99\n")).front();
    QCOMPARE(gap.time, (TimeWindow{Timestamp(std::chrono::milliseconds(40)),
                                   Timestamp(std::chrono::milliseconds(70))}));
}

void TstFindings::aStepOfItsOwnHasNoGaps()
{
    TelemetryBatch batch = test::batchFromOutline("query 0 100\n  a 0 40\n");
    std::vector<SpanFacts> facts(2);
    facts[0].step = StepKind::Generation;
    QCOMPARE(findingsIn(Trace(std::move(batch), std::move(facts))), std::string());
}

void TstFindings::whatTheSenderLostIsTold()
{
    TelemetryBatch batch = test::batchFromOutline(sound);
    batch.spans[1].droppedAttributes = 4;
    batch.spans[2].parent = test::spanId(99);
    batch.spans[0].time.end = batch.spans[2].time.end;
    const std::string found = findingsIn(traceOf(std::move(batch)));
    QVERIFY(found.find("dropped: retrieve x4\n") != std::string::npos);
    QVERIFY(found.find("orphans: generate x1\n") != std::string::npos);
}

void TstFindings::textsThatEndAtALimitWereCut()
{
    TelemetryBatch batch = test::batchFromOutline(sound);
    const std::string limit(2048, 'x');
    const std::string other(2000, 'y');
    const auto give = [&](std::size_t span, const std::string &text) {
        const Attribute one{"input.value", Value::ofString(batch.arena.copy(text))};
        batch.spans[span].attributes = batch.arena.copy(std::span<const Attribute>(&one, 1));
    };
    give(0, other);
    give(1, limit);
    QCOMPARE(findingsIn(traceOf(test::batchFromOutline(sound))), std::string());
    give(2, limit);
    QCOMPARE(findingsIn(traceOf(std::move(batch))), std::string("cut: retrieve generate x2\n"));
}

void TstFindings::clocksThatAreOffAreToldWithTheirSpans()
{
    TelemetryBatch batch =
        test::batchFromOutline("query 1000 1100\n  rest 1000 1100\n  db 900 960\n    read 910 920\n");
    batch.resources.push_back({});
    batch.spans[2].resource = batch.spans[3].resource = 1;
    const auto sent = std::make_shared<const Trace>(traceOf(std::move(batch)));
    const SkewCorrection correction = correctSkew(sent);
    for (const Trace *const trace :
         {sent.get(), correction.trace.get()}) { // rows are those of the trace that is shown
        const std::vector<Finding> all = findingsOf(*trace, correction.clocks);
        const auto skewed = std::ranges::find(all, Finding::Kind::Skewed, &Finding::kind);
        QVERIFY(skewed != all.end());
        QCOMPARE(skewed->count, std::uint64_t{2});
        QCOMPARE(skewed->offset, Duration(std::chrono::milliseconds(120)));
        QVERIFY(skewed->isShifted);
        QCOMPARE(skewed->spans.size(), std::size_t{2});
        QCOMPARE((*trace)[skewed->spans[0]].name, std::string_view("db"));
        QCOMPARE((*trace)[skewed->spans[1]].name, std::string_view("read"));
    }
}

static const test::Registered<TstFindings> registered;

} // namespace spanwise

#include "tst_findings.moc"
