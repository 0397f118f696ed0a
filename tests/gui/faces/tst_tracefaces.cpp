// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/faces/samples.h"
#include "tests/support/suite.h"
#include "ui/faces/flamecanvas.h"
#include "ui/faces/flameface.h"
#include "ui/faces/graphface.h"
#include "ui/faces/stepsface.h"
#include "ui/faces/tracefaces.h"
#include "ui/trace/canvas.h"
#include "ui/trace/traceview.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace spanwise {

class TstTraceFaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyTheFaceInFrontIsBuilt();
    void whatIsSelectedInTheWaterfallIsSelectedInTheFace();
    void whatIsSelectedInAFaceIsSelectedInTheWaterfall();
    void enterInAFaceShowsTheSpanInTheWaterfall();
    void aGrowingTraceKeepsTheSelectionInTheFace();
    void aRangeIsSaidAndTakenBack();
    void theActionsSwitchTheFace();
    void altAndANumberSwitchTheFaceFromAnyOfThem();
    void anotherTraceReplacesWhatAFaceShows();
    void aClockThatIsOffIsAFindingWithItsSwitch();
    void aMessageInsteadOfATraceLeavesNoFaceBehind();

private:
    Theme m_theme;
};

namespace {

void fill(TraceView &view, TraceFaces::Kind kind)
{
    view.faces().setKind(kind);
    QSignalSpy filled(view.faces().face(), &Face::filled);
    QVERIFY(filled.wait(5000));
}

} // namespace

void TstTraceFaces::onlyTheFaceInFrontIsBuilt()
{
    TraceView view(m_theme, standardReaders());
    view.showTrace(test::sharedTrace(test::faceOutline));
    QVERIFY(view.findChildren<Face *>().isEmpty());
    fill(view, TraceFaces::Kind::Steps);
    QCOMPARE(view.findChildren<Face *>().size(), 1);
    fill(view, TraceFaces::Kind::Flame);
    QCOMPARE(view.findChildren<Face *>().size(), 2);
}

void TstTraceFaces::whatIsSelectedInTheWaterfallIsSelectedInTheFace()
{
    const auto trace = test::sharedTrace(test::faceOutline);
    TraceView view(m_theme, standardReaders());
    view.showTrace(trace);
    view.selectSpan(test::rowOf(*trace, "words"));
    fill(view, TraceFaces::Kind::Flame);
    const auto &canvas = static_cast<FlameFace *>(view.faces().face())->canvas();
    QCOMPARE(canvas.selected(), static_cast<std::uint32_t>(test::rowOf(*trace, "words")));
    view.selectSpan(test::rowOf(*trace, "generate"));
    QCOMPARE(canvas.selected(), static_cast<std::uint32_t>(test::rowOf(*trace, "generate")));
}

void TstTraceFaces::whatIsSelectedInAFaceIsSelectedInTheWaterfall()
{
    const auto trace = test::sharedTrace(test::faceOutline);
    TraceView view(m_theme, standardReaders());
    view.showTrace(trace);
    fill(view, TraceFaces::Kind::Steps);
    QSignalSpy told(&view, &TraceView::selectionChanged);
    QTableView &table = static_cast<StepsFace *>(view.faces().face())->table();
    for (int row = 0; row < table.model()->rowCount(); ++row) {
        if (table.model()->index(row, 0).data() == u"model"_s)
            table.selectRow(row);
    }
    QCOMPARE(view.selectedSpan(), static_cast<SpanRow>(6)); // the longer of the two
    QCOMPARE(told.count(), 1);
    view.faces().setKind(TraceFaces::Kind::Waterfall);
    QCOMPARE(view.canvas().waterfall().selected(), static_cast<SpanRow>(6));
}

void TstTraceFaces::enterInAFaceShowsTheSpanInTheWaterfall()
{
    const auto trace = test::sharedTrace(test::faceOutline);
    TraceView view(m_theme, standardReaders());
    view.showTrace(trace);
    fill(view, TraceFaces::Kind::Flame);
    view.selectSpan(test::rowOf(*trace, "vector"));
    QTest::keyClick(&static_cast<FlameFace *>(view.faces().face())->canvas(), Qt::Key_Return);
    QCOMPARE(view.faces().kind(), TraceFaces::Kind::Waterfall);
    QCOMPARE(view.selectedSpan(), test::rowOf(*trace, "vector"));
}

void TstTraceFaces::aGrowingTraceKeepsTheSelectionInTheFace()
{
    TraceView view(m_theme, standardReaders());
    const auto first = test::sharedTrace("query 0 1000\n  model 410 1000\n");
    view.showTrace(first);
    view.selectSpan(test::rowOf(*first, "model"));
    fill(view, TraceFaces::Kind::Flame);
    auto &canvas = static_cast<FlameFace *>(view.faces().face())->canvas();
    QSignalSpy filled(view.faces().face(), &Face::filled);
    TelemetryBatch more = test::batchFromOutline("query 0 1000\n  model 410 1000\n  late 5 20\n");
    std::ranges::sort(more.spans, {}, [](const Span &span) { return span.time.begin; });
    const auto grown = std::make_shared<const Trace>(std::move(more), std::vector<SpanFacts>(3));
    view.updateTrace(grown);
    QVERIFY(filled.wait(5000));
    QCOMPARE(canvas.flame()->trace()->size(), std::size_t{3});
    QCOMPARE(canvas.selected(), static_cast<std::uint32_t>(test::rowOf(*canvas.flame()->trace(), "model")));
}

