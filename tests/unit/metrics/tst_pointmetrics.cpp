// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/pointnames.h"
#include "tests/support/suite.h"
#include "tests/unit/metrics/pointsender.h"

#include <QTest>

#include <limits>
#include <new>

using namespace spanwise;
using namespace spanwise::test;

class TstPointMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreThoseOfPrometheus_data();
    void namesAreThoseOfPrometheus();
    void tagsAreAttributesAndTheService();
    void aGaugeShowsItsLastValue();
    void deltasAddUp();
    void aCumulativeSumIsItsGrowth();
    void theFirstValueOfAnOlderStreamIsWhereCountingBegins();
    void aStreamThatBeganAfterUsCountsInFull();
    void aResetCountsTheWholeValue_data();
    void aResetCountsTheWholeValue();
    void aRedeliveredPointAddsNothing();
    void processesOfOneServiceAreAddedUp();
    void gaugesOfProcessesAreToldApart();
    void levelsFollowDeltas();
    void gapsAreNotValues();
    void quantilesOfAnExplicitHistogram();
    void cumulativeHistogramsGrow();
    void quantilesOfAnExponentialHistogram();
    void exponentialHistogramsMayChangeTheirScale();
    void aSummaryIsGaugesAndTwoCounters();
    void aNameWithAnotherKindIsCounted();
    void rowsComeBackAfterARestart();
    void whatAPointChangedCanBeKeptAtOnce();
    void aLatePointIsKeptWithWhatItsMinuteHeld();
    void absurdDistributionsDoNoHarm();
};

void TstPointMetrics::namesAreThoseOfPrometheus_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("unit");
    QTest::addColumn<int>("type");
    QTest::addColumn<bool>("monotonic");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *unit, MetricType type, bool monotonic,
                        const char *expected) {
        QTest::newRow(expected) << QByteArray(name) << QByteArray(unit) << static_cast<int>(type) << monotonic
                                << QByteArray(expected);
    };
    row("http.server.request.duration", "s", MetricType::Histogram, false,
        "http_server_request_duration_seconds");
    row("http.server.active_requests", "{request}", MetricType::Sum, false, "http_server_active_requests");
    row("http.requests", "{request}", MetricType::Sum, true, "http_requests_total");
    row("http_requests_total", "", MetricType::Sum, true, "http_requests_total");
    row("process.io.total", "By", MetricType::Sum, true, "process_io_bytes_total");
    row("cpu.utilization", "1", MetricType::Gauge, false, "cpu_utilization_ratio");
    row("temp_celsius", "Cel", MetricType::Gauge, false, "temp_celsius");
    row("speed", "m/s", MetricType::Gauge, false, "speed_meters_per_second");
    row("2fast--for.you!", "", MetricType::Gauge, false, "_2fast_for_you");
    row("seen_total", "", MetricType::Gauge, false, "seen_total_value");
    row("queries", "", MetricType::Sum, true, "otlp_queries_total");
    row("gen_ai.client.token.usage", "{token}", MetricType::ExponentialHistogram, false,
        "gen_ai_client_token_usage");
}

void TstPointMetrics::namesAreThoseOfPrometheus()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, unit);
    QFETCH(int, type);
    QFETCH(bool, monotonic);
    QFETCH(QByteArray, expected);
    const Metric metric = metricOf(name.toStdString(), {}, {}, monotonic, {});
    Metric whole = metric;
    const std::string nameText = name.toStdString();
    const std::string unitText = unit.toStdString();
    whole.name = nameText;
    whole.unit = unitText;
    whole.type = static_cast<MetricType>(type);
    QCOMPARE(QByteArray::fromStdString(pointnames::seriesName(whole)), expected);
}

void TstPointMetrics::tagsAreAttributesAndTheService()
{
    Sender sender;
    sender.metric = metricOf("load", MetricType::Gauge);
    sender.route = "/ask";
    sender.send(1, 2.5);
    QCOMPARE(sender.ask("load", 2), R"({http_route="/ask", service="rag"} 2.5)");
    QCOMPARE(sender.ask("load{service=\"rag\"} * 2", 2), R"({http_route="/ask", service="rag"} 5)");
}

void TstPointMetrics::aGaugeShowsItsLastValue()
{
    Sender sender;
    sender.metric = metricOf("load", MetricType::Gauge);
    sender.send(1, 7);
    sender.send(2, Value::ofInt(3));
    QCOMPARE(sender.ask("load", 3), R"({service="rag"} 3)");
}

