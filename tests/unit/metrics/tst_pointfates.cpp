// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "tests/unit/metrics/pointsender.h"

#include <QTest>

#include <array>
#include <cstdio>
#include <limits>

using namespace spanwise;
using namespace spanwise::test;

namespace {

Exemplar exemplarAt(double time, double value)
{
    Exemplar exemplar;
    if (time > 0)
        exemplar.time = at(time);
    exemplar.value = Value::ofDouble(value);
    exemplar.traceId = *TraceId::fromHex("0af7651916cd43dd8448eb211c80319c");
    exemplar.spanId = *SpanId::fromHex("b7ad6b7169203331");
    return exemplar;
}

/// "latency 0.5@3.5" for each, in their order.
std::string textOf(const std::vector<ExemplarRow> &exemplars)
{
    std::string text;
    for (const ExemplarRow &row : exemplars) {
        const std::chrono::duration<double> time = row.time - at(0);
        std::array<char, 100> words{};
        std::snprintf(words.data(), words.size(), " %g@%g ", row.value, time.count());
        text += row.metric + words.data();
    }
    return text;
}

} // namespace

class TstPointFates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatBecameOfAPointIsTold();
    void whatHasNoValueIsNoLoss();
    void filesMayGoBackInTime();
    void whatAFileBroughtBeforeOnlyMovesItsStreamOn();
    void exemplarsAreKeptWithTheirSeries();
    void exemplarsThatAreRepeatedAreKeptOnce();
    void exemplarsWithoutAValueAreCounted();
    void exemplarsOfSeriesThatAreTooManyStandThere();
};

void TstPointFates::whatBecameOfAPointIsTold()
{
    Sender sender;
    sender.metric = metricOf("load", MetricType::Gauge);
    sender.send(5, 1);
    QCOMPARE(sender.fate, PointMetrics::Fate::Stored);
    sender.send(5, 1);
    QCOMPARE(sender.fate, PointMetrics::Fate::Duplicate);
    sender.send(6, std::numeric_limits<double>::infinity());
    QCOMPARE(sender.fate, PointMetrics::Fate::NotFinite);
    sender.metric = metricOf("load", MetricType::Histogram, Temporality::Delta);
    sender.histogram(7, {1, 1}, {1}, 2);
    QCOMPARE(sender.fate, PointMetrics::Fate::OfAnotherKind); // the name is a gauge's
    sender.metric = metricOf("old", MetricType::Gauge);
    sender.recorded.now = 40 * 86'400;
    sender.send(8, 1);
    QCOMPARE(sender.fate, PointMetrics::Fate::TooOld);
}

void TstPointFates::whatHasNoValueIsNoLoss()
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    Sender sender;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Delta, true);
    double time = 10;
    for (const double value : {1.0, nan, 2.0}) {
        sender.send(time++, value);
        QCOMPARE(sender.fate, PointMetrics::Fate::Stored);
    }
    QCOMPARE(sender.ask("increase(hits_total[1m])", 20), R"({service="rag"} 3)");
    const QuantileValue quantiles[] = {{0.5, nan}, {0.9, 7}};
    Distribution distribution;
    distribution.count = 1;
    distribution.quantiles = quantiles;
    sender.metric = metricOf("wait", MetricType::Summary);
    sender.send(20, {}, &distribution);
    QCOMPARE(sender.fate, PointMetrics::Fate::Stored);
    QCOMPARE(sender.ask("wait", 21), R"({quantile="0.9", service="rag"} 7)");
}

void TstPointFates::filesMayGoBackInTime()
{
    Sender sender;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Delta, true);
    sender.send(300, 1); // live
    sender.isRecorded = true;
    sender.send(200, 2); // a file of before
    sender.send(201, 4);
    sender.send(100, 8); // and one that is older still
    QCOMPARE(sender.fate, PointMetrics::Fate::Stored);
    QCOMPARE(sender.ask("increase(hits_total[10m])", 301), R"({service="rag"} 15)");

    sender.metric = metricOf("asked", MetricType::Sum, Temporality::Cumulative, true);
    sender.start = 190;
    sender.send(200, 5); // began with the file: counts in full
    sender.send(210, 7);
    sender.start = 90;
    sender.send(100, 3);
    QCOMPARE(sender.ask("increase(asked_total[10m])", 301), R"({service="rag"} 10)");
}

