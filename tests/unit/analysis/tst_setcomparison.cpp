// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/setcomparison.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace spanwise;
using namespace spanwise::test;

namespace {

bool isNear(double left, double right, double tolerance = 5e-5)
{
    return std::abs(left - right) < tolerance;
}

/// 1, 2, ... n.
std::vector<double> ranks(int n)
{
    std::vector<double> values(static_cast<std::size_t>(n));
    std::iota(values.begin(), values.end(), 1.0);
    return values;
}

/// A trace whose root has these attributes, "model=a region=eu".
Trace traceWith(const QString &attributes, const std::string &outline = "q 0 10")
{
    TelemetryBatch batch = batchFromOutline(outline);
    std::vector<Attribute> list;
    for (const QString &word : attributes.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        list.push_back({batch.arena.copy(word.section(QLatin1Char('='), 0, 0).toStdString()),
                        Value::ofString(batch.arena.copy(word.section(QLatin1Char('='), 1).toStdString()))});
    batch.spans[0].attributes = batch.arena.copy(std::span<const Attribute>(list));
    std::vector<SpanFacts> facts(batch.spans.size());
    for (std::size_t i = 0; i < facts.size(); ++i)
        facts[i].failed = batch.spans[i].status == StatusCode::Error;
    return Trace(std::move(batch), std::move(facts));
}

} // namespace

class TstSetComparison : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quantilesHaveTheBoundsOfOrderStatistics_data();
    void quantilesHaveTheBoundsOfOrderStatistics();
    void quantilesOfLittleAreNotBounded();
    void boundsStayRightForLargeSamples();
    void proportionsAreBoundedAsPublished();
    void aSetIsBoiledDownToItsSteps();
    void aStepThatRunsTwiceCountsOnceForItsQuery();
    void histogramsOfBothSetsShareTheirBinsAndSumUpToOne();
    void theWholeQueryComesFirstThenWhatTakesMost();
    void aClearDifferenceIsToldFromNoise();
    void whatIsDifferentAboutASetIsRankedBySureness();
    void aValueCountsOnceForATrace();
    void emptySetsCompareToNothing();
};

void TstSetComparison::quantilesHaveTheBoundsOfOrderStatistics_data()
{
    QTest::addColumn<int>("n");
    QTest::addColumn<double>("q");
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    // Ranks of the sign test's tables: the interval of a median of 10 is [2nd, 9th], of 20 [6th, 15th], of 6
    // [1st, 6th].
    QTest::newRow("median of 6") << 6 << 0.5 << 3.5 << 1.0 << 6.0;
    QTest::newRow("median of 10") << 10 << 0.5 << 5.5 << 2.0 << 9.0;
    QTest::newRow("median of 20") << 20 << 0.5 << 10.5 << 6.0 << 15.0;
    QTest::newRow("median of 100") << 100 << 0.5 << 50.5 << 40.0 << 61.0;
}

void TstSetComparison::quantilesHaveTheBoundsOfOrderStatistics()
{
    QFETCH(int, n);
    QFETCH(double, q);
    const auto estimate = quantileOf(ranks(n), q);
    QTEST(estimate->value, "value");
    QTEST(*estimate->low, "low");
    QTEST(*estimate->high, "high");
}

void TstSetComparison::quantilesOfLittleAreNotBounded()
{
    QVERIFY(!quantileOf({}, 0.5));
    const auto one = quantileOf(ranks(1), 0.5);
    QCOMPARE(one->value, 1.0);
    QVERIFY(!one->low && !one->high);
    QVERIFY(!quantileOf(ranks(5), 0.5)->isBounded()); // 2 x 1/32 is more than 5 %
    const auto tail = quantileOf(ranks(20), 0.95);    // nothing above tells how far p95 may reach
    QVERIFY(tail->low && !tail->high);
}

