// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/mergedflame.h"
#include "core/timeline/selftime.h"
#include "core/timeline/spanselftimes.h"
#include "core/timeline/timeflame.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

#include <random>

namespace spanwise {
namespace {

using namespace std::chrono_literals;

/// One line a lane: "query 0-100", "a 0-50 b 50-90", in ms.
std::vector<std::string> lanesOf(const SpanLanes &lanes,
                                 const std::function<std::string(std::uint32_t)> &name)
{
    std::vector<std::string> lines;
    for (std::uint32_t lane = 0; lane < lanes.laneCount(); ++lane) {
        std::string line;
        for (std::uint32_t i = 0; i < lanes.lane(lane).size(); ++i) {
            const TimeWindow time = lanes.time({lane, i});
            line += (line.empty() ? "" : " ") + name(lanes.frame({lane, i})) + ' ' +
                    std::to_string(time.begin.time_since_epoch() / 1ms) + '-' +
                    std::to_string(time.end.time_since_epoch() / 1ms);
        }
        lines.push_back(line);
    }
    return lines;
}

std::vector<std::string> byTime(const std::string &outline)
{
    const Trace trace = test::traceFromOutline(outline);
    return lanesOf(timeFlame(trace, CriticalPath(trace, trace.queryRow())),
                   [&](std::uint32_t frame) { return std::string(trace[static_cast<SpanRow>(frame)].name); });
}

std::vector<std::string> merged(const std::string &outline, std::optional<TimeWindow> range = std::nullopt)
{
    const Trace trace = test::traceFromOutline(outline);
    const MergedFlame flame =
        mergedFlame(trace, CriticalPath(trace, trace.queryRow()), range.value_or(trace.time()));
    return lanesOf(flame.lanes, [&](std::uint32_t frame) {
        const MergedFlame::Node &node = flame.nodes[frame];
        return std::string(node.name) + (node.count > 1 ? "*" + std::to_string(node.count) : "");
    });
}

using Lines = std::vector<std::string>;

} // namespace

class TstFlames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void childrenLieBelowTheirParents();
    void parallelSpansLieSideBySide();
    void aLaneIsUsedAgainWhenItIsFree();
    void aSpanThatEndsBeforeItBeginsHasAPlace();
    void framesOfALaneNeverOverlapWhateverTheTrace();
    void foldsKnowWhatTheyHide();
    void theNearestFrameOfALaneIsFound();
    void spansOfTheSamePathAreMerged();
    void theSameNameBelowAnotherParentIsAnotherFrame();
    void parallelWorkAddsUp();
    void onlyWorkInTheRangeCounts();
    void theWidestFrameComesFirst();
    void selfTimesOfAllAreThoseOfEach();
};

void TstFlames::childrenLieBelowTheirParents()
{
    QCOMPARE(byTime("query 0 100\n  a 0 50\n    b 10 20\n  c 50 90\n"),
             (Lines{"query 0-100", "a 0-50 c 50-90", "b 10-20"}));
}

void TstFlames::parallelSpansLieSideBySide()
{
    QCOMPARE(byTime("query 0 100\n  a 0 50\n  b 10 60\n  c 20 30\n"),
             (Lines{"query 0-100", "a 0-50", "b 10-60", "c 20-30"}));
}

void TstFlames::aLaneIsUsedAgainWhenItIsFree()
{
    QCOMPARE(byTime("query 0 100\n  a 0 50\n  b 10 60\n  c 55 70\n"),
             (Lines{"query 0-100", "a 0-50 c 55-70", "b 10-60"}));
}

void TstFlames::aSpanThatEndsBeforeItBeginsHasAPlace()
{
    QCOMPARE(byTime("query 0 100\n  broken 20 10\n  next 20 30\n"),
             (Lines{"query 0-100", "broken 20-20 next 20-30"}));
}

