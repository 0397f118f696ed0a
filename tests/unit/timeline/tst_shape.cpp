// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/criticalpath.h"
#include "core/timeline/defects.h"
#include "core/timeline/rangesums.h"
#include "core/timeline/selftime.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

namespace spanwise {
namespace {

using namespace std::chrono_literals;

/// "name begin end" for each segment, in ms, latest first.
std::vector<std::string> path(const Trace &trace)
{
    std::vector<std::string> words;
    const auto ms = [](Timestamp t) { return std::to_string(t.time_since_epoch() / 1ms); };
    const CriticalPath path(trace, trace.queryRow());
    for (const CriticalPath::Segment &s : path.segments())
        words.push_back(std::string(trace[s.row].name) + ' ' + ms(s.time.begin) + ' ' + ms(s.time.end));
    return words;
}

} // namespace

class TstShape : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void selfTimeIsWhatNoChildCovers();
    void selfTimeCountsOverlappingChildrenOnce();
    void childrenBeyondTheirParentTakeOnlyWhatTheyShare();
    void theCriticalPathFollowsTheChildThatEndedLast();
    void anAsynchronousChildIsNotOnThePath();
    void aSmallOverlapIsAHandOver();
    void segmentsOfThePathAddUpToTheQuery();
    void pathSharesGoToTheNearestStepAbove();
    void whereNoStepWorkedThePathWaits();
    void sharesOfARangeSpeakOfItAlone();
    void parallelBranchesShareThePathByWhoEndedLast();
    void aSkewedChildCountsOnlyWithinItsParent();
    void aRangeCountsWhatWasUnderWayInIt();
    void defectsAreCounted();
};

void TstShape::selfTimeIsWhatNoChildCovers()
{
    const Trace trace = test::traceFromOutline("query 0 100\n  a 10 30\n  b 60 90\n");
    QCOMPARE(selfTime(trace, static_cast<SpanRow>(0)), 50ms);
    QCOMPARE(selfTime(trace, static_cast<SpanRow>(1)), 20ms);
}

void TstShape::selfTimeCountsOverlappingChildrenOnce()
{
    const Trace trace = test::traceFromOutline("query 0 100\n  a 10 50\n  b 20 40\n  c 45 60\n");
    QCOMPARE(selfTime(trace, static_cast<SpanRow>(0)), 50ms);
}

void TstShape::childrenBeyondTheirParentTakeOnlyWhatTheyShare()
{
    const Trace trace = test::traceFromOutline("query 10 100\n  late 90 400\n");
    QCOMPARE(selfTime(trace, static_cast<SpanRow>(0)), 80ms);
}

void TstShape::theCriticalPathFollowsTheChildThatEndedLast()
{
    const Trace trace = test::traceFromOutline("query 0 100\n"
                                               "  retrieve 5 60\n"
                                               "    vector 6 20\n"
                                               "    words 6 58\n"
                                               "  generate 61 99\n");
    QCOMPARE(path(trace),
             (std::vector<std::string>{"query 99 100", "generate 61 99", "query 60 61", "retrieve 58 60",
                                       "words 6 58", "retrieve 5 6", "query 0 5"}));
}

void TstShape::anAsynchronousChildIsNotOnThePath()
{
    const Trace trace = test::traceFromOutline("query 0 100\n  log 20 300\n  work 10 90\n");
    QCOMPARE(path(trace), (std::vector<std::string>{"query 90 100", "work 10 90", "query 0 10"}));
}

void TstShape::aSmallOverlapIsAHandOver()
{
    const Trace trace = test::traceFromOutline("query 0 100\n  generate 0 61\n  verify 60 100\n");
    QCOMPARE(path(trace), (std::vector<std::string>{"verify 60 100", "generate 0 60"}));
}

void TstShape::segmentsOfThePathAddUpToTheQuery()
{
    const Trace trace = test::traceFromOutline("query 0 100\n  a 0 40\n  b 39 70\n  c 70 70\n  d 65 100\n");
    Duration sum{};
    const CriticalPath path(trace, trace.queryRow());
    for (const auto &segment : path.segments())
        sum += segment.time.length();
    QCOMPARE(sum, 100ms);
}