void TstPointMetrics::deltasAddUp()
{
    Sender sender;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Delta, true);
    for (int i = 1; i <= 6; ++i)
        sender.send(10 * i, 5);
    QCOMPARE(sender.ask("increase(hits_total[1m])", 61), R"({service="rag"} 30)");
    QCOMPARE(sender.ask("sum(rate(hits_total[1m]))", 61), "0.5");
}

void TstPointMetrics::aCumulativeSumIsItsGrowth()
{
    Sender sender;
    sender.start = -100;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Cumulative, true);
    for (int i = 1; i <= 6; ++i)
        sender.send(10 * i, 1000 + 5 * i);
    QCOMPARE(sender.ask("increase(hits_total[1m])", 61), R"({service="rag"} 25)");
}

void TstPointMetrics::theFirstValueOfAnOlderStreamIsWhereCountingBegins()
{
    Sender sender;
    sender.start = -100;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Cumulative, true);
    sender.send(10, 1000);
    QCOMPARE(sender.ask("increase(hits_total[1m])", 11), R"({service="rag"} 0)");
}

void TstPointMetrics::aStreamThatBeganAfterUsCountsInFull()
{
    Sender sender;
    sender.start = 1;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Cumulative, true);
    sender.send(10, 7);
    QCOMPARE(sender.ask("increase(hits_total[1m])", 11), R"({service="rag"} 7)");
}

void TstPointMetrics::aResetCountsTheWholeValue_data()
{
    QTest::addColumn<double>("start");
    QTest::addColumn<double>("value");
    QTest::newRow("the value fell") << -100.0 << 3.0;
    QTest::newRow("a later start") << 25.0 << 2000.0;
}

void TstPointMetrics::aResetCountsTheWholeValue()
{
    QFETCH(double, start);
    QFETCH(double, value);
    Sender sender;
    sender.start = -100;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Cumulative, true);
    sender.send(10, 1000);
    sender.send(20, 1010);
    sender.start = start;
    sender.send(30, value);
    QCOMPARE(sender.ask("increase(hits_total[1m])", 31),
             R"({service="rag"} )" + std::to_string(static_cast<int>(10 + value)));
}

void TstPointMetrics::aRedeliveredPointAddsNothing()
{
    Sender sender;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Delta, true);
    sender.send(10, 5);
    sender.send(10, 5);
    sender.send(9, 5);
    QCOMPARE(sender.ask("increase(hits_total[1m])", 11), R"({service="rag"} 5)");
    QCOMPARE(sender.metrics.losses().redelivered, 2U);
}

void TstPointMetrics::processesOfOneServiceAreAddedUp()
{
    Sender sender;
    sender.start = 1;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Cumulative, true);
    sender.instance = "a";
    sender.send(10, 5);
    sender.instance = "b";
    sender.send(10, 7);
    sender.send(20, 8);
    QCOMPARE(sender.ask("increase(hits_total[1m])", 21), R"({service="rag"} 13)");
}

void TstPointMetrics::gaugesOfProcessesAreToldApart()
{
    Sender sender;
    sender.metric = metricOf("load", MetricType::Gauge);
    sender.instance = "a";
    sender.send(1, 5);
    sender.instance = "b";
    sender.send(1, 7);
    QCOMPARE(sender.ask("load", 2), R"({instance="a", service="rag"} 5; {instance="b", service="rag"} 7)");
}

void TstPointMetrics::levelsFollowDeltas()
{
    Sender sender;
    sender.metric = metricOf("open", MetricType::Sum, Temporality::Delta);
    sender.send(1, 5);
    sender.send(2, -2);
    QCOMPARE(sender.ask("open", 3), R"({service="rag"} 3)");
    sender.metric.temporality = Temporality::Cumulative;
    sender.metric.name = "level";
    sender.send(1, 5);
    sender.send(2, -2);
    QCOMPARE(sender.ask("level", 3), R"({service="rag"} -2)");
}

void TstPointMetrics::gapsAreNotValues()
{
    Sender sender;
    sender.metric = metricOf("load", MetricType::Gauge);
    sender.send(1, 5);
    sender.send(2, Value::ofInt(0), nullptr, DataPoint::noRecordedValue);
    QCOMPARE(sender.ask("load", 3), R"({service="rag"} 5)");
    QCOMPARE(sender.metrics.losses().gaps, 1U);
}

