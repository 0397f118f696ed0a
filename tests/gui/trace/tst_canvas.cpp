// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/outline.h"
#include "tests/support/suite.h"
#include "ui/faces/face.h"
#include "ui/faces/flamecanvas.h"
#include "ui/faces/tracefaces.h"
#include "ui/trace/canvas.h"
#include "ui/trace/minimap.h"
#include "ui/trace/pathstrip.h"
#include "ui/trace/traceview.h"

#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr auto outline = "query 0 1000\n"
                         "  retrieve 0 400\n"
                         "    vector 0 100\n"
                         "    words 100 400 error\n"
                         "  generate 400 1000\n"
                         "    prompt 400 410\n"
                         "    model 410 1000\n";

std::shared_ptr<const Trace> traceOf(const std::string &text)
{
    return std::make_shared<const Trace>(test::traceFromOutline(text));
}

std::string manySpans(int count)
{
    std::string text = "query 0 100000\n";
    for (int i = 0; i < count; ++i)
        text += "  step" + std::to_string(i) + ' ' + std::to_string(i * 10) + ' ' +
                std::to_string(i * 10 + 9) + '\n';
    return text;
}

QString selectedName(const Canvas &canvas)
{
    const auto row = canvas.waterfall().selected();
    if (!row)
        return {};
    const std::string_view name = canvas.waterfall().trace()[*row].name;
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

} // namespace

class TstCanvas : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void arrowsWalkTheRowsThatAreShown();
    void leftClosesAndGoesUpRightOpensAndGoesDown();
    void aCollapsedRowHidesItsChildrenAndTakesTheSelection();
    void siblingsAndParentsHaveTheirKeys();
    void aClickOnAnyPixelOfABarSelectsItsSpan();
    void aClickOnTheExpanderTogglesAndDoesNotSelect();
    void ctrlWheelKeepsTheInstantUnderTheCursor();
    void draggingOnTheRulerSelectsARangeThatZoomsOnDemand();
    void aRangeLimitsTheStatisticsAndTheySaySo();
    void aClickOnAColumnOrdersSiblings();
    void aColumnIsDraggedWiderByItsLeftBorder();
    void columnsAndRulesAreRemembered();
    void theFaceInFrontIsRemembered();
    void aRangeIsDraggedInTheFlameGraphForAllFaces();
    void theFirstRuleThatMatchesColoursASpan();
    void whatWasSelectedBeforeIsOnTheWayBack();
    void backLeadsToTheTraceBefore();
    void wasdAreFoundByTheirPlaceOnTheKeyboard();
    void theRowUnderTheMouseStaysWhenRowsCloseAboveIt();
    void anExpressionFindsSpansAndAMistakeIsNamed();
    void whatIsWrongIsFoundAndLeadsToItsSpan();
    void doubleClickFitsAndEscapeLeadsBackOneLevel();
    void escapeAtTheWholeTraceIsLeftToThePage();
    void altLeftAndRightWalkThroughTheViews();
    void aGrowingTraceKeepsSelectionRowsAndViewport();
    void aViewportOfTheWholeTraceGrowsWithIt();
    void searchMarksMatchesAndWalksThroughThem();
    void copyPutsTheSpanOnTheClipboard();
    void onlyRowsOnTheScreenAreBoxes();
    void theSelectionIsSaidToScreenReaders();
    void aMessageTakesThePlaceOfTheTrace();
    void theOverviewOfALargeTraceIsWorkedOutAsideAndTheOneBeforeStays();

private:
    QPoint middleOf(const RowBox &box) const
    {
        return {m_canvas->canvasLayout().timeX() + box.bar.x + box.bar.width / 2,
                m_canvas->canvasLayout().headerHeight + box.y + m_canvas->canvasLayout().rowHeight / 2};
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_canvas, key, modifiers); }

    Theme m_theme;
    std::unique_ptr<TraceView> m_view;
    Canvas *m_canvas = nullptr;
};