void TstFlames::framesOfALaneNeverOverlapWhateverTheTrace()
{
    std::mt19937 random(7);
    std::string outline = "query 0 5000\n";
    int begin = 0;
    for (int i = 0; i < 2000; ++i) {
        begin += static_cast<int>(random() % 5);
        outline += std::string(2 * (1 + random() % 4), ' ') + "s " + std::to_string(begin) + ' ' +
                   std::to_string(begin + static_cast<int>(random() % 300)) + '\n';
    }
    const Trace trace = test::traceFromOutline(outline);
    const SpanLanes lanes = timeFlame(trace, CriticalPath(trace, trace.queryRow()));
    QCOMPARE(lanes.frameCount(), trace.size());
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const SpanLanes::Place place = lanes.placeOf(i);
        if (place.index > 0)
            QVERIFY(lanes.time({place.lane, place.index - 1}).end <= lanes.time(place).begin);
        const auto row = static_cast<SpanRow>(i);
        if (!trace.tree().isRoot(row))
            QVERIFY(lanes.placeOf(static_cast<std::uint32_t>(trace.tree().parent(row))).lane < place.lane);
    }
}

void TstFlames::foldsKnowWhatTheyHide()
{
    SpanLanes lanes(4);
    for (std::uint32_t i = 0; i < 4; ++i)
        lanes.add(0, i, {Timestamp(i * 10ms), Timestamp(i * 10ms + 5ms)},
                  {.failed = i == 2, .decisive = i == 0});
    QVERIFY(!lanes.marksIn({0, 0}, 2).failed);
    QVERIFY(lanes.marksIn({0, 0}, 2).decisive);
    QVERIFY(lanes.marksIn({0, 1}, 3).failed);
    QVERIFY(!lanes.marksIn({0, 3}, 1).failed);
}

void TstFlames::theNearestFrameOfALaneIsFound()
{
    SpanLanes lanes(2);
    lanes.add(0, 0, {Timestamp(0ms), Timestamp(10ms)}, {});
    lanes.add(0, 1, {Timestamp(50ms), Timestamp(60ms)}, {});
    QCOMPARE(lanes.nearest(0, Timestamp(-5ms)), 0U);
    QCOMPARE(lanes.nearest(0, Timestamp(20ms)), 0U);
    QCOMPARE(lanes.nearest(0, Timestamp(40ms)), 1U);
    QCOMPARE(lanes.nearest(0, Timestamp(900ms)), 1U);
}

void TstFlames::spansOfTheSamePathAreMerged()
{
    QCOMPARE(merged("query 0 100\n  call 0 10\n  call 20 50\n  other 50 55\n"),
             (Lines{"query 0-100", "call*2 0-40 other 40-45"}));
}

void TstFlames::theSameNameBelowAnotherParentIsAnotherFrame()
{
    QCOMPARE(merged("query 0 100\n  a 0 60\n    call 0 30\n  b 60 100\n    call 60 80\n"),
             (Lines{"query 0-100", "a 0-60 b 60-100", "call 0-30 call 60-80"}));
}

void TstFlames::parallelWorkAddsUp()
{
    QCOMPARE(merged("query 0 100\n  a 0 80\n  b 0 80\n"), (Lines{"query 0-180", "a 0-80 b 80-160"}));
}

void TstFlames::onlyWorkInTheRangeCounts()
{
    QCOMPARE(merged("query 0 100\n  a 0 40\n  b 40 90\n", TimeWindow{Timestamp(20ms), Timestamp(50ms)}),
             (Lines{"query 0-30", "a 0-20 b 20-30"}));
    const Trace trace = test::traceFromOutline("query 0 100\n  a 0 40\n");
    const MergedFlame flame =
        mergedFlame(trace, CriticalPath(trace, trace.queryRow()), {Timestamp(50ms), Timestamp(60ms)});
    QCOMPARE(flame.nodeOf[1], UINT32_MAX);
}

void TstFlames::theWidestFrameComesFirst()
{
    QCOMPARE(merged("query 0 100\n  small 0 10\n  large 20 90\n"),
             (Lines{"query 0-100", "large 0-70 small 70-80"}));
}

void TstFlames::selfTimesOfAllAreThoseOfEach()
{
    const Trace trace = test::traceFromOutline(
        "query 10 100\n  a 0 50\n    b 20 70\n  c 45 60\n  late 90 400\n  broken 80 70\n");
    const std::vector<Duration> all = spanSelfTimes(trace, trace.time());
    for (std::uint32_t i = 0; i < trace.size(); ++i)
        QCOMPARE(all[i], selfTime(trace, static_cast<SpanRow>(i)));
    QCOMPARE(spanSelfTimes(trace, {Timestamp(60ms), Timestamp(80ms)})[1],
             Duration(20ms)); // of the query: a began before it
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstFlames> registered;

#include "tst_flames.moc"
