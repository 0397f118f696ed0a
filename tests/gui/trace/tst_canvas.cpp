// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/outline.h"
#include "tests/support/suite.h"
#include "ui/trace/canvas.h"
#include "ui/trace/minimap.h"
#include "ui/trace/traceview.h"

#include <QClipboard>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
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
    void draggingOnTheRulerZoomsToTheRange();
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

void TstCanvas::draggingOnTheRulerZoomsToTheRange()
{
    const int timeX = m_canvas->canvasLayout().timeX();
    const Viewport whole = m_canvas->waterfall().view();
    QTest::mousePress(m_canvas->viewport(), Qt::LeftButton, {}, QPoint(timeX + 100, 8));
    QTest::mouseMove(m_canvas->viewport(), QPoint(timeX + 300, 8));
    QTest::mouseRelease(m_canvas->viewport(), Qt::LeftButton, {}, QPoint(timeX + 300, 8));
    QCOMPARE(m_canvas->waterfall().view().window(), (TimeWindow{whole.timeAt(100), whole.timeAt(300)}));
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
    QTest::keyClicks(field, u"E"_s); // retrieve, generate, vector, model, query
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

static const test::Registered<TstCanvas> registered;

} // namespace spanwise

#include "tst_canvas.moc"
