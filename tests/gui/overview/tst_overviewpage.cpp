// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/overview/fakeengine.h"
#include "tests/support/suite.h"
#include "ui/models/live.h"
#include "ui/overview/overviewpage.h"
#include "ui/overview/timechart.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(spanwise::TraceFilter)

namespace {

struct Fixture
{
    Theme theme;
    Live live;
    std::shared_ptr<FakeEngine> engine = std::make_shared<FakeEngine>();
    OverviewPage page{theme, live, engine, nullptr};
    std::optional<TraceFilter> asked;

    Fixture()
    {
        page.resize(1100, 700);
        range()->setCurrentText(u"Last 20 minutes"_s);
        page.show();
        QObject::connect(&page, &OverviewPage::queriesRequested, &page,
                         [this](const TraceFilter &filter) { asked = filter; });
    }

    QComboBox *range() { return page.findChild<QComboBox *>(); }

    ChartPlot *plot(const QString &title) const
    {
        for (TimeChart *chart : page.findChildren<TimeChart *>()) {
            if (chart->accessibleName() == title)
                return chart->plot();
        }
        return nullptr;
    }

    /// Shows the page and waits for its first answer.
    void fill()
    {
        page.setActive(true);
        QTRY_VERIFY(plot(u"Query latency"_s)->data().pointCount() > 2);
    }

    void click(const QString &chart, std::size_t line, std::size_t point)
    {
        ChartPlot *target = plot(chart);
        const auto at = target->positionOf(line, point);
        QVERIFY(at);
        QTest::mouseClick(target->viewport(), Qt::LeftButton, {}, at->toPoint());
    }
};

} // namespace

class TstOverviewPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHiddenPageAsksNothing();
    void aPausedPageStandsStill();
    void aLatencyPointAsksForItsSlowQueries();
    void aFailedPointAsksForFailedQueries();
    void aLayerAsksForItsStep();
    void theKeyboardReachesEveryPoint();
    void withoutDataItSaysHowToGetSome();
    void thresholdsOfRulesAreDrawn();
    void refreshesWhileDataFlows();
    void theFirstRangeIsShortAndTheUsersIsRemembered();
};

void TstOverviewPage::theFirstRangeIsShortAndTheUsersIsRemembered()
{
    QTemporaryDir folder;
    Fixture fixture;
    OverviewPage fresh(fixture.theme, fixture.live, fixture.engine, nullptr);
    QCOMPARE(fresh.findChild<QComboBox *>()->currentText(), u"Last 5 minutes"_s);
    QSettings settings(folder.filePath(u"window.ini"_s), QSettings::IniFormat);
    fresh.recall(settings);
    QCOMPARE(fresh.findChild<QComboBox *>()->currentText(), u"Last 5 minutes"_s);
    fixture.range()->setCurrentText(u"Last hour"_s);
    fixture.page.remember(settings);
    fresh.recall(settings);
    QCOMPARE(fresh.findChild<QComboBox *>()->currentText(), u"Last hour"_s);
}

void TstOverviewPage::aHiddenPageAsksNothing()
{
    Fixture fixture;
    fixture.live.update({});
    QTest::qWait(20);
    QCOMPARE(fixture.engine->asked, 0);
    fixture.fill();
    fixture.page.setActive(false);
    // What was under way may still finish; nothing new begins.
    QTRY_VERIFY_WITH_TIMEOUT(([&] {
                                 const int before = fixture.engine->asked;
                                 fixture.live.update({});
                                 QTest::qWait(250);
                                 return before == fixture.engine->asked;
                             })(),
                             3000);
}

void TstOverviewPage::aPausedPageStandsStill()
{
    Fixture fixture;
    fixture.fill();
    fixture.page.findChild<QPushButton *>(u"liveButton"_s)->click();
    const Timestamp shown = fixture.plot(u"Query latency"_s)->data().now;
    fixture.live.update({});
    QTest::qWait(450);
    const Timestamp later = fixture.plot(u"Query latency"_s)->data().now;
    // One answer may have been on its way when it was paused.
    fixture.live.update({});
    QTest::qWait(450);
    QVERIFY(fixture.plot(u"Query latency"_s)->data().now == later);
    QVERIFY(later - shown < std::chrono::seconds(5));
}

