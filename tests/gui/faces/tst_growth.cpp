// SPDX-License-Identifier: GPL-3.0-or-later
// A trace that still arrives grows in place: selection, zoom, scrolling and folding stay, in every face.
#include "tests/gui/faces/samples.h"
#include "tests/support/showntrace.h"
#include "tests/support/suite.h"
#include "ui/faces/flamecanvas.h"
#include "ui/faces/flameface.h"
#include "ui/faces/graphcanvas.h"
#include "ui/faces/graphface.h"
#include "ui/faces/sequenceface.h"
#include "ui/faces/sequencemodel.h"
#include "ui/faces/stepsface.h"
#include "ui/faces/stepsmodel.h"
#include "ui/faces/tracefaces.h"
#include "ui/trace/canvas.h"
#include "ui/trace/traceview.h"

#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace spanwise {
namespace {

/// The first spans of a query with as many steps, each of which has two spans of work, in whatever order they
/// arrived.
std::shared_ptr<const Trace> arrived(int steps, int shown)
{
    std::string outline = "query 0 " + std::to_string(steps * 10) + '\n';
    for (int i = 0; i < steps; ++i) {
        const std::string name = "step" + std::to_string(i % 60);
        outline += "  " + name + ' ' + std::to_string(i * 10) + ' ' + std::to_string(i * 10 + 9) + '\n';
        outline += "    work " + std::to_string(i * 10 + 1) + ' ' + std::to_string(i * 10 + 5) + '\n';
        outline += "    rest " + std::to_string(i * 10 + 5) + ' ' + std::to_string(i * 10 + 8) + '\n';
    }
    TelemetryBatch batch = test::batchFromOutline(outline);
    // Late ones come from everywhere, not only from the end.
    std::vector<Span> late;
    std::vector<Span> early;
    for (std::size_t i = 0; i < batch.spans.size(); ++i)
        (i > 0 && i % 7 == 3 ? late : early).push_back(batch.spans[i]);
    late.resize(std::min(late.size(), static_cast<std::size_t>(shown)));
    early.insert(early.end(), late.begin(), late.end());
    batch.spans = early;
    std::vector<SpanFacts> facts(batch.spans.size());
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

SpanRow rowOfId(const Trace &trace, SpanId id)
{
    const auto &spans = trace.batch().spans;
    return static_cast<SpanRow>(std::ranges::find(spans, id, &Span::id) - spans.begin());
}

struct Grown
{
    explicit Grown(TraceFaces::Kind kind, int wantedSteps = 300)
        : steps(wantedSteps)
        , view(theme, standardReaders())
    {
        view.resize(900, 500);
        view.show();
        test::showUntilShown(view, arrived(steps, 0));
        id = (*view.shownTrace())[static_cast<SpanRow>(view.shownTrace()->size() / 2)].id;
        view.selectSpan(rowOfId(*view.trace(), id));
        view.faces().setKind(kind);
        if (kind == TraceFaces::Kind::Waterfall)
            return;
        QSignalSpy filled(view.faces().face(), &Face::filled);
        (void)filled.wait(5000);
    }

    /// More spans come; returns when they are on the screen.
    void grow()
    {
        QSignalSpy grown(&view, &TraceView::grown);
        std::optional<QSignalSpy> filled;
        if (view.faces().face())
            filled.emplace(view.faces().face(), &Face::filled);
        view.updateTrace(arrived(steps, 100'000));
        if (grown.isEmpty())
            QVERIFY(grown.wait(10'000));
        if (filled && filled->isEmpty())
            QVERIFY(filled->wait(10'000));
    }

    SpanId selectedId() const { return (*view.trace())[*view.selectedSpan()].id; }

    int steps;
    Theme theme;
    TraceView view;
    SpanId id;
};

} // namespace

class TstGrowth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWaterfallKeepsWhereTheReaderIs_data();
    void theWaterfallKeepsWhereTheReaderIs();
    void theFlameGraphKeepsItsZoomAndItsFrame();
    void theStepsKeepTheirOrderTheirPlaceAndTheStep();
    void theGraphKeepsItsZoomAndItsNode();
    void theSequenceKeepsWhatStandsAtTheTop();
    void whatASearchFoundStaysFoundWhileSpansArrive();
    void rowsThatAreClosedMeanwhileStayClosed();
    void theNewestOfManyGrowthsIsShown();
    void anotherTraceEndsTheGrowthOfTheFirst();
    void rowsAreStillClosedWhenTheReaderComesBack();
};

void TstGrowth::theWaterfallKeepsWhereTheReaderIs_data()
{
    QTest::addColumn<int>("steps");
    QTest::newRow("made ready at once") << 300;
    QTest::newRow("made ready on another thread") << 5000;
}

void TstGrowth::theWaterfallKeepsWhereTheReaderIs()
{
    QFETCH(int, steps);
    Grown g(TraceFaces::Kind::Waterfall, steps);
    Canvas &canvas = g.view.canvas();
    const SpanRow parent = g.view.shownTrace()->tree().parent(*g.view.selectedSpan());
    QTest::keyClick(&canvas, Qt::Key_BracketLeft);
    QTest::keyClick(&canvas, Qt::Key_Left); // closed
    QVERIFY(canvas.waterfall().isCollapsed(parent));
    const SpanId closed = (*g.view.shownTrace())[parent].id;
    const TimeWindow shown{Timestamp(500ms), Timestamp(900ms)};
    canvas.showTime(shown);
    const auto yOfSelected = [&] {
        return static_cast<int>(*canvas.waterfall().selectedPosition()) * canvas.canvasLayout().rowHeight -
               canvas.verticalScrollBar()->value();
    };
    const int y = yOfSelected();
    const std::size_t before = g.view.trace()->size();
    g.grow();
    QVERIFY(g.view.trace()->size() > before);
    QCOMPARE(g.selectedId(), closed);
    QVERIFY(canvas.waterfall().isCollapsed(*g.view.selectedSpan()));
    QCOMPARE(canvas.waterfall().view().window(), shown);
    QCOMPARE(yOfSelected(), y);
}

void TstGrowth::theFlameGraphKeepsItsZoomAndItsFrame()
{
    Grown g(TraceFaces::Kind::Flame);
    FlameCanvas &canvas = static_cast<FlameFace *>(g.view.faces().face())->canvas();
    canvas.showTime({Timestamp(1000ms), Timestamp(2000ms)});
    const TimeWindow shown = canvas.view().window();
    g.grow();
    QCOMPARE(canvas.flame()->trace(), g.view.shownTrace());
    QCOMPARE(canvas.view().window(), shown);
    QCOMPARE((*g.view.shownTrace())[static_cast<SpanRow>(*canvas.selected())].id, g.id);
}

void TstGrowth::theStepsKeepTheirOrderTheirPlaceAndTheStep()
{
    Grown g(TraceFaces::Kind::Steps);
    QTableView &table = static_cast<StepsFace *>(g.view.faces().face())->table();
    table.sortByColumn(StepsModel::StepColumn, Qt::AscendingOrder);
    const QString step = table.currentIndex().siblingAtColumn(StepsModel::StepColumn).data().toString();
    table.verticalScrollBar()->setValue(table.verticalScrollBar()->maximum() / 2);
    const int place = table.verticalScrollBar()->value();
    QVERIFY(place > 0);
    g.grow();
    QCOMPARE(table.verticalScrollBar()->value(), place);
    QCOMPARE(table.currentIndex().siblingAtColumn(StepsModel::StepColumn).data().toString(), step);
    QVERIFY(table.selectionModel()->isRowSelected(table.currentIndex().row()));
    QCOMPARE(table.model()->index(0, StepsModel::StepColumn).data().toString(), u"query"_s);
}

void TstGrowth::theGraphKeepsItsZoomAndItsNode()
{
    Grown g(TraceFaces::Kind::Graph);
    GraphCanvas &canvas = static_cast<GraphFace *>(g.view.faces().face())->canvas();
    QTest::keyClick(&canvas, Qt::Key_W);
    const double zoom = canvas.zoom();
    const QString node = canvas.nodeName(*canvas.selected());
    g.grow();
    QCOMPARE(canvas.zoom(), zoom);
    QCOMPARE(canvas.nodeName(*canvas.selected()), node);
}

void TstGrowth::theSequenceKeepsWhatStandsAtTheTop()
{
    Grown g(TraceFaces::Kind::Sequence);
    QTableView &table = static_cast<SequenceFace *>(g.view.faces().face())->table();
    const auto top = [&] {
        const int row = table.rowAt(0);
        return QString(table.model()->index(row, SequenceModel::TimeColumn).data().toString() % u' ' %
                       table.model()->index(row, SequenceModel::StepColumn).data().toString());
    };
    table.verticalScrollBar()->setValue(200);
    const QString before = top();
    const int rows = table.model()->rowCount();
    g.grow();
    QVERIFY(table.model()->rowCount() > rows);
    QCOMPARE(top(), before);
    QCOMPARE(g.selectedId(), g.id);
}

void TstGrowth::whatASearchFoundStaysFoundWhileSpansArrive()
{
    Grown g(TraceFaces::Kind::Waterfall);
    QSignalSpy searched(&g.view, &TraceView::searched);
    g.view.openSearch();
    g.view.findChild<QLineEdit *>()->setText(u"rest"_s);
    QVERIFY(searched.wait(5000));
    g.grow(); // the search runs again, but later than this
    const SpanMarks &marks = g.view.canvas().marks();
    QVERIFY(marks.isSearching());
    const Trace &trace = *g.view.shownTrace();
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        if (trace[static_cast<SpanRow>(i)].name != "rest")
            QVERIFY(marks.isDimmed(static_cast<SpanRow>(i)));
    }
    QVERIFY(!marks.isDimmed(
        rowOfId(trace, test::spanId(7)))); // "rest" of the second step, there from the beginning
    QVERIFY(searched.wait(5000));
}

void TstGrowth::rowsThatAreClosedMeanwhileStayClosed()
{
    Grown g(TraceFaces::Kind::Waterfall, 5000);
    QSignalSpy grown(&g.view, &TraceView::grown);
    g.view.updateTrace(arrived(g.steps, 100'000));
    g.view.canvas().collapseAll(); // while it is made ready
    QVERIFY(grown.wait(10'000));
    const Waterfall &shown = g.view.canvas().waterfall();
    QVERIFY(shown.isCollapsed(
        rowOfId(shown.trace(), test::spanId(5)))); // the second step, there from the beginning
    QVERIFY(shown.rows().size() < shown.trace().size() / 2);
}

void TstGrowth::theNewestOfManyGrowthsIsShown()
{
    Grown g(TraceFaces::Kind::Waterfall, 5000);
    for (const int shown : {100, 200, 300, 400})
        g.view.updateTrace(arrived(g.steps, shown));
    QTRY_COMPARE_WITH_TIMEOUT(g.view.trace()->size(), arrived(g.steps, 400)->size(), 10'000);
}

void TstGrowth::anotherTraceEndsTheGrowthOfTheFirst()
{
    Grown g(TraceFaces::Kind::Waterfall, 5000);
    QSignalSpy grown(&g.view, &TraceView::grown);
    g.view.updateTrace(arrived(g.steps, 100'000));
    g.view.showTrace(test::sharedTrace(test::faceOutline, test::traceId(9)));
    QVERIFY(!grown.wait(1500));
    QCOMPARE(g.view.trace()->id(), test::traceId(9));
}

void TstGrowth::rowsAreStillClosedWhenTheReaderComesBack()
{
    Grown g(TraceFaces::Kind::Waterfall);
    const auto first = g.view.trace();
    g.view.canvas().collapseAll();
    const std::size_t rows = g.view.canvas().waterfall().rows().size();
    QVERIFY(rows < first->size());
    g.view.showTrace(test::sharedTrace(test::faceOutline, test::traceId(9)));
    QCOMPARE(g.view.canvas().waterfall().rows().size(), g.view.trace()->size()); // nothing of it is closed
    g.view.showMessage(u"Loading"_s, {});
    g.view.showTrace(first);
    QCOMPARE(g.view.canvas().waterfall().rows().size(), rows);
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstGrowth> registered;

#include "tst_growth.moc"
