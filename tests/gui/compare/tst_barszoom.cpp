// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/compare/comparestore.h"
#include "tests/support/fakestore.h"
#include "tests/support/suite.h"
#include "ui/compare/barszoom.h"
#include "ui/compare/pairmodel.h"
#include "ui/compare/pairview.h"
#include "ui/compare/stepcell.h"
#include "ui/jobs/jobpool.h"

#include <QSignalSpy>
#include <QTableView>
#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace spanwise;
using namespace spanwise::test;

/// Zooming into both waterfalls of a comparison.
class TstBarsZoom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theInstantUnderTheCursorStays();
    void shiftPansAndThePlainWheelDoesNot();
    void keysZoomAndEscapeShowsAll();
    void aDoubleClickFitsTheStep();
    void anotherPairShowsAll();

private:
    QTableView &steps() const { return *called<QTableView>(*m_view, u"Steps of both traces"_s); }
    BarsZoom &zoom() const { return *steps().findChild<BarsZoom *>(); }
    int barsX() const
    {
        return steps().columnViewportPosition(PairModel::Bars) + steps().columnWidth(PairModel::Bars) / 3;
    }
    void turn(int by, Qt::KeyboardModifiers modifiers)
    {
        const QPointF at(barsX(), 40);
        QWheelEvent event(at, steps().viewport()->mapToGlobal(at), {}, {0, by}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(steps().viewport(), &event);
    }
    void compare(std::uint32_t a, std::uint32_t b)
    {
        QSignalSpy shown(m_view.get(), &PairView::shown);
        m_view->compare(traceId(a), traceId(b));
        QVERIFY(shown.wait());
    }

    Theme m_theme;
    std::shared_ptr<FakeStore> m_store;
    std::unique_ptr<PairView> m_view;
};

void TstBarsZoom::init()
{
    m_store = std::make_shared<FakeStore>();
    for (const std::uint32_t number : {1U, 2U, 3U}) {
        RagQuery query;
        query.id = traceId(number);
        query.scale = number == 2 ? 2 : 1;
        m_store->put(ragTrace(query));
    }
    m_view = std::make_unique<PairView>(m_theme, m_store);
    m_view->resize(1200, 800);
    m_view->QWidget::show();
    compare(1, 2);
    QVERIFY(zoom().view().showsAll());
}

void TstBarsZoom::cleanup()
{
    m_view.reset();
    jobPool().waitForDone();
}

void TstBarsZoom::theInstantUnderTheCursorStays()
{
    const int x = barsX() - steps().columnViewportPosition(PairModel::Bars) - StepCell::padding;
    const Timestamp under = zoom().view().timeAt(x);
    turn(480, Qt::ControlModifier);
    QVERIFY(!zoom().view().showsAll());
    QVERIFY(std::chrono::abs(zoom().view().timeAt(x) - under) < std::chrono::milliseconds(1));
    turn(-4800, Qt::ControlModifier);
    QVERIFY(zoom().view().showsAll());
}

void TstBarsZoom::shiftPansAndThePlainWheelDoesNot()
{
    turn(480, Qt::ControlModifier);
    const TimeWindow window = zoom().view().window();
    turn(-120, Qt::ShiftModifier);
    QVERIFY(zoom().view().window().begin > window.begin);
    QCOMPARE(zoom().view().window().length(), window.length());
    turn(120, Qt::ShiftModifier);
    QVERIFY(std::chrono::abs(zoom().view().window().begin - window.begin) < std::chrono::milliseconds(1));
    const Viewport before = zoom().view();
    turn(120, Qt::NoModifier); // scrolls the rows
    QVERIFY(zoom().view() == before);
}

void TstBarsZoom::keysZoomAndEscapeShowsAll()
{
    steps().setCurrentIndex(steps().model()->index(2, 0)); // routing: 148 to 171 ms, in B 296 to 342
    QTest::keyClick(&steps(), Qt::Key_F);
    const TimeWindow fitted = zoom().view().window();
    QVERIFY(fitted.begin < Timestamp(std::chrono::milliseconds(148)) &&
            fitted.begin > Timestamp(std::chrono::milliseconds(100)));
    QVERIFY(fitted.end > Timestamp(std::chrono::milliseconds(342)) &&
            fitted.end < Timestamp(std::chrono::milliseconds(400)));
    QTest::keyClick(&steps(), Qt::Key_D);
    QVERIFY(zoom().view().window().begin > fitted.begin);
    QTest::keyClick(&steps(), Qt::Key_W);
    QVERIFY(zoom().view().window().length() < fitted.length());
    QTest::keyClick(&steps(), Qt::Key_Escape);
    QVERIFY(zoom().view().showsAll());
}

void TstBarsZoom::aDoubleClickFitsTheStep()
{
    const QRect row = steps().visualRect(steps().model()->index(2, PairModel::Bars));
    QSignalSpy opened(m_view.get(), &PairView::spanRequested);
    QTest::mouseDClick(steps().viewport(), Qt::LeftButton, {}, row.center());
    QVERIFY(!zoom().view().showsAll());
    QCOMPARE(opened.count(), 0); // over the bars it is about time
}

void TstBarsZoom::anotherPairShowsAll()
{
    turn(480, Qt::ControlModifier);
    compare(1, 3);
    QVERIFY(zoom().view().showsAll());
}

static const Registered<TstBarsZoom> registered;
#include "tst_barszoom.moc"
