// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/faces/samples.h"
#include "tests/support/suite.h"
#include "ui/faces/flamecanvas.h"
#include "ui/faces/flameface.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace spanwise {

class TstFlameFace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyBarIsHitWhereItIsPainted();
    void arrowsWalkThroughTheFrames();
    void keysZoomFitAndGoBack();
    void aDragAlongTheRulerChoosesARange();
    void aMergedGraphHasNoRange();
    void theWheelZoomsAtTheCursor();
    void mergedFramesStandForTheirLongestSpan();
    void colouringByTokensKeepsTheView();
    void ctrlCCopiesTheSelectedSpan();
    void aHundredThousandSpansAreFoldedWithACount();

private:
    void fill(std::shared_ptr<const Trace> trace);

    Theme m_theme;
    std::shared_ptr<const Trace> m_trace;
    std::unique_ptr<FlameFace> m_face;
};

void TstFlameFace::init()
{
    m_face = std::make_unique<FlameFace>(m_theme);
    m_face->resize(800, 400);
    m_face->show();
    m_trace = test::sharedTrace(test::faceOutline);
    fill(m_trace);
}

void TstFlameFace::fill(std::shared_ptr<const Trace> trace)
{
    QSignalSpy filled(m_face.get(), &Face::filled);
    m_face->showTrace(std::move(trace));
    QVERIFY(filled.wait(10'000));
}

void TstFlameFace::everyBarIsHitWhereItIsPainted()
{
    FlameCanvas &canvas = m_face->canvas();
    const auto bars = canvas.bars();
    QCOMPARE(bars.size(), m_trace->size());
    QSignalSpy selected(m_face.get(), &Face::spanSelected);
    for (const FlameCanvas::Bar &bar : bars) {
        const auto hit = canvas.barAt(canvas.rectOf(bar).center());
        QVERIFY(hit);
        QCOMPARE(hit->bar.first, bar.bar.first);
        QTest::mouseClick(canvas.viewport(), Qt::LeftButton, {}, canvas.rectOf(bar).center());
        QCOMPARE(canvas.selected(), canvas.flame()->lanes().frame({bar.lane, bar.bar.first}));
    }
    QCOMPARE(selected.count(), static_cast<int>(bars.size()));
}

void TstFlameFace::arrowsWalkThroughTheFrames()
{
    FlameCanvas &canvas = m_face->canvas();
    m_face->selectSpan(test::rowOf(*m_trace, "query"));
    const auto press = [&](Qt::Key key) {
        QTest::keyClick(&canvas, key);
        return std::string((*m_trace)[canvas.flame()->spanOf(canvas.selected().value())].name);
    };
    QCOMPARE(press(Qt::Key_Down), std::string("retrieve"));
    QCOMPARE(press(Qt::Key_Right), std::string("generate"));
    QCOMPARE(press(Qt::Key_Down), std::string("model"));
    QCOMPARE(press(Qt::Key_Up), std::string("generate"));
    QCOMPARE(press(Qt::Key_Left), std::string("retrieve"));
    QCOMPARE(press(Qt::Key_BracketLeft), std::string("query"));
}

void TstFlameFace::aDragAlongTheRulerChoosesARange()
{
    using Range = std::optional<TimeWindow>;
    FlameCanvas &canvas = m_face->canvas();
    QSignalSpy chosen(m_face.get(), &Face::rangeChosen);
    const auto drag = [&](int from, int to) {
        QTest::mousePress(canvas.viewport(), Qt::LeftButton, {}, {from, 8});
        QTest::mouseMove(canvas.viewport(), {to, 8});
        QTest::mouseRelease(canvas.viewport(), Qt::LeftButton, {}, {to, 8});
    };
    drag(500, 200); // in either direction
    QCOMPARE(chosen.size(), 1);
    const Range range = chosen[0][0].value<Range>();
    QVERIFY(range);
    QCOMPARE(range->begin, canvas.view().timeAt(200));
    QCOMPARE(range->end, canvas.view().timeAt(500));
    const QImage before = canvas.grab().toImage();
    m_face->setRange(range);
    QVERIFY(canvas.grab().toImage() != before);
    drag(300, 300); // a click in it leaves it, one beside it lets it go
    QCOMPARE(chosen.size(), 1);
    drag(600, 601);
    QCOMPARE(chosen.size(), 2);
    QVERIFY(!chosen[1][0].value<Range>());
    QTest::mousePress(canvas.viewport(), Qt::LeftButton, {}, {100, 8});
    QTest::mouseMove(canvas.viewport(), {150, 8});
    QTest::keyClick(&canvas, Qt::Key_Escape); // thought better of it
    QTest::mouseRelease(canvas.viewport(), Qt::LeftButton, {}, {150, 8});
    QCOMPARE(chosen.size(), 2);
    QVERIFY(canvas.view().showsAll()); // no drag along the ruler pans
}

/// Its axis is work, not time.
void TstFlameFace::aMergedGraphHasNoRange()
{
    QSignalSpy filled(m_face.get(), &Face::filled);
    m_face->setShape(FlameSnapshot::Shape::Merged);
    QVERIFY(filled.wait());
    QSignalSpy chosen(m_face.get(), &Face::rangeChosen);
    FlameCanvas &canvas = m_face->canvas();
    QTest::mousePress(canvas.viewport(), Qt::LeftButton, {}, {100, 8});
    QTest::mouseMove(canvas.viewport(), {250, 8});
    QTest::mouseRelease(canvas.viewport(), Qt::LeftButton, {}, {250, 8});
    QCOMPARE(chosen.size(), 0);
}

void TstFlameFace::keysZoomFitAndGoBack()
{
    FlameCanvas &canvas = m_face->canvas();
    m_face->selectSpan(test::rowOf(*m_trace, "vector"));
    QTest::keyClick(&canvas, Qt::Key_F);
    QVERIFY(canvas.view().window().length() < 120ms);
    QVERIFY(canvas.view().window().contains((*m_trace)[test::rowOf(*m_trace, "vector")].time.begin));
    QTest::keyClick(&canvas, Qt::Key_Escape);
    QVERIFY(canvas.view().showsAll());
    QTest::keyClick(&canvas, Qt::Key_Plus);
    QVERIFY(!canvas.view().showsAll());
    QTest::keyClick(&canvas, Qt::Key_0);
    QVERIFY(canvas.view().showsAll());
}

void TstFlameFace::theWheelZoomsAtTheCursor()
{
    FlameCanvas &canvas = m_face->canvas();
    const QPointF at(300, 80);
    const Timestamp before = canvas.view().timeAt(300);
    QWheelEvent turn(at, canvas.viewport()->mapToGlobal(at), {}, {0, 240}, Qt::NoButton, Qt::ControlModifier,
                     Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(canvas.viewport(), &turn);
    QVERIFY(!canvas.view().showsAll());
    QVERIFY(std::chrono::abs(canvas.view().timeAt(300) - before) < 1ms);
}

void TstFlameFace::mergedFramesStandForTheirLongestSpan()
{
    QSignalSpy filled(m_face.get(), &Face::filled);
    m_face->setShape(FlameSnapshot::Shape::Merged);
    QVERIFY(filled.wait(5000));
    FlameCanvas &canvas = m_face->canvas();
    QCOMPARE(canvas.bars().size(), std::size_t{6}); // the two calls of the model are one
    m_face->selectSpan(static_cast<SpanRow>(5));
    QCOMPARE(canvas.flame()->node(canvas.selected().value()).count, 2U);
    QCOMPARE(canvas.flame()->spanOf(canvas.selected().value()), static_cast<SpanRow>(6));
}

void TstFlameFace::colouringByTokensKeepsTheView()
{
    FlameCanvas &canvas = m_face->canvas();
    canvas.showTime({Timestamp(400ms), Timestamp(600ms)});
    const TimeWindow window = canvas.view().window();
    QSignalSpy filled(m_face.get(), &Face::filled);
    m_face->setColour(FlameSnapshot::Colour::Tokens);
    QVERIFY(filled.wait(5000));
    QCOMPARE(canvas.flame()->colour(), FlameSnapshot::Colour::Tokens);
    QVERIFY(canvas.view().window() == window);
}

void TstFlameFace::ctrlCCopiesTheSelectedSpan()
{
    m_face->selectSpan(test::rowOf(*m_trace, "words"));
    QTest::keyClick(&m_face->canvas(), Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"words\n"_s));
}

void TstFlameFace::aHundredThousandSpansAreFoldedWithACount()
{
    std::string text = "query 0 1000000\n";
    for (int i = 0; i < 100'000; ++i)
        text += "  step " + std::to_string(i * 10) + ' ' + std::to_string(i * 10 + 9) + '\n';
    fill(test::sharedTrace(text));
    std::uint64_t counted = 0;
    const auto bars = m_face->canvas().bars();
    for (const FlameCanvas::Bar &bar : bars)
        counted += bar.bar.count;
    QCOMPARE(counted, std::uint64_t{100'001}); // none vanishes
    QVERIFY(bars.size() < 2000);
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstFlameFace> registered;

#include "tst_flameface.moc"