void TstShape::pathSharesGoToTheNearestStepAbove()
{
    TelemetryBatch batch =
        test::batchFromOutline("query 0 100\n  retrieve 0 50\n    http 0 50\n  generate 50 100\n");
    std::vector<SpanFacts> facts(4);
    facts[1].step = StepKind::Retrieval;
    facts[3].step = StepKind::Generation;
    const Trace trace(std::move(batch), std::move(facts));
    const CriticalPath path(trace, trace.queryRow());
    QCOMPARE(path.shares().steps[static_cast<std::size_t>(StepKind::Retrieval)], 0.5);
    QCOMPARE(path.shares().steps[static_cast<std::size_t>(StepKind::Generation)], 0.5);
}

namespace {

/// retrieval and generation with 10 ms before, between and after them.
Trace queryWithGaps()
{
    TelemetryBatch batch =
        test::batchFromOutline("query 0 100\n  retrieve 10 50\n    http 10 50\n  generate 60 90\n");
    std::vector<SpanFacts> facts(4);
    facts[1].step = StepKind::Retrieval;
    facts[3].step = StepKind::Generation;
    facts[3].inputTokens = 70;
    facts[3].failed = true;
    return {std::move(batch), std::move(facts)};
}

double shareOf(const PathShares &shares, StepKind step)
{
    return shares.steps[static_cast<std::size_t>(step)];
}

} // namespace

void TstShape::whereNoStepWorkedThePathWaits()
{
    const Trace trace = queryWithGaps();
    const PathShares shares = CriticalPath(trace, trace.queryRow()).shares();
    QCOMPARE(shareOf(shares, StepKind::Retrieval), 0.4);
    QCOMPARE(shareOf(shares, StepKind::Generation), 0.3);
    QCOMPARE(shares.waiting, 0.3);
    QCOMPARE(shareOf(shares, StepKind::Other), 0.0);
}

void TstShape::sharesOfARangeSpeakOfItAlone()
{
    const Trace trace = queryWithGaps();
    const CriticalPath path(trace, trace.queryRow());
    const PathShares shares = path.sharesWithin(trace, {Timestamp(40ms), Timestamp(80ms)});
    QCOMPARE(shareOf(shares, StepKind::Retrieval), 0.25);
    QCOMPARE(shareOf(shares, StepKind::Generation), 0.5);
    QCOMPARE(shares.waiting, 0.25);
}

void TstShape::parallelBranchesShareThePathByWhoEndedLast()
{
    // slow decides until 70. quick was still running when slow began, so slow did not wait for it.
    const Trace trace = test::traceFromOutline("query 0 100\n  quick 5 60\n  slow 20 70\n  last 70 100\n");
    QCOMPARE(path(trace), (std::vector<std::string>{"last 70 100", "slow 20 70", "query 0 20"}));
}

void TstShape::aSkewedChildCountsOnlyWithinItsParent()
{
    const Trace trace = test::traceFromOutline("query 50 100\n  early 20 80\n");
    QCOMPARE(path(trace), (std::vector<std::string>{"query 80 100", "early 20 80"}));
}

void TstShape::aRangeCountsWhatWasUnderWayInIt()
{
    const Trace trace = queryWithGaps();
    QCOMPARE(rangeSums(trace, {Timestamp(40ms), Timestamp(70ms)}),
             (RangeSums{.spans = 4, .steps = 2, .failed = 1, .tokens = 0, .costUsd = 0}));
    QCOMPARE(rangeSums(trace, {Timestamp(51ms), Timestamp(95ms)}),
             (RangeSums{.spans = 2, .steps = 1, .failed = 1, .tokens = 70, .costUsd = 0}));
}

void TstShape::defectsAreCounted()
{
    TelemetryBatch batch =
        test::batchFromOutline("query 50 100\n  early 20 60\n  back 70 60\n  lost 80 90\n");
    batch.spans[3].parent = test::spanId(999);
    batch.spans[0].droppedAttributes = 4;
    const Trace trace(std::move(batch), std::vector<SpanFacts>(4));
    QCOMPARE(defectsOf(trace),
             (TraceDefects{.orphans = 1, .cycles = 0, .skewed = 1, .reversed = 1, .dropped = 4}));
}

static const test::Registered<TstShape> registered;

} // namespace spanwise

#include "tst_shape.moc"