void TstCanvas::init()
{
    m_view = std::make_unique<TraceView>(m_theme, SpanReaders{});
    m_view->resize(900, 600);
    m_view->showTrace(traceOf(outline));
    m_view->show();
    m_canvas = &m_view->canvas();
    m_canvas->setFocus();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void TstCanvas::arrowsWalkTheRowsThatAreShown()
{
    QCOMPARE(selectedName(*m_canvas), u"query"_s);
    key(Qt::Key_Down);
    key(Qt::Key_Down);
    QCOMPARE(selectedName(*m_canvas), u"vector"_s);
    key(Qt::Key_Up);
    QCOMPARE(selectedName(*m_canvas), u"retrieve"_s);
    key(Qt::Key_End);
    QCOMPARE(selectedName(*m_canvas), u"model"_s);
    key(Qt::Key_Down);
    QCOMPARE(selectedName(*m_canvas), u"model"_s);
    key(Qt::Key_Home);
    QCOMPARE(selectedName(*m_canvas), u"query"_s);
}

void TstCanvas::leftClosesAndGoesUpRightOpensAndGoesDown()
{
    key(Qt::Key_Right);
    QCOMPARE(selectedName(*m_canvas), u"retrieve"_s);
    key(Qt::Key_Left);
    QCOMPARE(m_canvas->waterfall().rows().size(), 5U);
    QCOMPARE(selectedName(*m_canvas), u"retrieve"_s);
    key(Qt::Key_Left);
    QCOMPARE(selectedName(*m_canvas), u"query"_s);
    key(Qt::Key_Down);
    key(Qt::Key_Right);
    QCOMPARE(m_canvas->waterfall().rows().size(), 7U);
}

void TstCanvas::aCollapsedRowHidesItsChildrenAndTakesTheSelection()
{
    m_canvas->selectSpan(static_cast<SpanRow>(2));
    m_canvas->collapseAll();
    QCOMPARE(m_canvas->waterfall().rows().size(), 3U);
    QCOMPARE(selectedName(*m_canvas), u"retrieve"_s);
    m_canvas->expandAll();
    QCOMPARE(m_canvas->waterfall().rows().size(), 7U);
}

void TstCanvas::siblingsAndParentsHaveTheirKeys()
{
    key(Qt::Key_BracketRight);
    key(Qt::Key_Period);
    QCOMPARE(selectedName(*m_canvas), u"generate"_s);
    key(Qt::Key_Comma);
    QCOMPARE(selectedName(*m_canvas), u"retrieve"_s);
    key(Qt::Key_BracketLeft);
    QCOMPARE(selectedName(*m_canvas), u"query"_s);
}

void TstCanvas::aClickOnAnyPixelOfABarSelectsItsSpan()
{
    for (const RowBox &box : m_canvas->boxes()) {
        for (const int x : {box.bar.x, box.bar.x + box.bar.width / 2, box.bar.x + box.bar.width - 1}) {
            QPoint at = middleOf(box);
            at.setX(m_canvas->canvasLayout().timeX() + x + (x == 0 ? 4 : 0)); // the divider is left of x 0
            QTest::mouseClick(m_canvas->viewport(), Qt::LeftButton, {}, at);
            QCOMPARE(*m_canvas->waterfall().selected(), box.row);
        }
    }
}

void TstCanvas::aClickOnTheExpanderTogglesAndDoesNotSelect()
{
    const RowBox retrieve = m_canvas->boxes()[1];
    const QPoint at = m_canvas->canvasLayout()
                          .expander(retrieve.depth, retrieve.y + m_canvas->canvasLayout().headerHeight)
                          .center();
    QTest::mouseClick(m_canvas->viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(m_canvas->waterfall().rows().size(), 5U);
    QCOMPARE(selectedName(*m_canvas), u"query"_s);
}

void TstCanvas::ctrlWheelKeepsTheInstantUnderTheCursor()
{
    const int x = m_canvas->canvasLayout().timeX() + 200;
    const Timestamp before = m_canvas->waterfall().view().timeAt(200);
    QWheelEvent wheel(QPointF(x, 100), m_canvas->viewport()->mapToGlobal(QPointF(x, 100)), {}, {0, 240},
                      Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(m_canvas->viewport(), &wheel);
    QVERIFY(!m_canvas->waterfall().view().showsAll());
    const auto moved = std::chrono::abs(m_canvas->waterfall().view().timeAt(200) - before);
    QVERIFY(moved < std::chrono::milliseconds(1));
}

void TstCanvas::draggingOnTheRulerSelectsARangeThatZoomsOnDemand()
{
    const int timeX = m_canvas->canvasLayout().timeX();
    const Viewport whole = m_canvas->waterfall().view();
    QSignalSpy changed(m_view.get(), &TraceView::rangeChanged);
    QTest::mousePress(m_canvas->viewport(), Qt::LeftButton, {}, QPoint(timeX + 100, 8));
    QTest::mouseMove(m_canvas->viewport(), QPoint(timeX + 300, 8));
    QTest::mouseRelease(m_canvas->viewport(), Qt::LeftButton, {}, QPoint(timeX + 300, 8));
    const TimeWindow range{whole.timeAt(100), whole.timeAt(300)};
    QCOMPARE(m_view->range(), std::optional(range));
    QCOMPARE(changed.count(), 1);
    QVERIFY(m_canvas->waterfall().view().showsAll()); // zooming is another thing
    key(Qt::Key_Z);
    QCOMPARE(m_canvas->waterfall().view().window(), range);
    key(Qt::Key_Escape);
    QVERIFY(!m_view->range());
}

void TstCanvas::aRangeLimitsTheStatisticsAndTheySaySo()
{
    const auto *const strip = m_view->findChild<PathStrip *>();
    QVERIFY(strip->accessibleDescription().contains(u"7 spans"_s));
    m_canvas->setRange(
        TimeWindow{Timestamp(std::chrono::milliseconds(420)), Timestamp(std::chrono::milliseconds(900))});
    QVERIFY(strip->accessibleDescription().contains(u"Only"_s));
    QVERIFY(strip->accessibleDescription().contains(u"3 spans"_s));
    m_canvas->setRange(std::nullopt);
    QVERIFY(!strip->accessibleDescription().contains(u"Only"_s));
}

void TstCanvas::aClickOnAColumnOrdersSiblings()
{
    CanvasColumns columns;
    columns.shown.fill(true);
    m_canvas->setColumns(columns);
    const auto places = m_canvas->canvasLayout().columnPlaces();
    QCOMPARE(places.size(), CanvasColumns::number);
    const auto clickHead = [&](std::size_t column) {
        QTest::mouseClick(m_canvas->viewport(), Qt::LeftButton, {},
                          QPoint(places[column].x + places[column].width / 2, 8));
    };
    const auto second = [&] {
        return std::string(m_canvas->waterfall().trace()[m_canvas->waterfall().rows()[1]].name);
    };
    clickHead(1);
    QCOMPARE(second(), std::string("generate")); // 600 ms before 400 ms
    clickHead(1);
    QCOMPARE(second(), std::string("retrieve"));
    clickHead(1);
    QCOMPARE(m_canvas->columns().order, SpanOrder::Start);
}

void TstCanvas::aColumnIsDraggedWiderByItsLeftBorder()
{
    const auto place = m_canvas->canvasLayout().columnPlaces().front();
    QTest::mousePress(m_canvas->viewport(), Qt::LeftButton, {}, QPoint(place.x, 8));
    QTest::mouseMove(m_canvas->viewport(), QPoint(place.x - 25, 8));
    QTest::mouseRelease(m_canvas->viewport(), Qt::LeftButton, {}, QPoint(place.x - 25, 8));
    QCOMPARE(m_canvas->columns().widthOf(place.column), place.width + 25);
}

void TstCanvas::columnsAndRulesAreRemembered()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"window.ini"_s);
    CanvasColumns columns;
    columns.shown.fill(true);
    columns.sortBy(SpanOrder::Tokens);
    m_canvas->setColumns(columns);
    m_view->setColorRules({{{u"{ duration > 1s }"_s, 2, true}, {u"{ status = error }"_s, 0, false}}});
    {
        QSettings settings(file, QSettings::IniFormat);
        m_view->remember(settings);
    }
    const QSettings settings(file, QSettings::IniFormat);
    TraceView other(m_theme, SpanReaders{});
    other.recall(settings);
    QCOMPARE(other.canvas().columns(), columns);
    ColorRules rules;
    rules.recall(settings);
    QCOMPARE(rules.rules.size(), 2);
    QCOMPARE(rules.rules[1], (ColorRule{u"{ status = error }"_s, 0, false}));
}

void TstCanvas::theFaceInFrontIsRemembered()
{
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(u"window.ini"_s), QSettings::IniFormat);
    m_view->faces().setKind(TraceFaces::Kind::Steps);
    m_view->remember(settings);
    TraceView other(m_theme, SpanReaders{});
    other.recall(settings);
    QCOMPARE(other.faces().kind(), TraceFaces::Kind::Steps);
    other.showTrace(traceOf(outline));
    QVERIFY(other.faces().face()); // it is built with the first trace
    settings.setValue(u"face"_s, u"of another version"_s);
    other.recall(settings);
    QCOMPARE(other.faces().kind(), TraceFaces::Kind::Steps);
}

