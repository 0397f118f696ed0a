// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/minimap.h"
#include "core/timeline/rowboxes.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

#include <set>

namespace spanwise {
namespace {

using namespace std::chrono_literals;

constexpr auto outline = "query 0 1000\n"
                         "  retrieve 0 400\n"
                         "    vector 0 100\n"
                         "  generate 400 1000\n";

std::vector<std::string> names(const Trace &trace, const TreeRows &rows)
{
    std::vector<std::string> result;
    for (const SpanRow row : rows.rows())
        result.emplace_back(trace[row].name);
    return result;
}

} // namespace

class TstRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsFollowTheTreeDepthFirst();
    void collapsedSpansHideTheirDescendants();
    void drawnPixelsAreHittable();
    void aSubPixelSpanStillGetsOnePixel();
    void aSpanAtTheVeryEndOfTheTraceIsStillVisible();
    void aSpanThatEndsBeforeItBeginsIsDrawnAtItsBegin();
    void spansOutsideOfTheViewHaveNoBar();
    void onlyRowsOfTheAreaBecomeBoxes();
    void theMinimapLosesNoSpanWhenRowsShareALane();
    void theMinimapPrefersFailedSpans();
};

void TstRows::rowsFollowTheTreeDepthFirst()
{
    const Trace trace = test::traceFromOutline(outline);
    const TreeRows rows(trace.tree(), {});
    QCOMPARE(names(trace, rows), (std::vector<std::string>{"query", "retrieve", "vector", "generate"}));
    for (std::size_t i = 0; i < rows.size(); ++i)
        QCOMPARE(rows.positionOf(rows[i]), std::optional(i));
}

void TstRows::collapsedSpansHideTheirDescendants()
{
    const Trace trace = test::traceFromOutline(outline);
    std::vector<bool> collapsed(trace.size(), false);
    collapsed[1] = true; // retrieve
    const TreeRows rows(trace.tree(), collapsed);
    QCOMPARE(names(trace, rows), (std::vector<std::string>{"query", "retrieve", "generate"}));
    QCOMPARE(rows.positionOf(static_cast<SpanRow>(2)), std::nullopt);
}

void TstRows::drawnPixelsAreHittable()
{
    const Trace trace = test::traceFromOutline(outline);
    const TreeRows rows(trace.tree(), {});
    const Viewport view(trace.time(), 317);
    const auto boxes = rowBoxes(trace, rows, view, {.scrollY = 13, .height = 300, .rowHeight = 25});
    QCOMPARE(boxes.size(), 4U);
    for (const RowBox &box : boxes) {
        for (int y = box.y; y < box.y + 25; ++y) {
            const auto hit = boxAt(boxes, y, 25);
            QVERIFY(hit && boxes[*hit].row == box.row);
        }
        for (int x = box.bar.x; x < box.bar.x + box.bar.width; ++x)
            QVERIFY(isOnBar(box, x, 0));
        QVERIFY(!isOnBar(box, box.bar.x + box.bar.width, 0));
    }
    QVERIFY(!boxAt(boxes, boxes.back().y + 25, 25));
}

void TstRows::aSubPixelSpanStillGetsOnePixel()
{
    const Viewport view({Timestamp(0s), Timestamp(100s)}, 500);
    QCOMPARE(barExtent({Timestamp(50s), Timestamp(50s) + 1us}, view).width, 1);
    QCOMPARE(barExtent({Timestamp(50s), Timestamp(50s)}, view).x, 250);
}

void TstRows::aSpanAtTheVeryEndOfTheTraceIsStillVisible()
{
    const Viewport view({Timestamp(0s), Timestamp(1s)}, 500);
    const BarExtent bar = barExtent({Timestamp(1s), Timestamp(1s)}, view);
    QCOMPARE(bar.x, 499);
    QCOMPARE(bar.width, 1);
}

void TstRows::aSpanThatEndsBeforeItBeginsIsDrawnAtItsBegin()
{
    const Viewport view({Timestamp(0s), Timestamp(1s)}, 100);
    const BarExtent bar = barExtent({Timestamp(500ms), Timestamp(200ms)}, view);
    QCOMPARE(bar.x, 50);
    QCOMPARE(bar.width, 1);
}

void TstRows::spansOutsideOfTheViewHaveNoBar()
{
    const Viewport view =
        Viewport({Timestamp(0s), Timestamp(1s)}, 100).showing({Timestamp(400ms), Timestamp(500ms)});
    QCOMPARE(barExtent({Timestamp(0ms), Timestamp(399ms)}, view).width, 0);
    QCOMPARE(barExtent({Timestamp(501ms), Timestamp(900ms)}, view).width, 0);
    QCOMPARE(barExtent({Timestamp(0ms), Timestamp(900ms)}, view).width, 100);
}

void TstRows::onlyRowsOfTheAreaBecomeBoxes()
{
    std::string text = "query 0 9000\n";
    for (int i = 0; i < 1000; ++i)
        text += "  step 0 10\n";
    const Trace trace = test::traceFromOutline(text);
    const TreeRows rows(trace.tree(), {});
    const auto boxes =
        rowBoxes(trace, rows, Viewport(trace.time(), 100), {.scrollY = 5010, .height = 100, .rowHeight = 25});
    QCOMPARE(boxes.size(), 5U);
    QCOMPARE(boxes.front().position, 200U);
    QCOMPARE(boxes.front().y, -10);
}

void TstRows::theMinimapLosesNoSpanWhenRowsShareALane()
{
    std::string text = "query 0 10000\n";
    for (int i = 0; i < 300; ++i)
        text += "  step " + std::to_string(i * 30) + ' ' + std::to_string(i * 30 + 1) + '\n';
    const Trace trace = test::traceFromOutline(text);
    const TreeRows rows(trace.tree(), {});
    std::set<int> lanes;
    for (const MinimapMark &mark : minimapMarks(trace, rows, 1000, 13)) {
        lanes.insert(mark.lane);
        QVERIFY(mark.x >= 0 && mark.width >= 1 && mark.x + mark.width <= 1000);
    }
    QCOMPARE(lanes.size(), 13U);
    // Lanes after the root's hold 23 steps each, three pixels apart: every one is a mark of its own.
    const auto marks = minimapMarks(trace, rows, 1000, 13);
    QVERIFY(std::ranges::count(marks, 5, &MinimapMark::lane) >= 23);
}

void TstRows::theMinimapPrefersFailedSpans()
{
    TelemetryBatch batch = test::batchFromOutline("query 0 100\n  bad 40 60\n");
    std::vector<SpanFacts> facts(2);
    facts[1].failed = true;
    const Trace trace(std::move(batch), std::move(facts));
    const auto marks = minimapMarks(trace, TreeRows(trace.tree(), {}), 100, 1);
    QCOMPARE(marks.size(), 3U);
    QVERIFY(marks[1].failed);
    QCOMPARE(marks[1].x, 40);
    QCOMPARE(marks[1].width, 20);
}

static const test::Registered<TstRows> registered;

} // namespace spanwise

#include "tst_rows.moc"