void TstTraceFaces::aRangeIsSaidAndTakenBack()
{
    const auto trace = test::sharedTrace(test::faceOutline);
    TraceView view(m_theme, standardReaders());
    view.show();
    view.showTrace(trace);
    fill(view, TraceFaces::Kind::Steps);
    QTableView &table = static_cast<StepsFace *>(view.faces().face())->table();
    QCOMPARE(table.model()->rowCount(), 6);
    QSignalSpy filled(view.faces().face(), &Face::filled);
    view.faces().setRange(TimeWindow{Timestamp(0ms), Timestamp(100ms)});
    QVERIFY(filled.wait(5000));
    QCOMPARE(table.model()->rowCount(), 4); // generation has not begun
    const auto says = [&] {
        return std::ranges::any_of(view.findChildren<QLabel *>(), [](QLabel *label) {
            return label->isVisible() && label->text().contains(u"counts: the range"_s);
        });
    };
    QVERIFY(says());
    view.faces().setRange(std::nullopt);
    QVERIFY(filled.wait(5000));
    QCOMPARE(table.model()->rowCount(), 6);
    QVERIFY(!says());
}

void TstTraceFaces::theActionsSwitchTheFace()
{
    TraceView view(m_theme, standardReaders());
    view.showTrace(test::sharedTrace(test::faceOutline));
    view.faces().faceActions().at(3)->trigger();
    QCOMPARE(view.faces().kind(), TraceFaces::Kind::Graph);
    view.faces().faceActions().at(0)->trigger();
    QCOMPARE(view.faces().kind(), TraceFaces::Kind::Waterfall);
}

void TstTraceFaces::altAndANumberSwitchTheFaceFromAnyOfThem()
{
    // In a window whose menu has the actions too, as the program has it: a menu alone does not make the keys
    // work.
    QMainWindow window;
    auto *view = new TraceView(m_theme, standardReaders());
    window.setCentralWidget(view);
    window.menuBar()->addMenu(u"Query"_s)->addActions(view->faces().faceActions());
    view->showTrace(test::sharedTrace(test::faceOutline));
    window.show();
    window.activateWindow();
    view->canvas().setFocus();
    QTRY_VERIFY(view->canvas().hasFocus());
    for (const int number : {2, 3, 4, 5, 2, 5, 1}) {
        QTest::keyClick(QApplication::focusWidget(), static_cast<Qt::Key>(Qt::Key_0 + number),
                        Qt::AltModifier);
        QCOMPARE(static_cast<int>(view->faces().kind()), number - 1);
        QVERIFY(view->isAncestorOf(QApplication::focusWidget()));
    }
    QVERIFY(view->canvas().hasFocus());
}

void TstTraceFaces::anotherTraceReplacesWhatAFaceShows()
{
    TraceView view(m_theme, standardReaders());
    view.showTrace(test::sharedTrace(test::faceOutline));
    fill(view, TraceFaces::Kind::Steps);
    QSignalSpy filled(view.faces().face(), &Face::filled);
    view.showTrace(test::sharedTrace("other 0 10\n", test::traceId(2)));
    QVERIFY(filled.wait(5000));
    QTableView &table = static_cast<StepsFace *>(view.faces().face())->table();
    QCOMPARE(table.model()->rowCount(), 1);
    QCOMPARE(table.model()->index(0, 0).data().toString(), u"other"_s);
}

void TstTraceFaces::aClockThatIsOffIsAFindingWithItsSwitch()
{
    TelemetryBatch batch = test::batchFromOutline("query 1000 1100\n  db 900 960\n");
    batch.resources.push_back({});
    batch.spans[1].resource = 1;
    TraceView view(m_theme, standardReaders());
    view.resize(900, 500);
    view.show();
    view.showTrace(std::make_shared<const Trace>(std::move(batch), std::vector<SpanFacts>(2)));
    const auto skewed = [&] {
        return std::ranges::find(view.findings(), Finding::Kind::Skewed, &Finding::kind);
    };
    QTRY_VERIFY(skewed() != view.findings().end());
    view.goToFinding(static_cast<std::size_t>(skewed() - view.findings().begin()));
    QCOMPARE((*view.trace())[*view.selectedSpan()].name, std::string_view("db"));
    QVERIFY(view.shiftsClocks());
    QTimer::singleShot(0, &view, [] {
        auto *const menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QAction *const shift = menu->actions().back();
        QVERIFY(shift->isCheckable() && shift->isChecked());
        shift->trigger();
        menu->close();
    });
    view.openFindings();
    QVERIFY(!view.shiftsClocks());
}

void TstTraceFaces::aMessageInsteadOfATraceLeavesNoFaceBehind()
{
    TraceView view(m_theme, standardReaders());
    view.showTrace(test::sharedTrace(test::faceOutline));
    fill(view, TraceFaces::Kind::Steps);
    view.showMessage(u"Loading"_s, {});
    view.faces().setKind(TraceFaces::Kind::Graph);
    QVERIFY(view.faces().face() == nullptr);
    view.showTrace(test::sharedTrace(test::faceOutline));
    QVERIFY(view.faces().face() != nullptr);
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstTraceFaces> registered;

#include "tst_tracefaces.moc"
