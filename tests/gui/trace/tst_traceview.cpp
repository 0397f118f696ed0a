// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/outline.h"
#include "tests/support/ragtrace.h"
#include "tests/support/showntrace.h"
#include "tests/support/suite.h"
#include "ui/jobs/jobpool.h"
#include "ui/theme/theme.h"
#include "ui/trace/canvas.h"
#include "ui/trace/traceview.h"

#include <QSignalSpy>
#include <QTest>

namespace spanwise {
namespace {

constexpr std::size_t large = 20'000; // spans: made ready on another thread

} // namespace

class TstTraceView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSmallTraceIsShownAtOnce();
    void aLargeTraceIsShownWhenItIsReady();
    void oneThatIsNoLongerWantedIsNotShown();
    void whatArrivesMeanwhileIsShownAfterIt();
    void aSwitchInBetweenIsKept();

private:
    Theme m_theme;
};

void TstTraceView::aSmallTraceIsShownAtOnce()
{
    TraceView view(m_theme, standardReaders());
    const QSignalSpy shown(&view, &TraceView::shown);
    const auto trace = test::ragTrace({});
    view.showTrace(trace);
    QCOMPARE(shown.count(), 1);
    QCOMPARE(view.trace(), trace);
}

void TstTraceView::aLargeTraceIsShownWhenItIsReady()
{
    TraceView view(m_theme, standardReaders());
    const auto before = test::ragTrace({});
    view.showTrace(before);
    const auto trace = test::largeTrace(large);
    QSignalSpy shown(&view, &TraceView::shown);
    view.showTrace(trace);
    QCOMPARE(view.trace(), before); // and can be read
    QCOMPARE(&view.canvas().waterfall().trace(), before.get());
    QVERIFY(shown.wait());
    QCOMPARE(view.trace(), trace);
    QCOMPARE(view.canvas().waterfall().rows().size(), trace->size());
    QCOMPARE(view.selectedSpan(), std::optional(trace->queryRow()));
    QVERIFY(!view.canvas().waterfall().criticalPath().segments().empty());
}

void TstTraceView::oneThatIsNoLongerWantedIsNotShown()
{
    TraceView view(m_theme, standardReaders());
    QSignalSpy shown(&view, &TraceView::shown);
    view.showTrace(test::largeTrace(large));
    const auto small = test::ragTrace({});
    view.showTrace(small);
    QCOMPARE(shown.count(), 1);
    jobPool().waitForDone();
    QTest::qWait(20);
    QCOMPARE(view.trace(), small);
    view.showTrace(test::largeTrace(large));
    view.showMessage(QStringLiteral("closed"), {});
    jobPool().waitForDone();
    QTest::qWait(20);
    QVERIFY(!view.trace());
    QCOMPARE(shown.count(), 1);
}

void TstTraceView::whatArrivesMeanwhileIsShownAfterIt()
{
    TraceView view(m_theme, standardReaders());
    QSignalSpy grown(&view, &TraceView::grown);
    const auto first = test::largeTrace(large);
    const auto more = test::largeTrace(large + 1000);
    QCOMPARE(first->id(), more->id());
    view.showTrace(first);
    view.updateTrace(more);
    QVERIFY(!view.trace());
    QVERIFY(grown.wait());
    QCOMPARE(view.trace(), more);
    QCOMPARE(view.canvas().waterfall().rows().size(), more->size());
}

void TstTraceView::aSwitchInBetweenIsKept()
{
    TraceView view(m_theme, standardReaders());
    QSignalSpy shown(&view, &TraceView::shown);
    const auto trace = test::largeTrace(large);
    view.showTrace(trace);
    view.setShiftClocks(false);
    CanvasColumns columns = view.canvas().columns();
    columns.sortBy(SpanOrder::Length);
    view.canvas().setColumns(columns);
    QVERIFY(shown.wait());
    QVERIFY(!view.shiftsClocks());
    QCOMPARE(view.shownTrace(), trace); // as it was sent
    const auto roots = trace->tree().roots();
    const auto &rows = view.canvas().waterfall().rows();
    std::optional<Duration> last;
    for (std::size_t i = 0; i < rows.size(); ++i) { // children of the first root, longest first
        if (trace->tree().isRoot(rows[i]) || trace->tree().parent(rows[i]) != roots.front())
            continue;
        const Duration length = (*trace)[rows[i]].time.length();
        QVERIFY(!last || length <= *last);
        last = length;
    }
    QVERIFY(last);
}

static const test::Registered<TstTraceView> registered;

} // namespace spanwise

#include "tst_traceview.moc"
