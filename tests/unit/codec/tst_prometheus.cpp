// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/clickhouse.h"
#include "core/codec/prometheus.h"
#include "core/codec/typedtext.h"
#include "tests/support/suite.h"

#include <QTest>

#include <cmath>

using namespace spanwise;
using namespace spanwise::test;

namespace {

const Timestamp scraped{std::chrono::seconds(1'700'000'000)};

DecodedBatch text(std::string_view body)
{
    auto decoded = decodePrometheus(body, PrometheusFormat::Text, scraped);
    return decoded ? std::move(*decoded) : DecodedBatch{};
}

DecodedBatch openMetrics(std::string_view body)
{
    auto decoded = decodePrometheus(body, PrometheusFormat::OpenMetrics, scraped);
    return decoded ? std::move(*decoded) : DecodedBatch{};
}

/// "name{a=b} value" of every point, for comparing.
QStringList linesOf(const DecodedBatch &decoded)
{
    QStringList lines;
    for (const DataPoint &point : decoded.batch.points) {
        std::string line(decoded.batch.metrics[point.metric].name);
        line += '{';
        for (const Attribute &attribute : point.attributes)
            line += std::string(attribute.key) + '=' + std::string(attribute.value.string()) + ';';
        lines.append(QString::fromStdString(line + '}') + QLatin1Char(' ') +
                     QString::number(point.value.numberOr(0)));
    }
    return lines;
}

} // namespace

class TstPrometheus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCounterKeepsTheNameOfItsSamples();
    void blanksCommasAndEscapesAreRead();
    void namesOfAnyCharactersStandInBraces();
    void bucketsAreNoLongerCumulative();
    void bucketsThatGoDownDoNotCountBelowNothing();
    void aSummaryHasItsQuantiles();
    void openMetricsHasSecondsExemplarsAndAnEnd();
    void idsOfExemplarsAreAsClientsWriteThem();
    void aMetricThatOnlyLooksLikeAPartIsItsOwn();
    void badLinesCostOnlyThemselves();
    void aLineWithoutItsEndIsNotHalfANumber();
    void aWebPageIsNoPageOfMetrics();
    void numbersAreGos_data();
    void numbersAreGos();
    void textsBecomeTheValuesTheyWere_data();
    void textsBecomeTheValuesTheyWere();
    void rowsOfColumnsInJsonKeepTheirTypes();
    void aBrokenRowIsNamedByItsLine();
    void aRowWithoutAnIdCostsOnlyItself();
    void anEndBefore1970IsNoTime();
};

void TstPrometheus::aCounterKeepsTheNameOfItsSamples()
{
    const DecodedBatch decoded = text("# HELP asked_total How often\\n it was asked.\n# TYPE asked_total "
                                      "counter\nasked_total{a=\"1\"} 3 1700000000123\n");
    QCOMPARE(linesOf(decoded), QStringList{QStringLiteral("asked_total{a=1;} 3")});
    const Metric &metric = decoded.batch.metrics.front();
    QCOMPARE(metric.type, MetricType::Sum);
    QVERIFY(metric.monotonic);
    QCOMPARE(metric.temporality, Temporality::Cumulative);
    QCOMPARE(metric.description, std::string_view("How often\n it was asked."));
    QCOMPARE(decoded.batch.points.front().time, Timestamp(std::chrono::milliseconds(1'700'000'000'123)));
}

void TstPrometheus::blanksCommasAndEscapesAreRead()
{
    const DecodedBatch decoded = text("  up \t{ a = \"x\\\"y\\\\z\\n\" , b=\"\", }\t 1\r\n\n\nup2 2\n");
    QCOMPARE(linesOf(decoded),
             (QStringList{QStringLiteral("up{a=x\"y\\z\n;} 1"), QStringLiteral("up2{} 2")}));
    QCOMPARE(decoded.rejectedPoints.count, 0U);
}

void TstPrometheus::namesOfAnyCharactersStandInBraces()
{
    QCOMPARE(linesOf(text("{\"my.metric\",\"a b\"=\"c\"} 1\n")),
             QStringList{QStringLiteral("my.metric{a b=c;} 1")});
}

void TstPrometheus::bucketsAreNoLongerCumulative()
{
    const DecodedBatch decoded =
        text("# TYPE t histogram\nt_bucket{x=\"y\",le=\"1\"} 2\nt_bucket{x=\"y\",le=\"0.5\"} 1\n"
             "t_bucket{x=\"y\",le=\"+Inf\"} 5\nt_sum{x=\"y\"} 7.5\nt_count{x=\"y\"} 5\n");
    QCOMPARE(decoded.batch.points.size(), 1U);
    const Distribution &distribution = *decoded.batch.points.front().distribution;
    QCOMPARE(std::vector(distribution.bounds.begin(), distribution.bounds.end()), (std::vector{0.5, 1.0}));
    QCOMPARE(std::vector(distribution.counts.begin(), distribution.counts.end()),
             (std::vector<std::uint64_t>{1, 1, 3}));
    QCOMPARE(distribution.count, 5U);
    QCOMPARE(*distribution.sum, 7.5);
    QCOMPARE(decoded.batch.metrics.front().name, std::string_view("t"));
}

void TstPrometheus::bucketsThatGoDownDoNotCountBelowNothing()
{
    const DecodedBatch decoded = text("# TYPE t histogram\nt_bucket{le=\"1\"} 5\nt_bucket{le=\"2\"} "
                                      "3\nt_bucket{le=\"+Inf\"} 4\nt_count 4\n");
    const Distribution &distribution = *decoded.batch.points.front().distribution;
    QCOMPARE(std::vector(distribution.counts.begin(), distribution.counts.end()),
             (std::vector<std::uint64_t>{5, 0, 0}));
    QCOMPARE(distribution.count, 5U);
}

void TstPrometheus::aSummaryHasItsQuantiles()
{
    const DecodedBatch decoded =
        text("# TYPE s summary\ns{quantile=\"0.9\"} 3\ns{quantile=\"0.5\"} 1\ns_sum 10\ns_count 4\n");
    const Distribution &distribution = *decoded.batch.points.front().distribution;
    QCOMPARE(distribution.quantiles.size(), 2U);
    QCOMPARE(distribution.quantiles[0].quantile, 0.5);
    QCOMPARE(distribution.quantiles[1].value, 3.0);
    QCOMPARE(distribution.count, 4U);
}

void TstPrometheus::openMetricsHasSecondsExemplarsAndAnEnd()
{
    const DecodedBatch decoded =
        openMetrics("# TYPE asked counter\n# UNIT asked queries\n"
                    "asked_total{a=\"1\"} 3.0 1700000000.5 # "
                    "{trace_id=\"0af7651916cd43dd8448eb211c80319c\",k=\"v\"} 0.7 1700000000.25\n"
                    "asked_created{a=\"1\"} 1600000000.0\n# EOF\nafter 1\n");
    QCOMPARE(linesOf(decoded), QStringList{QStringLiteral("asked_total{a=1;} 3")});
    const DataPoint &point = decoded.batch.points.front();
    QCOMPARE(point.time, Timestamp(std::chrono::milliseconds(1'700'000'000'500)));
    QCOMPARE(*point.start, Timestamp(std::chrono::seconds(1'600'000'000)));
    QCOMPARE(point.exemplars.size(), 1U);
    QCOMPARE(point.exemplars[0].traceId.toHex(), std::string("0af7651916cd43dd8448eb211c80319c"));
    QCOMPARE(point.exemplars[0].filteredAttributes.size(), 1U);
    QCOMPARE(point.exemplars[0].time, Timestamp(std::chrono::milliseconds(1'700'000'000'250)));
    QCOMPARE(decoded.rejectedPoints.firstReason, std::string());
    QVERIFY(openMetrics("up 1\n").rejectedPoints.firstReason.find("# EOF") != std::string::npos);
}

void TstPrometheus::idsOfExemplarsAreAsClientsWriteThem()
{
    const DecodedBatch decoded =
        openMetrics("# TYPE asked counter\n"
                    "asked_total{a=\"1\"} 3 # {traceID=\"8448eb211c80319c\",spanID=\"1\"} 1\n"
                    "asked_total{a=\"2\"} 3 # {trace_id=\"no id\",span_id=\"\"} 1\n# EOF\n");
    QCOMPARE(decoded.batch.points.size(), std::size_t(2));
    const Exemplar &grafana = decoded.batch.points[0].exemplars[0];
    QCOMPARE(grafana.traceId.toHex(), std::string("00000000000000008448eb211c80319c"));
    QCOMPARE(grafana.spanId.toHex(), std::string("0000000000000001"));
    QCOMPARE(grafana.time, Timestamp()); // is not known
    const Exemplar &odd = decoded.batch.points[1].exemplars[0];
    QVERIFY(!odd.traceId);
    QCOMPARE(find(odd.filteredAttributes, "trace_id")->string(), std::string_view("no id"));
}

void TstPrometheus::aMetricThatOnlyLooksLikeAPartIsItsOwn()
{
    QCOMPARE(linesOf(text("# TYPE q gauge\nq 1\nq_count 2\n")),
             (QStringList{QStringLiteral("q{} 1"), QStringLiteral("q_count{} 2")}));
}

void TstPrometheus::badLinesCostOnlyThemselves()
{
    const DecodedBatch decoded =
        text("good 1\nbad{a=\"} 2\nworse\nbad{a=\"1\"} x\n9no 1\nmore 1 2 3\nfine 2\n");
    QCOMPARE(linesOf(decoded), (QStringList{QStringLiteral("fine{} 2"), QStringLiteral("good{} 1")}));
    QCOMPARE(decoded.rejectedPoints.count, 5U);
    QVERIFY(decoded.rejectedPoints.firstReason.starts_with("line 2: "));
}

void TstPrometheus::aLineWithoutItsEndIsNotHalfANumber()
{
    const DecodedBatch decoded = text("a 1\nb 12");
    QCOMPARE(linesOf(decoded), QStringList{QStringLiteral("a{} 1")});
    QCOMPARE(decoded.rejectedPoints.count, 1U);
}

void TstPrometheus::aWebPageIsNoPageOfMetrics()
{
    QVERIFY(!decodePrometheus("<html>\n<p>It works!</p>\n", PrometheusFormat::Text, scraped));
    QVERIFY(decodePrometheus("", PrometheusFormat::Text, scraped));
}

void TstPrometheus::numbersAreGos_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<double>("value");
    QTest::newRow("exponent") << QByteArray("1.5e+3") << 1500.0;
    QTest::newRow("plus") << QByteArray("+1") << 1.0;
    QTest::newRow("infinite") << QByteArray("+Inf") << std::numeric_limits<double>::infinity();
    QTest::newRow("below") << QByteArray("-inf") << -std::numeric_limits<double>::infinity();
    QTest::newRow("nan") << QByteArray("NaN") << std::nan("");
    QTest::newRow("huge") << QByteArray("1e999") << std::numeric_limits<double>::infinity();
}

void TstPrometheus::numbersAreGos()
{
    QFETCH(const QByteArray, written);
    QFETCH(const double, value);
    const DecodedBatch decoded = text("x " + written.toStdString() + "\n");
    QCOMPARE(decoded.batch.points.size(), 1U);
    const double read = decoded.batch.points.front().value.real();
    QVERIFY(std::isnan(value) ? std::isnan(read) : read == value);
}

void TstPrometheus::textsBecomeTheValuesTheyWere_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Value::Type>("type");
    const auto row = [](const char *text, Value::Type type) {
        QTest::newRow(text) << QByteArray(text) << type;
    };
    row("12", Value::Type::Int);
    row("-9223372036854775808", Value::Type::Int);
    row("9223372036854775808", Value::Type::String);
    row("0.1", Value::Type::Double);
    row("1e+21", Value::Type::Double);
    row("true", Value::Type::Bool);
    row("007", Value::Type::String);
    row("1.50", Value::Type::String);
    row("-", Value::Type::String);
    row("1.2.3", Value::Type::String);
    row("nan", Value::Type::String);
    row("", Value::Type::String);
}

void TstPrometheus::textsBecomeTheValuesTheyWere()
{
    QFETCH(const QByteArray, text);
    QTEST(typedText(std::string_view(text.constData(), static_cast<std::size_t>(text.size()))).type(),
          "type");
}

void TstPrometheus::rowsOfColumnsInJsonKeepTheirTypes()
{
    const auto decoded = decodeClickHouseSpans(
        R"({"trace_id":"000000000000000000000000000000ab","span_id":"0000000000000001","name":"n","service":"s","start_ns":1700000000000000000,"duration_ns":5,"attributes":{"a":{"b":{"c":1.5}},"list":[1,2],"n":null}})"
        "\n");
    QVERIFY(decoded);
    const Span &span = decoded->batch.spans.front();
    QCOMPARE(find(span.attributes, "a.b.c")->real(), 1.5);
    QCOMPARE(find(span.attributes, "list")->string(), std::string_view("[1,2]"));
    QCOMPARE(decoded->batch.resources[span.resource].serviceName(), std::string_view("s"));
}

void TstPrometheus::aBrokenRowIsNamedByItsLine()
{
    const auto decoded = decodeClickHouseSpans("{\"trace_id\":\"00\"}\n\n{\"tr");
    QVERIFY(!decoded);
    QVERIFY(decoded.error().message.find("line 3") != std::string::npos);
}

void TstPrometheus::aRowWithoutAnIdCostsOnlyItself()
{
    const auto decoded =
        decodeClickHouseSpans("{\"name\":\"lost\"}\n{\"trace_id\":\"000000000000000000000000000000ab\","
                              "\"span_id\":\"0000000000000001\",\"name\":\"n\"}\n");
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.spans.size(), 1U);
    QCOMPARE(decoded->rejectedSpans.count, 1U);
}

void TstPrometheus::anEndBefore1970IsNoTime()
{
    const auto decoded = decodeClickHouseSpans(
        R"({"trace_id":"000000000000000000000000000000ab","span_id":"0000000000000001","name":"a",)"
        R"("start_ns":"100","duration_ns":"-500"})");
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.spans.front().time.begin, Timestamp(Duration(100)));
    QCOMPARE(decoded->batch.spans.front().time.end, Timestamp());
}

static const Registered<TstPrometheus> registered;
#include "tst_prometheus.moc"
