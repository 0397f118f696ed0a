// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/ticks.h"
#include "core/timeline/viewhistory.h"
#include "tests/support/suite.h"

#include <QTest>

namespace spanwise {
namespace {

using namespace std::chrono_literals;

constexpr TimeWindow whole{Timestamp(10s), Timestamp(12s)};

TimeWindow window(Duration begin, Duration end)
{
    return {whole.begin + begin, whole.begin + end};
}

} // namespace

class TstViewport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void zoomKeepsTheInstantUnderTheCursor();
    void zoomStopsAtTheWholeTraceAndAtAHundredNanoseconds();
    void panStopsAtBothEnds();
    void showingAPartTooShortToSeeWidensItAroundItsMiddle();
    void growthKeepsAPartAndFollowsTheWhole();
    void resizingKeepsTheTimeShown();
    void oneGestureIsOneStepBack();
    void anotherSelectionIsAPlaceOfItsOwn();
    void aNewLookDropsWhatLayAhead();
    void ticksAreRoundAndFarEnoughApart_data();
    void ticksAreRoundAndFarEnoughApart();
    void ticksBeginAtRoundOffsetsOfTheTraceNotOfTheView();
};

void TstViewport::zoomKeepsTheInstantUnderTheCursor()
{
    Viewport view(whole, 1000);
    for (const double x : {0.0, 137.0, 500.0, 999.0}) {
        const Timestamp before = view.timeAt(x);
        const Viewport closer = view.zoomedAt(x, 8.0);
        QVERIFY(std::chrono::abs(closer.timeAt(x) - before) < 3us);
        QVERIFY(closer.window().length() < view.window().length());
    }
}

void TstViewport::zoomStopsAtTheWholeTraceAndAtAHundredNanoseconds()
{
    const Viewport view(whole, 1000);
    QVERIFY(view.zoomedAt(500, 0.01).showsAll());
    Viewport deep = view;
    for (int i = 0; i < 200; ++i)
        deep = deep.zoomedAt(500, 2);
    QCOMPARE(deep.window().length(), 100ns);
}

void TstViewport::panStopsAtBothEnds()
{
    const Viewport view = Viewport(whole, 1000).showing(window(500ms, 700ms));
    QCOMPARE(view.pannedBy(1e9).window().end, whole.end);
    QCOMPARE(view.pannedBy(-1e9).window().begin, whole.begin);
    QCOMPARE(view.pannedBy(1e9).window().length(), 200ms);
}

void TstViewport::showingAPartTooShortToSeeWidensItAroundItsMiddle()
{
    const Viewport view = Viewport(whole, 1000).showing(window(1s, 1s));
    QCOMPARE(view.window().length(), 100ns);
    QVERIFY(view.window().contains(whole.begin + 1s));
}

void TstViewport::growthKeepsAPartAndFollowsTheWhole()
{
    const TimeWindow grown{whole.begin, whole.end + 3s};
    QVERIFY(Viewport(whole, 100).over(grown).showsAll());
    const Viewport part = Viewport(whole, 100).showing(window(100ms, 300ms));
    QCOMPARE(part.over(grown).window(), part.window());
    QCOMPARE(part.over(grown).whole(), grown);
}

void TstViewport::resizingKeepsTheTimeShown()
{
    const Viewport view = Viewport(whole, 1000).showing(window(100ms, 300ms));
    QCOMPARE(view.resized(333).window(), view.window());
    QCOMPARE(view.resized(0).widthPx(), 1);
}

void TstViewport::oneGestureIsOneStepBack()
{
    ViewHistory history;
    const Viewport start(whole, 1000);
    Viewport view = start;
    for (int i = 0; i < 10; ++i) {
        history.leave({view}, 7);
        view = view.zoomedAt(300, 1.3);
    }
    const auto back = history.back({view});
    QVERIFY(back && back->view == start);
    QCOMPARE(history.forward(*back)->view.window(), view.window());
    QVERIFY(!history.back({start}));
}

void TstViewport::anotherSelectionIsAPlaceOfItsOwn()
{
    ViewHistory history;
    const Viewport view(whole, 1000);
    const SpanId first(std::array<std::uint8_t, 8>{1});
    const SpanId second(std::array<std::uint8_t, 8>{2});
    history.leave({view, first}, 0);
    const auto back = history.back({view, second});
    QVERIFY(back && back->selected == first);
    QVERIFY(history.forward(*back)->selected == second);
}

void TstViewport::aNewLookDropsWhatLayAhead()
{
    ViewHistory history;
    const Viewport a(whole, 1000);
    const Viewport b = a.showing(window(100ms, 300ms));
    history.leave({a}, 0);
    QVERIFY(history.back({b}).has_value());
    history.leave({a}, 0);
    QVERIFY(!history.forward({a.showing(window(1s, 2s))}));
}

void TstViewport::ticksAreRoundAndFarEnoughApart_data()
{
    QTest::addColumn<qint64>("length");
    for (const qint64 ns : {100LL, 4'321LL, 999'999LL, 3'410'000'000LL, 65'000'000'000LL, 7'200'000'000'000LL,
                            864'000'000'000'000LL})
        QTest::addRow("%lld ns", static_cast<long long>(ns)) << ns;
}

void TstViewport::ticksAreRoundAndFarEnoughApart()
{
    QFETCH(qint64, length);
    const Viewport view({Timestamp(5ns), Timestamp(5ns) + Duration(length)}, 700);
    const TickScale scale = ticksFor(view, 80);
    QVERIFY(!scale.ticks.empty());
    QCOMPARE(scale.ticks.front().x, 0);
    for (std::size_t i = 1; i < scale.ticks.size(); ++i) {
        QVERIFY(scale.ticks[i].x - scale.ticks[i - 1].x >= 79);
        QCOMPARE(scale.ticks[i].offset % scale.step, Duration::zero());
    }
}

void TstViewport::ticksBeginAtRoundOffsetsOfTheTraceNotOfTheView()
{
    const Viewport view = Viewport(whole, 1000).showing(window(333ms, 667ms));
    const TickScale scale = ticksFor(view, 100);
    QCOMPARE(scale.step, 50ms);
    QCOMPARE(scale.ticks.front().offset, 350ms);
}

static const test::Registered<TstViewport> registered;

} // namespace spanwise

#include "tst_viewport.moc"
