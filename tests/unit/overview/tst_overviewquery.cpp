// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/overview/fakeengine.h"
#include "tests/support/suite.h"
#include "ui/overview/cardcontent.h"
#include "ui/overview/overviewquery.h"
#include "ui/overview/pointfilter.h"
#include "ui/overview/threshold.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace std::chrono_literals;

class TstOverviewQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pointsStandAtWholeSteps();
    void onlyTheLongestStepOfAKindIsStacked();
    void linesOfTheSameStepAreAskedOnceASecond();
    void anEngineWithoutDataIsSeenAsEmpty();
    void aSlowPointAsksForQueriesAtLeastAsSlow();
    void aFailedPointAsksForFailedQueries();
    void thresholdsAreReadFromSimpleRules_data();
    void thresholdsAreReadFromSimpleRules();
    void aFiringAlertMarksItsCard();
    void aCardWithoutAValueSaysWhatIsMissing();

private:
    static constexpr Timestamp at{std::chrono::sys_days(std::chrono::year(2026) / 3 / 4) + 12h + 3s};
};

void TstOverviewQuery::pointsStandAtWholeSteps()
{
    const OverviewSnapshot snapshot = askOverview(FakeEngine(), {20min, at, nullptr});
    QVERIFY(snapshot.step == Duration(5s));
    QVERIFY(snapshot.window.end == at - 3s);
    QVERIFY(snapshot.window.length() == Duration(20min));
    QCOMPARE(snapshot[OverviewMetric::P95].values.size(), std::size_t{240});
    QVERIFY(snapshot.hasData());
    QVERIFY(snapshot.problem.empty());
}

void TstOverviewQuery::onlyTheLongestStepOfAKindIsStacked()
{
    const OverviewSnapshot snapshot = askOverview(FakeEngine(), {20min, at, nullptr});
    std::string names;
    for (const StepLine &step : snapshot.steps)
        names += step.name + ' ';
    QCOMPARE(names, std::string("query_analysis routing retrieval reranking generation verification "));
    QVERIFY(!std::isnan(snapshot.steps.front().line.now));
}

void TstOverviewQuery::linesOfTheSameStepAreAskedOnceASecond()
{
    const FakeEngine engine;
    const auto first = std::make_shared<const OverviewSnapshot>(askOverview(engine, {20min, at, nullptr}));
    const int full = engine.asked;
    askOverview(engine, {20min, at + 200ms, first});
    const int again = engine.asked - full;
    QVERIFY2(again < full * 2 / 3, qPrintable(QString::number(again)));
    askOverview(engine, {20min, at + 1100ms, first});
    QCOMPARE(engine.asked - full - again, full);
}

void TstOverviewQuery::anEngineWithoutDataIsSeenAsEmpty()
{
    FakeEngine engine;
    engine.empty = true;
    QVERIFY(!askOverview(engine, {20min, at, nullptr}).hasData());
}

void TstOverviewQuery::aSlowPointAsksForQueriesAtLeastAsSlow()
{
    const TraceFilter filter = filterOfPoint(PointKind::Latency, at, 5s, 2000, 4000, {});
    QVERIFY(filter.window->contains(at - 1s));
    // A query that ended in the minute before the point began up to its own duration earlier.
    QVERIFY(filter.window->begin == at - 1min - 4s);
    QVERIFY(*filter.minDuration > 1950ms && *filter.minDuration <= 2000ms);
    QVERIFY(!filter.failed);
}

void TstOverviewQuery::aFailedPointAsksForFailedQueries()
{
    const TraceFilter filter = filterOfPoint(PointKind::Failed, at, 5min, 0.1, 100, {});
    QCOMPARE(filter.failed, std::optional(true));
    QVERIFY(filter.window->length() >= Duration(5min));
    QVERIFY(!filter.minDuration);
}

void TstOverviewQuery::thresholdsAreReadFromSimpleRules_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("metric");
    QTest::addColumn<double>("value");
    QTest::newRow("plain") << "p95_latency_ms > 3000"
                           << "p95_latency_ms" << 3000.0;
    QTest::newRow("tags and window") << "error_rate{service=\"a\"}[5m] >= 0.05"
                                     << "error_rate" << 0.05;
    QTest::newRow("arithmetic has none") << "error_rate * 2 > 0.05"
                                         << "" << 0.0;
    QTest::newRow("no number") << "a > b"
                               << "" << 0.0;
}

void TstOverviewQuery::thresholdsAreReadFromSimpleRules()
{
    QFETCH(QString, expression);
    QFETCH(QString, metric);
    QFETCH(double, value);
    AlertRule rule;
    rule.expression = expression.toStdString();
    const auto threshold = thresholdOf(rule);
    QCOMPARE(threshold.has_value(), !metric.isEmpty());
    if (threshold) {
        QCOMPARE(threshold->metric, metric.toStdString());
        QCOMPARE(threshold->value, value);
    }
}

void TstOverviewQuery::aFiringAlertMarksItsCard()
{
    const OverviewSnapshot snapshot = askOverview(FakeEngine(), {20min, at, nullptr});
    AlertStatus alert;
    alert.rule = seedRules()[0];
    alert.state = AlertState::Firing;
    alert.since = at;
    const std::vector<AlertStatus> alerts{alert};
    QCOMPARE(cardContent(OverviewCard::Errors, snapshot, alerts).mark, std::optional(Mark::Error));
    QVERIFY(!cardContent(OverviewCard::Latency, snapshot, alerts).mark);
}

void TstOverviewQuery::aCardWithoutAValueSaysWhatIsMissing()
{
    FakeEngine engine;
    engine.empty = true;
    const Card::Content content =
        cardContent(OverviewCard::Cache, askOverview(engine, {20min, at, nullptr}), {});
    QCOMPARE(content.value, QStringLiteral("–"));
    QVERIFY(content.unit.isEmpty());
    QVERIFY(!content.note.isEmpty());
}

static const Registered<TstOverviewQuery> registered;
#include "tst_overviewquery.moc"
