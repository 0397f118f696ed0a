// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/sketch.h"
#include "core/metrics/sketchwindow.h"
#include "tests/support/suite.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

using namespace spanwise;

namespace {

constexpr double quantiles[] = {0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1};

double exactQuantile(const std::vector<double> &sorted, double q)
{
    return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))];
}

using Draw = std::function<double(std::mt19937_64 &)>;

const std::vector<std::pair<const char *, Draw>> &distributions()
{
    static const std::vector<std::pair<const char *, Draw>> all{
        {"uniform", [](auto &random) { return std::uniform_real_distribution<>(1, 1000)(random); }},
        {"latencies", [](auto &random) { return std::lognormal_distribution<>(5, 1.2)(random); }},
        {"heavy tail",
         [](auto &random) { return std::pow(std::uniform_real_distribution<>(1e-6, 1)(random), -1.5); }},
        {"tiny", [](auto &random) { return std::exponential_distribution<>(1e6)(random) + 1e-8; }},
        {"both signs", [](auto &random) { return std::normal_distribution<>(0, 100)(random); }},
        {"constant", [](auto &) { return 42.0; }},
        {"with zeros", [](auto &random) { return std::max(0.0, std::normal_distribution<>(1, 5)(random)); }},
    };
    return all;
}

} // namespace

class TstSketch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quantilesAreWithinOnePercent_data();
    void quantilesAreWithinOnePercent();
    void mergedSketchesAreAsExactAsOne_data() { quantilesAreWithinOnePercent_data(); }
    void mergedSketchesAreAsExactAsOne();
    void aSlidWindowEqualsOneFilledAfresh();
    void serializingAndBackIsTheSame();
    void damagedBytesAreRefused_data();
    void damagedBytesAreRefused();
    void whatIsNotANumberIsRefused();
    void extremesShareTheOutermostBuckets();
    void aFullSketchCollapsesItsLowestBuckets();
};

void TstSketch::quantilesAreWithinOnePercent_data()
{
    QTest::addColumn<int>("distribution");
    for (std::size_t i = 0; i < distributions().size(); ++i)
        QTest::newRow(distributions()[i].first) << static_cast<int>(i);
}