void TstPointMetrics::quantilesOfAnExplicitHistogram()
{
    Sender sender;
    sender.metric = metricOf("wait", MetricType::Histogram, Temporality::Delta, false, "ms");
    sender.histogram(10, {0, 50, 50, 0}, {0, 100, 200}, 10'000);
    const double median = std::stod(sender.ask("sum(quantile(0.5, wait_milliseconds[1m]))", 11));
    QVERIFY2(median > 92 && median < 108, std::to_string(median).c_str());
    const double high = std::stod(sender.ask("sum(quantile(0.95, wait_milliseconds[1m]))", 11));
    QVERIFY2(high > 180 && high < 200, std::to_string(high).c_str());
    QCOMPARE(sender.ask("avg_over_time(wait_milliseconds[1m])", 11), R"({service="rag"} 100)");
    QCOMPARE(sender.ask("count_over_time(wait_milliseconds[1m])", 11), R"({service="rag"} 100)");
}

void TstPointMetrics::cumulativeHistogramsGrow()
{
    Sender sender;
    sender.start = -50;
    sender.metric = metricOf("wait", MetricType::Histogram, Temporality::Cumulative);
    sender.histogram(10, {1000, 1000}, {1}, 5000);
    QCOMPARE(sender.ask("count_over_time(wait[1m])", 11), "");
    sender.histogram(20, {1000, 1010}, {1}, 5030);
    QCOMPARE(sender.ask("count_over_time(wait[1m])", 21), R"({service="rag"} 10)");
    QCOMPARE(sender.ask("avg_over_time(wait[1m])", 21), R"({service="rag"} 3)");
    sender.histogram(30, {4, 0}, {1}, 2); // began anew
    QCOMPARE(sender.ask("count_over_time(wait[1m])", 31), R"({service="rag"} 14)");
}

void TstPointMetrics::quantilesOfAnExponentialHistogram()
{
    Sender sender;
    sender.metric = metricOf("wait", MetricType::ExponentialHistogram, Temporality::Delta);
    Distribution distribution;
    const std::uint64_t counts[] = {10, 0, 90}; // (1,2], (4,8]
    distribution.count = 110;
    distribution.zeroCount = 10;
    distribution.positive = {0, counts};
    sender.send(10, {}, &distribution);
    const double high = std::stod(sender.ask("sum(quantile(0.9, wait[1m]))", 11));
    QVERIFY2(high > 6 && high < 8.1, std::to_string(high).c_str());
    QCOMPARE(sender.ask("sum(quantile(0.01, wait[1m]))", 11), "0");
    QCOMPARE(sender.ask("count_over_time(wait[1m])", 11), R"({service="rag"} 110)");
}

void TstPointMetrics::exponentialHistogramsMayChangeTheirScale()
{
    Sender sender;
    sender.start = -50;
    sender.metric = metricOf("wait", MetricType::ExponentialHistogram, Temporality::Cumulative);
    Distribution fine;
    const std::uint64_t four[] = {1, 1, 1, 1};
    fine.count = 4;
    fine.scale = 1;
    fine.positive = {2, four}; // indices 2 to 5
    sender.send(10, {}, &fine);
    Distribution coarse;
    const std::uint64_t two[] = {2, 5}; // indices 1 and 2, as 2 to 5 become
    coarse.count = 7;
    coarse.scale = 0;
    coarse.positive = {1, two};
    sender.send(20, {}, &coarse);
    QCOMPARE(sender.ask("count_over_time(wait[1m])", 21), R"({service="rag"} 3)");
}

void TstPointMetrics::aSummaryIsGaugesAndTwoCounters()
{
    Sender sender;
    sender.start = 1;
    sender.metric = metricOf("rpc", MetricType::Summary, {}, false, "s");
    Distribution distribution;
    const QuantileValue quantiles[] = {{0.5, 0.25}, {0.99, 2}};
    distribution.count = 10;
    distribution.sum = 4;
    distribution.quantiles = quantiles;
    sender.send(10, {}, &distribution);
    QCOMPARE(sender.ask("rpc_seconds{quantile=\"0.99\"}", 11), R"({quantile="0.99", service="rag"} 2)");
    QCOMPARE(sender.ask("increase(rpc_seconds_count[1m])", 11), R"({service="rag"} 10)");
    QCOMPARE(sender.ask("increase(rpc_seconds_sum[1m])", 11), R"({service="rag"} 4)");
}

void TstPointMetrics::aNameWithAnotherKindIsCounted()
{
    Sender sender;
    sender.metric = metricOf("load", MetricType::Gauge);
    sender.send(1, 5);
    sender.metric = metricOf("load", MetricType::Histogram, Temporality::Delta);
    sender.histogram(2, {1, 1}, {1}, 2);
    QCOMPARE(sender.ask("load", 3), R"({service="rag"} 5)");
    QCOMPARE(sender.metrics.losses().conflicts, 1U);
}

void TstPointMetrics::rowsComeBackAfterARestart()
{
    Sender sender;
    sender.metric = metricOf("load", MetricType::Gauge);
    sender.send(1, 5);
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Delta, true);
    sender.send(1, 7);
    sender.metric = metricOf("wait", MetricType::Histogram, Temporality::Delta);
    sender.histogram(2, {1, 1}, {1}, 2);
    const std::vector<MetricRow> rows = sender.recorded.store.takeCompleted(at(20));
    Recorded again(20, "");
    again.store.restore(rows);
    QCOMPARE(again.ask("load", 21), R"({service="rag"} 5)");
    QCOMPARE(again.ask("increase(hits_total[1m])", 21), R"({service="rag"} 7)");
    QCOMPARE(again.ask("count_over_time(wait[1m])", 21), R"({service="rag"} 2)");
    QCOMPARE(again.store.kindOf("load"), MetricKind::Gauge);
    QCOMPARE(again.store.kindOf("wait"), MetricKind::Histogram);
}