void TstCanvas::aRangeIsDraggedInTheFlameGraphForAllFaces()
{
    m_view->faces().setKind(TraceFaces::Kind::Flame);
    QSignalSpy filled(m_view->faces().face(), &Face::filled);
    QVERIFY(filled.wait());
    auto &flame = *m_view->findChild<FlameCanvas *>();
    QTest::mousePress(flame.viewport(), Qt::LeftButton, {}, {100, 8});
    QTest::mouseMove(flame.viewport(), {250, 8});
    QTest::mouseRelease(flame.viewport(), Qt::LeftButton, {}, {300, 8});
    QVERIFY(m_view->range());
    QCOMPARE(m_view->range()->begin, flame.view().timeAt(100));
    QCOMPARE(m_view->range()->end, flame.view().timeAt(250));
    QCOMPARE(m_canvas->waterfall().range(), m_view->range());
    QTest::keyClick(&flame, Qt::Key_Z);
    QCOMPARE(flame.view().window(), *m_view->range());
    QTest::keyClick(&flame, Qt::Key_Escape); // the range first, then the view
    QVERIFY(!m_view->range());
    QVERIFY(!flame.view().showsAll());
    QTest::keyClick(&flame, Qt::Key_Escape);
    QVERIFY(flame.view().showsAll());
}

