// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/attributelift.h"
#include "core/analysis/significance.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

#include <cmath>

using namespace spanwise;
using namespace spanwise::test;

namespace {

bool isNear(double left, double right)
{
    return std::abs(left - right) < 5e-5;
}

/// The nth query of a set: 400 switches that have nothing to do with it, and one that has.
Trace noisy(bool isLeft, unsigned n)
{
    TelemetryBatch batch = batchFromOutline("q 0 10");
    std::vector<Attribute> list;
    for (unsigned key = 0; key < 400; ++key) {
        const unsigned mixed = (n * 2654435761U + (isLeft ? 97U : 0U) * 40503U) ^ (key * 2246822519U);
        list.push_back({batch.arena.copy("noise" + std::to_string(key)),
                        Value::ofBool(((mixed * 3266489917U) >> 16U) % 3U == 0)});
    }
    list.push_back({"cause", Value::ofBool(isLeft)});
    batch.spans[0].attributes = batch.arena.copy(std::span<const Attribute>(list));
    std::vector<SpanFacts> facts(batch.spans.size());
    return Trace(std::move(batch), std::move(facts));
}

} // namespace

class TstSignificance : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chanceIsFishers();
    void whatCannotBeToldFromChanceIsKnownBefore();
    void falseDiscoveriesAreControlledAsPublished();
    void noiseIsNotListedHoweverMuchIsTested();
};

void TstSignificance::chanceIsFishers()
{
    // The lady tasting tea: 3 of 4 against 1 of 4, 0.4857 two-sided; 4 of 4 against 0 of 4, 2 of 70 tables.
    QVERIFY(isNear(chanceOf({3, 4}, {1, 4}), 0.48571));
    QVERIFY(isNear(chanceOf({4, 4}, {0, 4}), 0.02857));
    QVERIFY(isNear(chanceOf({1, 10}, {11, 14}), 0.002759));
    QCOMPARE(chanceOf({0, 0}, {3, 4}), 1.0);
    QVERIFY(isNear(chanceOf({500, 1000}, {500, 1000}), 1));
    QVERIFY(chanceOf({1000, 1000}, {0, 1000}) < 1e-300);
}

void TstSignificance::whatCannotBeToldFromChanceIsKnownBefore()
{
    QVERIFY(isNear(leastChanceOf(2, 4, 4), 6.0 / 28)); // both on one side: C(4,2) of C(8,2)
    QCOMPARE(leastChanceOf(3, 0, 4), 1.0);
}

void TstSignificance::falseDiscoveriesAreControlledAsPublished()
{
    // The worked example of 15 tests in Benjamini and Hochberg (1995): 5 % lets the four smallest pass.
    const std::vector<double> rates =
        falseDiscoveryRates({0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
                             0.4262, 0.5719, 0.6528, 0.7590, 1.0});
    QVERIFY(rates[3] <= 0.05 && rates[4] > 0.05);
    QVERIFY(isNear(rates[0], 0.0015));
    QVERIFY(isNear(rates[14], 1));
    QVERIFY(falseDiscoveryRates({}).empty());
}

void TstSignificance::noiseIsNotListedHoweverMuchIsTested()
{
    AttributeCounts left;
    AttributeCounts right;
    for (unsigned n = 0; n < 60; ++n) {
        left.add(noisy(true, n));
        right.add(noisy(false, n));
    }
    const LiftRanking ranking = rankLift(left, right, 100);
    QVERIFY(ranking.tested > 400);
    QVERIFY(!ranking.lifts.empty());
    QCOMPARE(ranking.lifts.front().key, std::string("cause"));
    QVERIFY2(ranking.lifts.size() <= 3,
             qPrintable(QString::number(ranking.lifts.size()))); // true and false of it
}

static const Registered<TstSignificance> registered;
#include "tst_significance.moc"