void TstPointMetrics::whatAPointChangedCanBeKeptAtOnce()
{
    Sender sender;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Delta, true);
    sender.send(1, 7);
    sender.send(2, 5);
    Recorded again(3, "");
    again.store.restore(
        sender.recorded.store.rowsAround(sender.metrics.touches())); // killed: nothing is over
    QCOMPARE(again.ask("increase(hits_total[1m])", 3), R"({service="rag"} 12)");
    sender.send(2, 5); // redelivered
    QCOMPARE(sender.metrics.touches().size(), std::size_t(2));
    sender.metrics.forget();
    sender.send(3, 1);
    const auto rows = sender.recorded.store.rowsAround(sender.metrics.touches());
    QCOMPARE(rows.size(), std::size_t(2)); // its 10 s and its minute
    QCOMPARE(rows[0].sum, 13.0);
    QCOMPARE(sender.recorded.store.takeCompleted(at(20)).size(),
             std::size_t(1)); // still to be written when they are over
}

void TstPointMetrics::aLatePointIsKeptWithWhatItsMinuteHeld()
{
    Sender sender;
    sender.metric = metricOf("hits", MetricType::Sum, Temporality::Delta, true);
    constexpr double day = 24 * 60 * 60;
    sender.send(5, 7);
    sender.send(2 * day, 1); // what was before has only minutes now
    sender.metrics.forget();
    sender.route = "/late";
    sender.send(25, 2);
    sender.send(26, 3);
    const auto rows = sender.recorded.store.rowsAround(sender.metrics.touches());
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(rows[0].resolution, Duration(std::chrono::minutes(1)));
    QCOMPARE(rows[0].sum, 5.0);
}

void TstPointMetrics::absurdDistributionsDoNoHarm()
{
    Sender sender;
    sender.metric = metricOf("wait", MetricType::ExponentialHistogram, Temporality::Cumulative);
    const std::uint64_t huge[] = {std::numeric_limits<std::uint64_t>::max(), 1};
    double time = 1;
    for (const std::int32_t scale :
         {std::numeric_limits<std::int32_t>::min(), -20, 0, 20, std::numeric_limits<std::int32_t>::max()}) {
        for (const std::int32_t offset :
             {std::numeric_limits<std::int32_t>::min(), 0, std::numeric_limits<std::int32_t>::max()}) {
            Distribution distribution;
            distribution.scale = scale;
            distribution.count = huge[0];
            distribution.sum = std::numeric_limits<double>::quiet_NaN();
            distribution.positive = {offset, huge};
            distribution.negative = {offset, huge};
            sender.send(time += 1, {}, &distribution);
        }
    }
    sender.metric = metricOf("explicit", MetricType::Histogram, Temporality::Delta);
    sender.histogram(time + 1, {1, 1, 1},
                     {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::max()}, 1);
    sender.ask("quantile(0.5, wait[1m])", time + 2);
    sender.ask("quantile(0.5, explicit[1m])", time + 2);
}

static const Registered<TstPointMetrics> registered;
#include "tst_pointmetrics.moc"