void TstSketch::quantilesAreWithinOnePercent()
{
    QFETCH(int, distribution);
    std::mt19937_64 random(7);
    QuantileSketch sketch;
    std::vector<double> values;
    for (int i = 0; i < 20'000; ++i) {
        values.push_back(distributions()[static_cast<std::size_t>(distribution)].second(random));
        QVERIFY(sketch.add(values.back()));
    }
    std::sort(values.begin(), values.end());
    QCOMPARE(sketch.count(), std::uint64_t(20'000));
    for (const double q : quantiles) {
        const double exact = exactQuantile(values, q);
        const double found = sketch.quantile(q).value();
        QVERIFY2(std::abs(found - exact) <= std::abs(exact) * 0.0100001 + 1e-9,
                 qPrintable(QStringLiteral("q %1: %2 instead of %3").arg(q).arg(found).arg(exact)));
    }
}

void TstSketch::mergedSketchesAreAsExactAsOne()
{
    QFETCH(int, distribution);
    std::mt19937_64 random(11);
    QuantileSketch whole;
    std::vector<QuantileSketch> parts(17);
    for (std::size_t i = 0; i < 5'000; ++i) {
        const double value = distributions()[static_cast<std::size_t>(distribution)].second(random);
        whole.add(value);
        parts[i % parts.size()].add(value);
    }
    QuantileSketch merged;
    for (const QuantileSketch &part : parts)
        merged.merge(part);
    QVERIFY(merged == whole);
}

void TstSketch::aSlidWindowEqualsOneFilledAfresh()
{
    std::mt19937_64 random(3);
    std::vector<QuantileSketch> intervals(60);
    for (QuantileSketch &interval : intervals) {
        for (int i = 0; i < 20; ++i)
            interval.add(std::normal_distribution<>(50, 80)(random));
    }
    SketchWindow slid;
    for (std::size_t end = 0; end < intervals.size(); ++end) {
        slid.add(intervals[end].bins());
        if (end >= 7)
            slid.remove(intervals[end - 7].bins());
        QuantileSketch fresh;
        for (std::size_t i = end >= 7 ? end - 6 : 0; i <= end; ++i)
            fresh.merge(intervals[i]);
        QCOMPARE(slid.count(), fresh.count());
        for (const double q : quantiles)
            QCOMPARE(slid.quantile(q), fresh.quantile(q));
    }
    SketchWindow empty;
    empty.add(intervals[0].bins());
    empty.remove(intervals[0].bins());
    QVERIFY(!empty.quantile(0.5));
    empty.add(intervals[1].bins());
    QCOMPARE(empty.quantile(0.5), intervals[1].quantile(0.5));
}

void TstSketch::serializingAndBackIsTheSame()
{
    QuantileSketch sketch;
    QCOMPARE(QuantileSketch::fromSerialized(sketch.serialized()).value(), sketch);
    std::mt19937_64 random(5);
    for (int i = 0; i < 1000; ++i)
        sketch.add(std::lognormal_distribution<>(5, 1)(random));
    const std::string bytes = sketch.serialized();
    QCOMPARE(QuantileSketch::fromSerialized(bytes).value(), sketch);
    QVERIFY(bytes.size() < 1000);
}

void TstSketch::damagedBytesAreRefused_data()
{
    using namespace std::string_literals;
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const std::string &bytes) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
    };
    row("empty", ""s);
    row("another version", "\x02\x01\x01"s);
    row("a key without a count", "\x01\x05"s);
    row("a varint that does not end", "\x01\x05\xff\xff"s);
    row("a varint of 40 bits", "\x01\x05\xff\xff\xff\xff\xff\x01"s);
    row("a count of nothing", "\x01\x05\x00"s);
    row("the same key twice", "\x01\x05\x01\x00\x01"s);
    row("a key beyond the last", "\x01\xff\xff\x03\x01"s);
}

void TstSketch::damagedBytesAreRefused()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(!QuantileSketch::fromSerialized(
        std::string_view(bytes.data(), static_cast<std::size_t>(bytes.size()))));
}

void TstSketch::whatIsNotANumberIsRefused()
{
    QuantileSketch sketch;
    QVERIFY(!sketch.add(std::numeric_limits<double>::quiet_NaN()));
    QVERIFY(!sketch.add(std::numeric_limits<double>::infinity()));
    QVERIFY(!sketch.add(-std::numeric_limits<double>::infinity()));
    QVERIFY(sketch.isEmpty());
    QVERIFY(!sketch.quantile(0.5));
}

void TstSketch::extremesShareTheOutermostBuckets()
{
    QCOMPARE(QuantileSketch::keyOf(0), 0);
    QCOMPARE(QuantileSketch::keyOf(-0.0), 0);
    QCOMPARE(QuantileSketch::keyOf(1e-12), 0);
    QCOMPARE(QuantileSketch::keyOf(1e300), QuantileSketch::keyOf(1e15));
    QCOMPARE(QuantileSketch::keyOf(-1e300), -QuantileSketch::keyOf(1e15));
    QVERIFY(QuantileSketch::keyOf(1e15) <= QuantileSketch::maxKey);
    QVERIFY(QuantileSketch::keyOf(1.0001e-9) >= 1);
}

void TstSketch::aFullSketchCollapsesItsLowestBuckets()
{
    QuantileSketch sketch;
    std::vector<double> values;
    for (double value = 1e-8; value < 1e14; value *= 1.015) {
        sketch.add(value);
        values.push_back(value);
    }
    QVERIFY(values.size() > QuantileSketch::maxBins);
    QCOMPARE(sketch.bins().size(), QuantileSketch::maxBins);
    QCOMPARE(sketch.count(), static_cast<std::uint64_t>(values.size()));
    const double exact = exactQuantile(values, 0.95);
    QVERIFY(std::abs(sketch.quantile(0.95).value() - exact) <= exact * 0.0100001);
}

static const spanwise::test::Registered<TstSketch> registered;
#include "tst_sketch.moc"