void TstSetComparison::boundsStayRightForLargeSamples()
{
    // Normal approximation for n = 10,000: 9500 - 1.96 sqrt(475) = 9457.3, above 9542.7.
    const auto estimate = quantileOf(ranks(10'000), 0.95);
    QVERIFY2(isNear(*estimate->low, 9457.5, 2), qPrintable(QString::number(*estimate->low)));
    QVERIFY2(isNear(*estimate->high, 9543.5, 2), qPrintable(QString::number(*estimate->high)));
}

void TstSetComparison::proportionsAreBoundedAsPublished()
{
    // Newcombe 1998: 81/263 by the score method; 56/70 - 48/80 and 10/10 - 0/10 by method 10.
    const Bounds one = wilsonBounds({81, 263});
    QVERIFY(isNear(one.low, 0.2553) && isNear(one.high, 0.3662));
    const Bounds difference = differenceBounds({56, 70}, {48, 80});
    QVERIFY(isNear(difference.low, 0.0524) && isNear(difference.high, 0.3339));
    const Bounds extreme = differenceBounds({10, 10}, {0, 10});
    QVERIFY(isNear(extreme.low, 0.6075) && isNear(extreme.high, 1.0));
    QCOMPARE(wilsonBounds({0, 0}).high, 1.0);
}

void TstSetComparison::aSetIsBoiledDownToItsSteps()
{
    QuerySet set;
    set.add(traceWith({}, "q 0 1000\n  a 0 200\n  b 200 900 error"));
    set.add(traceWith({}, "q 0 3000\n  a 0 400"));
    QCOMPARE(set.traces(), std::uint64_t(2));
    QCOMPARE(set.steps().at(QuerySet::wholeQuery).sample.seconds, (std::vector<double>{1.0, 3.0}));
    QCOMPARE(set.steps().at("a").sample.seconds, (std::vector<double>{0.2, 0.4}));
    const SetComparison comparison = compareSets(set, QuerySet{});
    const auto b = std::ranges::find(comparison.steps, "b", &SetStep::name);
    QCOMPARE(b->left.present, (Proportion{1, 2}));
    QCOMPARE(b->left.failed, (Proportion{1, 1}));
    QVERIFY(!b->right.p50);
}

void TstSetComparison::aStepThatRunsTwiceCountsOnceForItsQuery()
{
    QuerySet set;
    set.add(traceWith({}, "q 0 1000\n  a 0 200\n  a 200 500"));
    QCOMPARE(set.steps().at("a").sample.seconds, std::vector<double>{0.5});
    QCOMPARE(set.steps().at("a").sample.runs, std::uint64_t(2));
}

void TstSetComparison::histogramsOfBothSetsShareTheirBinsAndSumUpToOne()
{
    QuerySet left;
    QuerySet right;
    for (int i = 1; i <= 3; ++i)
        left.add(traceWith({}, "q 0 " + std::to_string(i)));
    right.add(traceWith({}, "q 0 1000"));
    const SetComparison comparison = compareSets(left, right);
    const SetStep &whole = comparison.steps.front();
    QVERIFY(isNear(whole.from, 0.001) && isNear(whole.to, 1));
    const auto sum = [](const std::vector<double> &shares) {
        return std::accumulate(shares.begin(), shares.end(), 0.0);
    };
    QVERIFY(isNear(sum(whole.left.histogram), 1));
    QVERIFY(isNear(sum(whole.right.histogram), 1));
    QCOMPARE(whole.left.histogram.front(), 1.0 / 3);
    QCOMPARE(whole.right.histogram.back(), 1.0);
}

void TstSetComparison::theWholeQueryComesFirstThenWhatTakesMost()
{
    QuerySet left;
    QuerySet right;
    left.add(traceWith({}, "q 0 1000\n  a 0 100\n  b 100 200"));
    right.add(traceWith({}, "q 0 1000\n  a 0 100\n  b 100 900\n  c 0 300"));
    QStringList names;
    for (const SetStep &step : compareSets(left, right).steps)
        names.append(QString::fromStdString(step.name));
    QCOMPARE(names, (QStringList{QString(), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("a")}));
}

void TstSetComparison::aClearDifferenceIsToldFromNoise()
{
    QuerySet before;
    QuerySet after;
    for (int i = 0; i < 40; ++i) {
        before.add(traceWith({}, "q 0 2000\n  slower 0 " + std::to_string(100 + i) + "\n  same 0 " +
                                     std::to_string(100 + i)));
        after.add(traceWith({}, "q 0 2000\n  slower 0 " + std::to_string(300 + i) + "\n  same 0 " +
                                    std::to_string(101 + i)));
    }
    const SetComparison comparison = compareSets(before, after);
    QVERIFY(std::ranges::find(comparison.steps, "slower", &SetStep::name)->p50Differs());
    QVERIFY(!std::ranges::find(comparison.steps, "same", &SetStep::name)->p50Differs());
}

void TstSetComparison::whatIsDifferentAboutASetIsRankedBySureness()
{
    QuerySet slow;
    QuerySet rest;
    for (int i = 0; i < 20; ++i)
        slow.add(traceWith(QStringLiteral("model=large region=%1 all=yes")
                               .arg(i % 4 == 0 ? QStringLiteral("eu") : QStringLiteral("us"))));
    for (int i = 0; i < 200; ++i)
        rest.add(traceWith(QStringLiteral("model=%1 region=%2 all=yes")
                               .arg(i % 10 == 0 ? QStringLiteral("large") : QStringLiteral("small"),
                                    i % 2 == 0 ? QStringLiteral("eu") : QStringLiteral("us"))));
    const auto lifts = compareSets(slow, rest).lifts;
    QVERIFY(lifts.size() >= 2);
    // 20 of 20 against 20 of 200; its counterpart, small, is as sure, and of the other set.
    QCOMPARE(lifts[0].key + "=" + lifts[0].value, std::string("model=large"));
    QVERIFY(lifts[0].isOfLeft());
    QCOMPARE(lifts[0].left, (Proportion{20, 20}));
    QCOMPARE(lifts[0].right, (Proportion{20, 200}));
    QCOMPARE(lifts[0].ratio(), 10.0);
    QCOMPARE(lifts[1].value, std::string("small"));
    QVERIFY(!lifts[1].isOfLeft());
    // What all have says nothing.
    QVERIFY(std::ranges::none_of(
        lifts, [](const AttributeLift &lift) { return lift.key == "all" || lift.key == "step"; }));
    QCOMPARE(compareSets(slow, rest, 1).lifts.size(), std::size_t(1));
}

void TstSetComparison::aValueCountsOnceForATrace()
{
    AttributeCounts counts;
    counts.add(traceWith({}, "q 0 9\n  a 0 1\n  a 1 2 error\n  a 2 3 error"));
    QCOMPARE(counts.of("step", "a"), (Proportion{1, 1}));
    QCOMPARE(counts.of("failed step", "a"), (Proportion{1, 1}));
    QCOMPARE(counts.of("resource.service.name", "outline"), (Proportion{1, 1}));
    QCOMPARE(counts.of("step", "b"), (Proportion{0, 1}));
}

void TstSetComparison::emptySetsCompareToNothing()
{
    const SetComparison nothing = compareSets(QuerySet{}, QuerySet{});
    QVERIFY(nothing.steps.empty() && nothing.lifts.empty());
    QuerySet one;
    one.add(traceWith(QStringLiteral("a=b")));
    QVERIFY(compareSets(one, QuerySet{}).lifts.empty());
    QCOMPARE(compareSets(QuerySet{}, one).steps.size(), std::size_t(1));
}

static const Registered<TstSetComparison> registered;
#include "tst_setcomparison.moc"