void TstOverviewPage::aLatencyPointAsksForItsSlowQueries()
{
    Fixture fixture;
    fixture.fill();
    const ChartData data = fixture.plot(u"Query latency"_s)->data();
    fixture.click(u"Query latency"_s, 2, 100);
    QVERIFY(fixture.asked);
    QVERIFY(fixture.asked->minDuration);
    const double wanted = data.valueAt(2, 100);
    const double got = std::chrono::duration<double, std::milli>(*fixture.asked->minDuration).count();
    QVERIFY2(std::abs(got - wanted) < wanted * 0.15, qPrintable(QString::number(got)));
    QVERIFY(fixture.asked->window->end <= data.timeAt(103) && fixture.asked->window->end >= data.timeAt(97));
}

void TstOverviewPage::aFailedPointAsksForFailedQueries()
{
    Fixture fixture;
    fixture.fill();
    fixture.click(u"Throughput"_s, 1, 60);
    QVERIFY(fixture.asked);
    QCOMPARE(fixture.asked->failed, std::optional(true));
    QVERIFY(!fixture.asked->minDuration);
    fixture.asked.reset();
    fixture.click(u"Throughput"_s, 0, 60);
    QVERIFY(fixture.asked && !fixture.asked->failed);
}

void TstOverviewPage::aLayerAsksForItsStep()
{
    Fixture fixture;
    fixture.fill();
    ChartPlot *plot = fixture.plot(u"Time per step"_s);
    // Just below the top of the third layer, so that it is inside it.
    const QPoint at = plot->positionOf(2, 50)->toPoint() + QPoint(0, 4);
    QTest::mouseClick(plot->viewport(), Qt::LeftButton, {}, at);
    QVERIFY(fixture.asked);
    QCOMPARE(fixture.asked->step, std::string("retrieval"));
}

void TstOverviewPage::theKeyboardReachesEveryPoint()
{
    Fixture fixture;
    fixture.fill();
    ChartPlot *plot = fixture.plot(u"Error rate"_s);
    QTest::keyClick(plot, Qt::Key_Left);
    QTest::keyClick(plot, Qt::Key_Left);
    QTest::keyClick(plot, Qt::Key_Return);
    QVERIFY(fixture.asked);
    QCOMPARE(fixture.asked->failed, std::optional(true));
}

void TstOverviewPage::withoutDataItSaysHowToGetSome()
{
    Fixture fixture;
    fixture.engine->empty = true;
    fixture.page.setActive(true);
    const auto buttons = fixture.page.findChildren<QPushButton *>();
    const auto demo = std::ranges::find(buttons, u"Start the demo pipeline"_s, &QPushButton::text);
    QTRY_VERIFY((*demo)->isVisible());
    QSignalSpy wanted(&fixture.page, &OverviewPage::demoRequested);
    (*demo)->click();
    QCOMPARE(wanted.count(), 1);
}

void TstOverviewPage::thresholdsOfRulesAreDrawn()
{
    Fixture fixture;
    fixture.fill();
    fixture.page.setRules(seedRules());
    QCOMPARE(fixture.plot(u"Query latency"_s)->data().thresholds.size(), std::size_t{1});
    QCOMPARE(fixture.plot(u"Error rate"_s)->data().thresholds.size(), std::size_t{1});
    auto rules = seedRules();
    rules[0].enabled = false;
    fixture.page.setRules(rules);
    QVERIFY(fixture.plot(u"Error rate"_s)->data().thresholds.empty());
}

void TstOverviewPage::refreshesWhileDataFlows()
{
    Fixture fixture;
    fixture.fill();
    const Timestamp first = fixture.plot(u"Query latency"_s)->data().now;
    fixture.live.update({});
    QTRY_VERIFY(fixture.plot(u"Query latency"_s)->data().now > first);
}

static const Registered<TstOverviewPage> registered;
#include "tst_overviewpage.moc"
