// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/lanebars.h"
#include "tests/support/suite.h"

#include <QTest>

namespace spanwise {
namespace {

using namespace std::chrono_literals;

TimeWindow ms(int begin, int end)
{
    return {Timestamp(std::chrono::milliseconds(begin)), Timestamp(std::chrono::milliseconds(end))};
}

} // namespace

class TstLaneBars : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spansThatShareAPixelBecomeOneBarWithTheirCount();
    void everySpanOfTheWindowIsInExactlyOneBar();
    void nothingIsDrawnOutsideOfTheWindow();
};

void TstLaneBars::spansThatShareAPixelBecomeOneBarWithTheirCount()
{
    std::vector<TimeWindow> lane;
    for (int i = 0; i < 100; ++i)
        lane.push_back({Timestamp(Duration(i * 10)), Timestamp(Duration(i * 10 + 5))});
    const auto bars = barsForLane(lane, ms(0, 100), 100);
    QCOMPARE(bars.size(), 1U);
    QCOMPARE(bars.front().count, 100U);
    QCOMPARE(bars.front().width, 1);
}

void TstLaneBars::everySpanOfTheWindowIsInExactlyOneBar()
{
    std::vector<TimeWindow> lane;
    for (int i = 0; i < 5000; ++i)
        lane.push_back(ms(i * 7, i * 7 + 1 + i % 6));
    std::uint32_t next = 0;
    for (const LaneBar &bar : barsForLane(lane, ms(0, 35'000), 640)) {
        QCOMPARE(bar.first, next);
        QVERIFY(bar.width >= 1);
        next = bar.first + bar.count;
    }
    QCOMPARE(next, 5000U);
}

void TstLaneBars::nothingIsDrawnOutsideOfTheWindow()
{
    const std::vector<TimeWindow> lane{ms(0, 10), ms(20, 30), ms(40, 50)};
    const auto bars = barsForLane(lane, ms(15, 35), 100);
    QCOMPARE(bars.size(), 1U);
    QCOMPARE(bars.front().first, 1U);
    QVERIFY(barsForLane(lane, ms(15, 35), 0).empty());
}

static const test::Registered<TstLaneBars> registered;

} // namespace spanwise

#include "tst_lanebars.moc"