void TstCanvas::theFirstRuleThatMatchesColoursASpan()
{
    const auto trace = traceOf(outline);
    const ColorRules rules{{{u"{ name = \"query\" }"_s, 3, false},
                            {u"{ duration > 500ms }"_s, 1, true},
                            {u"{ duration > 50ms }"_s, 2, true},
                            {u"{ duration >"_s, 0, true}}};
    QCOMPARE(colorsByRule(*trace, rules, {}), (std::vector<std::uint8_t>{2, 3, 3, 3, 2, 0, 2}));
}

void TstCanvas::whatWasSelectedBeforeIsOnTheWayBack()
{
    m_canvas->selectSpan(static_cast<SpanRow>(4));
    key(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(selectedName(*m_canvas), u"query"_s);
    key(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(selectedName(*m_canvas), u"generate"_s);
}

void TstCanvas::backLeadsToTheTraceBefore()
{
    std::vector<TraceId> opened;
    const auto first = traceOf(outline);
    const auto second =
        std::make_shared<const Trace>(test::traceFromOutline("other 0 10\n", test::traceId(2)));
    SpanReaders readers;
    readers.openTrace = [&](TraceId id) {
        opened.push_back(id);
        m_view->showTrace(id == first->id() ? first : second);
    };
    m_view = std::make_unique<TraceView>(m_theme, readers);
    m_canvas = &m_view->canvas();
    m_view->showTrace(first);
    m_canvas->selectSpan(static_cast<SpanRow>(4));
    m_view->showTrace(second);
    key(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(opened, std::vector{first->id()});
    QCOMPARE(selectedName(*m_canvas), u"generate"_s);
    key(Qt::Key_Right, Qt::AltModifier); // what lies ahead in this trace is gone with it
    QCOMPARE(m_view->trace()->id(), second->id());
}

void TstCanvas::wasdAreFoundByTheirPlaceOnTheKeyboard()
{
    // A French keyboard has Z where an American one has W.
    QKeyEvent press(QEvent::KeyPress, Qt::Key_Z, Qt::NoModifier, 25, 0, 0, u"z"_s);
    QCoreApplication::sendEvent(m_canvas, &press);
    QVERIFY(!m_canvas->waterfall().view().showsAll());
    const Duration zoomed = m_canvas->waterfall().view().window().length();
    QKeyEvent back(QEvent::KeyPress, Qt::Key_S, Qt::NoModifier, 39, 0, 0, u"s"_s);
    QCoreApplication::sendEvent(m_canvas, &back);
    QVERIFY(m_canvas->waterfall().view().window().length() > zoomed);
}

void TstCanvas::theRowUnderTheMouseStaysWhenRowsCloseAboveIt()
{
    std::string text = "query 0 100000\n";
    for (int i = 0; i < 60; ++i)
        text += "  step " + std::to_string(i * 100) + " " + std::to_string(i * 100 + 90) + "\n    part " +
                std::to_string(i * 100) + ' ' + std::to_string(i * 100 + 50) + '\n';
    m_view->showTrace(traceOf(text));
    m_canvas->verticalScrollBar()->setValue(40 * m_canvas->canvasLayout().rowHeight);
    const RowBox step = m_canvas->boxes()[5].depth == 1 ? m_canvas->boxes()[5] : m_canvas->boxes()[6];
    QTest::mouseMove(m_canvas->viewport(), middleOf(step));
    m_canvas->collapseAll();
    const auto boxes = m_canvas->boxes();
    const auto after = std::ranges::find(boxes, step.row, &RowBox::row);
    QVERIFY(after != boxes.end());
    QCOMPARE(after->y, step.y);
}

void TstCanvas::anExpressionFindsSpansAndAMistakeIsNamed()
{
    QSignalSpy searched(m_view.get(), &TraceView::searched);
    key(Qt::Key_Slash);
    auto *field = qobject_cast<QLineEdit *>(m_view->focusWidget());
    QVERIFY(field);
    const auto typed = [&](const QString &words) {
        searched.clear();
        field->setText(words);
        return searched.count() > 0 || searched.wait();
    };
    QVERIFY(typed(u"{ duration > 500ms }"_s));
    QTest::keyClick(field, Qt::Key_Return);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(selectedName(*m_canvas), u"generate"_s);
    const auto said = [&](const QString &words) {
        const auto labels = m_view->findChildren<QLabel *>();
        return std::ranges::any_of(labels,
                                   [&](const QLabel *label) { return label->text().contains(words); });
    };
    QVERIFY(said(u"2 of 3, 100"_s));
    QVERIFY(typed(u"{ duration > }"_s));
    QVERIFY(said(u"at 14"_s));
}

void TstCanvas::whatIsWrongIsFoundAndLeadsToItsSpan()
{
    TelemetryBatch batch = test::batchFromOutline(outline);
    std::vector<SpanFacts> facts(batch.spans.size());
    facts[3].failed = true;
    m_view->showTrace(std::make_shared<const Trace>(std::move(batch), std::move(facts)));
    QTRY_VERIFY(!m_view->findings().empty());
    m_view->goToFinding(0);
    QCOMPARE(selectedName(*m_canvas), u"words"_s);
}

void TstCanvas::doubleClickFitsAndEscapeLeadsBackOneLevel()
{
    const QPoint at = middleOf(m_canvas->boxes()[2]);
    QTest::mouseDClick(m_canvas->viewport(), Qt::LeftButton, {}, at);
    const TimeWindow vector = m_canvas->waterfall().view().window();
    QVERIFY(vector.length() < std::chrono::milliseconds(120));
    m_canvas->selectSpan(static_cast<SpanRow>(0));
    key(Qt::Key_F);
    QVERIFY(m_canvas->waterfall().view().showsAll());
    key(Qt::Key_W);
    QVERIFY(!m_canvas->waterfall().view().showsAll());
    key(Qt::Key_Escape);
    QVERIFY(m_canvas->waterfall().view().showsAll());
}

void TstCanvas::escapeAtTheWholeTraceIsLeftToThePage()
{
    QKeyEvent escape(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier);
    QCoreApplication::sendEvent(m_canvas, &escape);
    QVERIFY(!escape.isAccepted());
}

void TstCanvas::altLeftAndRightWalkThroughTheViews()
{
    m_canvas->showTime(
        {Timestamp(std::chrono::milliseconds(100)), Timestamp(std::chrono::milliseconds(200))});
    const TimeWindow zoomed = m_canvas->waterfall().view().window();
    key(Qt::Key_Left, Qt::AltModifier);
    QVERIFY(m_canvas->waterfall().view().showsAll());
    key(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(m_canvas->waterfall().view().window(), zoomed);
}

void TstCanvas::aGrowingTraceKeepsSelectionRowsAndViewport()
{
    m_view->showTrace(traceOf(manySpans(200)));
    m_canvas->selectSpan(static_cast<SpanRow>(120));
    m_canvas->showTime(
        {Timestamp(std::chrono::milliseconds(500)), Timestamp(std::chrono::milliseconds(900))});
    const TimeWindow window = m_canvas->waterfall().view().window();
    const int scroll = m_canvas->verticalScrollBar()->value();
    QVERIFY(scroll > 0);
    const QString selected = selectedName(*m_canvas);
    m_view->updateTrace(traceOf(manySpans(260)));
    QCOMPARE(selectedName(*m_canvas), selected);
    QCOMPARE(m_canvas->waterfall().view().window(), window);
    QCOMPARE(m_canvas->verticalScrollBar()->value(), scroll);
    QCOMPARE(m_canvas->waterfall().rows().size(), 261U);
}

void TstCanvas::aViewportOfTheWholeTraceGrowsWithIt()
{
    m_view->updateTrace(traceOf("query 0 2000\n  retrieve 0 400\n"));
    QVERIFY(m_canvas->waterfall().view().showsAll());
    QCOMPARE(m_canvas->waterfall().view().window().length(), Duration(std::chrono::seconds(2)));
}

void TstCanvas::searchMarksMatchesAndWalksThroughThem()
{
    key(Qt::Key_Slash);
    auto *field = qobject_cast<QLineEdit *>(m_view->focusWidget());
    QVERIFY(field);
    QSignalSpy searched(m_view.get(), &TraceView::searched);
    QTest::keyClicks(field, u"E"_s); // retrieve, generate, vector, model, query
    QVERIFY(searched.count() > 0 || searched.wait());
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(selectedName(*m_canvas), u"query"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(selectedName(*m_canvas), u"retrieve"_s);
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!field->isVisible());
}

void TstCanvas::copyPutsTheSpanOnTheClipboard()
{
    m_canvas->selectSpan(static_cast<SpanRow>(1));
    m_canvas->copySelection();
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"retrieve"_s));
}

void TstCanvas::onlyRowsOnTheScreenAreBoxes()
{
    m_view->showTrace(traceOf(manySpans(5000)));
    QVERIFY(m_canvas->boxes().size() < 40);
}

void TstCanvas::theSelectionIsSaidToScreenReaders()
{
    m_canvas->selectSpan(static_cast<SpanRow>(1));
    QVERIFY(m_canvas->accessibleDescription().startsWith(u"retrieve"_s));
}

void TstCanvas::aMessageTakesThePlaceOfTheTrace()
{
    m_view->showMessage(u"Not here"_s, u"It never arrived."_s);
    QVERIFY(!m_view->trace());
    QVERIFY(!m_view->selectedSpan());
}

void TstCanvas::theOverviewOfALargeTraceIsWorkedOutAsideAndTheOneBeforeStays()
{
    auto &overview = *m_view->findChild<Minimap *>();
    const auto look = [&] { return overview.grab().toImage(); };
    const QImage small = look();
    QSignalSpy pictured(&overview, &Minimap::pictured);
    m_view->showTrace(traceOf(manySpans(30'000)));
    QCOMPARE(look(), small); // asks for the picture; nothing is delivered without the event loop
    QCOMPARE(pictured.size(), 0);
    QTRY_COMPARE(pictured.size(), 1);
    const QImage large = look();
    QVERIFY(large != small);
    QSignalSpy grown(m_view.get(), &TraceView::grown);
    m_view->updateTrace(traceOf(manySpans(31'000)));
    QVERIFY(grown.wait());
    QCOMPARE(look(), large);
    QTRY_COMPARE(pictured.size(), 2);
    m_view->showTrace(traceOf(outline)); // a small one at once
    QCOMPARE(look(), small);
}

static const test::Registered<TstCanvas> registered;

} // namespace spanwise

#include "tst_canvas.moc"
