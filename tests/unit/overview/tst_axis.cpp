// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "ui/overview/axis.h"

#include <QDateTime>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace std::chrono_literals;

class TstAxis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ticksAreRoundNumbers_data();
    void ticksAreRoundNumbers();
    void nothingAboveZeroStillHasAnAxis();
    void timesAreRoundOnTheLocalClock();
    void reducingKeepsTheExtremesOfEveryColumn();
    void fewPointsAreLeftAsTheyAre();
};

void TstAxis::ticksAreRoundNumbers_data()
{
    QTest::addColumn<double>("largest");
    QTest::addColumn<double>("step");
    QTest::addColumn<double>("top");
    QTest::newRow("hundreds") << 380.0 << 100.0 << 400.0;
    QTest::newRow("just above a step") << 401.0 << 200.0 << 600.0;
    QTest::newRow("exactly a step") << 0.3 << 0.1 << 0.3;
    QTest::newRow("quarters") << 9.9 << 2.5 << 10.0;
    QTest::newRow("small") << 0.0071 << 0.002 << 0.008;
}

void TstAxis::ticksAreRoundNumbers()
{
    QFETCH(double, largest);
    QFETCH(double, step);
    QFETCH(double, top);
    const ValueTicks ticks = niceTicks(largest, 4);
    QVERIFY2(qFuzzyCompare(ticks.step, step), qPrintable(QString::number(ticks.step)));
    QVERIFY2(qFuzzyCompare(ticks.top, top), qPrintable(QString::number(ticks.top)));
    QVERIFY(ticks.values().size() <= 5);
    QCOMPARE(ticks.values().front(), 0.0);
}

void TstAxis::nothingAboveZeroStillHasAnAxis()
{
    for (const double largest : {0.0, -3.0, std::numeric_limits<double>::quiet_NaN()}) {
        const ValueTicks ticks = niceTicks(largest, 4);
        QCOMPARE(ticks.top, 1.0);
        QCOMPARE(ticks.values().size(), std::size_t{2});
    }
}

void TstAxis::timesAreRoundOnTheLocalClock()
{
    const QDateTime begin(QDate(2026, 3, 4), QTime(13, 58, 12));
    const Timestamp from(std::chrono::seconds(begin.toSecsSinceEpoch()));
    const auto ticks = timeTicks({from, from + 20min}, 5);
    QCOMPARE(ticks.size(), std::size_t{4});
    QStringList texts;
    for (const Timestamp tick : ticks)
        texts << QDateTime::fromSecsSinceEpoch(
                     std::chrono::floor<std::chrono::seconds>(tick).time_since_epoch().count())
                     .toString(QStringLiteral("HH:mm:ss"));
    QCOMPARE(texts.join(QLatin1Char(' ')), QStringLiteral("14:00:00 14:05:00 14:10:00 14:15:00"));
}

void TstAxis::reducingKeepsTheExtremesOfEveryColumn()
{
    QList<QPointF> points;
    for (int i = 0; i < 10'000; ++i)
        points.append({static_cast<double>(i), i == 4321 ? 99.0 : i == 8765 ? -7.0 : 1.0});
    const QList<QPointF> reduced = reducedToColumns(points, 0, 10'000, 200);
    QVERIFY(reduced.size() <= 400);
    QVERIFY(reduced.contains(QPointF(4321, 99)));
    QVERIFY(reduced.contains(QPointF(8765, -7)));
    QVERIFY(std::ranges::is_sorted(reduced, {}, &QPointF::x));
}

void TstAxis::fewPointsAreLeftAsTheyAre()
{
    const QList<QPointF> points{{0, 1}, {1, 2}, {2, 3}};
    QCOMPARE(reducedToColumns(points, 0, 2, 100), points);
}

static const Registered<TstAxis> registered;
#include "tst_axis.moc"