void TstPointFates::whatAFileBroughtBeforeOnlyMovesItsStreamOn()
{
    Sender sender;
    sender.isRecorded = true;
    sender.exemplars = {exemplarAt(1, 1)};
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Cumulative, true);
    sender.start = 0;
    sender.isKnown = true;
    sender.send(10, 5);
    QCOMPARE(sender.fate, PointMetrics::Fate::Duplicate);
    QVERIFY(sender.metrics.touches().empty() && sender.metrics.exemplars().empty());
    sender.isKnown = false; // the file has grown since
    sender.send(20, 7);
    QCOMPARE(sender.fate, PointMetrics::Fate::Stored);
    QCOMPARE(sender.ask("increase(hits_total[10m])", 21), R"({service="rag"} 2)");
}

void TstPointFates::exemplarsAreKeptWithTheirSeries()
{
    Sender sender;
    sender.route = "/ask";
    const Attribute own[] = {{"user.kind", Value::ofString("guest")}};
    sender.exemplars = {exemplarAt(3.5, 0.25), exemplarAt(0, 4)};
    sender.exemplars[0].filteredAttributes = own;
    sender.metric = metricOf("wait", MetricType::Histogram, Temporality::Delta);
    sender.histogram(4, {1, 1}, {1}, 2);
    const std::vector<ExemplarRow> kept = sender.metrics.exemplars();
    QCOMPARE(textOf(kept), "wait 0.25@3.5 wait 4@4 ");
    const MetricTags tags{{"http_route", "/ask"}, {"service", "rag"}};
    QCOMPARE(kept[0].tags, tags);
    QCOMPARE(kept[0].trace.toHex(), "0af7651916cd43dd8448eb211c80319c");
    QCOMPARE(kept[0].span.toHex(), "b7ad6b7169203331");
    QCOMPARE(kept[0].attributes, "user.kind");
    QCOMPARE(kept[1].attributes, "");
    sender.metrics.forget();
    QVERIFY(sender.metrics.exemplars().empty());

    sender.exemplars = {exemplarAt(1000, 1)}; // its clock is ahead
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Delta, true);
    sender.send(5, 1);
    sender.metric = metricOf("load", MetricType::Gauge);
    sender.send(6, 1);
    QCOMPARE(textOf(sender.metrics.exemplars()), "hits_total 1@5 load 1@6 ");
    sender.send(6, 1); // redelivered
    sender.send(7, {}, nullptr, DataPoint::noRecordedValue);
    QCOMPARE(sender.metrics.exemplars().size(), std::size_t(2));
}

void TstPointFates::exemplarsThatAreRepeatedAreKeptOnce()
{
    Sender sender;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Cumulative, true);
    sender.exemplars = {exemplarAt(0, 0.5)};
    sender.send(1, 1);
    sender.send(2, 2); // the page still has it
    sender.exemplars.push_back(exemplarAt(0, 0.75));
    sender.send(3, 3);
    sender.exemplars.clear();
    sender.send(4, 3);
    sender.exemplars = {exemplarAt(0, 0.5)}; // measured again
    sender.send(5, 4);
    QCOMPARE(textOf(sender.metrics.exemplars()), "hits_total 0.5@1 hits_total 0.75@3 hits_total 0.5@5 ");
}

void TstPointFates::exemplarsWithoutAValueAreCounted()
{
    Sender sender;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Delta, true);
    sender.exemplars = {exemplarAt(1, std::numeric_limits<double>::quiet_NaN()), exemplarAt(1, 2)};
    sender.exemplars.push_back(exemplarAt(1, 3));
    sender.exemplars.back().value = {};
    sender.send(1, 1);
    QCOMPARE(textOf(sender.metrics.exemplars()), "hits_total 2@1 ");
    QCOMPARE(sender.metrics.losses().exemplars, 2U);
}

void TstPointFates::exemplarsOfSeriesThatAreTooManyStandThere()
{
    Sender sender;
    sender.metric = metricOf("load", MetricType::Gauge);
    for (std::size_t i = 0; i <= SeriesStore::maxSeries; ++i) {
        sender.route = "/" + std::to_string(i);
        if (i == SeriesStore::maxSeries)
            sender.exemplars = {exemplarAt(1, 2)};
        sender.send(1, 1);
    }
    const MetricTags overflow{{"overflow", "true"}};
    QCOMPARE(sender.metrics.exemplars().at(0).tags, overflow);
}

static const Registered<TstPointFates> registered;
#include "tst_pointfates.moc"
