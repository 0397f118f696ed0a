// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "tests/support/suite.h"
#include "tests/unit/codec/batchtext.h"
#include "tests/unit/codec/fieldfiles.h"
#include "tests/unit/codec/signalsamples.h"

#include <protozero/pbf_writer.hpp>

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

namespace {

std::string metricWith(const std::string &fields)
{
    return R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[{)" + fields + "}]}]}]}";
}

std::string described(const Result<DecodedBatch> &decoded)
{
    return decoded ? describe(decoded->batch) : decoded.error().message;
}

/// The export request around one Metric message.
std::string requestOf(const std::string &metric)
{
    std::string scope;
    protozero::pbf_writer(scope).add_message(2, metric);
    std::string resource;
    protozero::pbf_writer(resource).add_message(2, scope);
    std::string request;
    protozero::pbf_writer(request).add_message(1, resource);
    return request;
}

} // namespace

class TstOtlpMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsEncodedIsDecodedAlike();
    void fieldsAreReadLeniently_data();
    void fieldsAreReadLeniently();
    void integersOfOldProtosAreReadFromProtobuf();
    void listsAreReadUnpackedToo();
    void aFaultyPointIsRejectedAlone_data();
    void aFaultyPointIsRejectedAlone();
    void pointsOfAMetricWithoutNameAreRejected();
    void ofTwoKindsTheLastOneCounts();
    void realFilesSurviveBothEncodings();
    void everyTruncationIsAnError();
};

void TstOtlpMetrics::whatIsEncodedIsDecodedAlike()
{
    const TelemetryBatch batch = sampleMetrics();
    const std::string text = describe(batch);
    const auto viaProtobuf = decodeOtlpProtobuf(encodeOtlpProtobuf(batch, Signal::Metrics), Signal::Metrics);
    QVERIFY2(viaProtobuf && viaProtobuf->rejectedPoints.firstReason.empty(),
             viaProtobuf ? viaProtobuf->rejectedPoints.firstReason.c_str()
                         : viaProtobuf.error().message.c_str());
    QCOMPARE(QString::fromStdString(describe(viaProtobuf->batch)), QString::fromStdString(text));
    const auto viaJson = decodeOtlpJson(encodeOtlpJson(batch));
    QVERIFY2(viaJson && viaJson->rejectedPoints.firstReason.empty(),
             viaJson ? viaJson->rejectedPoints.firstReason.c_str() : viaJson.error().message.c_str());
    QCOMPARE(QString::fromStdString(describe(viaJson->batch)), QString::fromStdString(text));
}

void TstOtlpMetrics::fieldsAreReadLeniently_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("same");
    const auto row = [](const char *name, const char *fields, const char *same) {
        QTest::newRow(name) << QByteArray(fields) << QByteArray(same);
    };
    row("the name comes last", R"("gauge":{"dataPoints":[{"timeUnixNano":"1","asInt":"5"}]},"name":"m")",
        R"("name":"m","gauge":{"dataPoints":[{"timeUnixNano":1,"asInt":5}]})");
    row("int gauge",
        R"("name":"m","intGauge":{"dataPoints":[{"timeUnixNano":"1","value":"5","labels":[{"key":"a","value":"b"}]}]})",
        R"("name":"m","gauge":{"dataPoints":[{"timeUnixNano":1,"asInt":5,"attributes":[{"key":"a","value":{"stringValue":"b"}}]}]})");
    row("double sum in snake case",
        R"("name":"m","double_sum":{"data_points":[{"time_unix_nano":"1","start_time_unix_nano":"0","value":2.5}],"aggregation_temporality":"AGGREGATION_TEMPORALITY_DELTA","is_monotonic":true})",
        R"("name":"m","sum":{"isMonotonic":true,"aggregationTemporality":1,"dataPoints":[{"timeUnixNano":1,"startTimeUnixNano":0,"asDouble":"2.5"}]})");
    row("int histogram",
        R"("name":"m","int_histogram":{"data_points":[{"time_unix_nano":"1","count":2,"sum":"3","bucket_counts":[1,"1"],"explicit_bounds":["1"],"exemplars":[{"value":"4","filtered_labels":[{"key":"a","value":"b"}]}]}]})",
        R"("name":"m","histogram":{"dataPoints":[{"timeUnixNano":1,"count":"2","sum":3,"bucketCounts":["1",1],"explicitBounds":[1],"exemplars":[{"asInt":4,"filteredAttributes":[{"key":"a","value":{"stringValue":"b"}}]}]}]})");
    row("exponential in snake case",
        R"("name":"m","exponential_histogram":{"data_points":[{"time_unix_nano":"1","count":"1","scale":"-2","zero_count":0,"zero_threshold":"0.5","positive":{"offset":"-3","bucket_counts":[1]}}]})",
        R"("name":"m","exponentialHistogram":{"dataPoints":[{"timeUnixNano":1,"count":1,"scale":-2,"zeroThreshold":0.5,"positive":{"offset":-3,"bucketCounts":["1"]}}]})");
    row("exemplars of a summary, which has none",
        R"("name":"m","summary":{"dataPoints":[{"timeUnixNano":1,"quantileValues":[],"exemplars":[{"asDouble":4}]}]})",
        R"("name":"m","summary":{"dataPoints":[{"timeUnixNano":1,"quantileValues":[]}]})");
    row("double summary",
        R"("name":"m","doubleSummary":{"dataPoints":[{"timeUnixNano":1,"quantile_values":[{"quantile":0.5,"value":"NaN"}]}]})",
        R"("name":"m","summary":{"dataPoints":[{"timeUnixNano":1,"quantileValues":[{"quantile":"0.5","value":"NaN"}]}]})");
}

void TstOtlpMetrics::fieldsAreReadLeniently()
{
    QFETCH(const QByteArray, fields);
    QFETCH(const QByteArray, same);
    const auto decoded = decodeOtlpJson(metricWith(fields.toStdString()));
    QVERIFY(decoded);
    QVERIFY2(decoded->rejectedPoints.firstReason.empty(), decoded->rejectedPoints.firstReason.c_str());
    QCOMPARE(decoded->batch.points.size(), std::size_t(1));
    QCOMPARE(described(decoded), described(decodeOtlpJson(metricWith(same.toStdString()))));
}

void TstOtlpMetrics::integersOfOldProtosAreReadFromProtobuf()
{
    std::string label;
    protozero::pbf_writer labelWriter(label);
    labelWriter.add_string(1, "a");
    labelWriter.add_string(2, "b");
    std::string point;
    protozero::pbf_writer pointWriter(point);
    pointWriter.add_message(1, label);
    pointWriter.add_fixed64(3, 7);
    pointWriter.add_sfixed64(4, -5);
    std::string sum;
    protozero::pbf_writer sumWriter(sum);
    sumWriter.add_message(1, point);
    sumWriter.add_enum(2, 2);
    sumWriter.add_bool(3, true);
    std::string metric;
    protozero::pbf_writer metricWriter(metric);
    metricWriter.add_string(1, "m");
    metricWriter.add_message(6, sum);
    const auto decoded = decodeOtlpProtobuf(requestOf(metric), Signal::Metrics);
    QVERIFY(decoded && decoded->batch.points.size() == 1);
    QCOMPARE(decoded->batch.points[0].value.integer(), -5);
    QCOMPARE(describe(decoded->batch.points[0].attributes), "a=\"b\"");
    QVERIFY(decoded->batch.metrics[0].monotonic &&
            decoded->batch.metrics[0].temporality == Temporality::Cumulative);
}

void TstOtlpMetrics::listsAreReadUnpackedToo()
{
    std::string point;
    protozero::pbf_writer pointWriter(point);
    pointWriter.add_fixed64(3, 7);
    for (const std::uint64_t count : {1U, 2U})
        pointWriter.add_fixed64(6, count);
    pointWriter.add_double(7, 0.5);
    std::string data;
    protozero::pbf_writer(data).add_message(1, point);
    std::string metric;
    protozero::pbf_writer metricWriter(metric);
    metricWriter.add_string(1, "m");
    metricWriter.add_message(9, data);
    const auto decoded = decodeOtlpProtobuf(requestOf(metric), Signal::Metrics);
    QVERIFY(decoded && decoded->batch.points.size() == 1);
    QCOMPARE(decoded->batch.points[0].distribution->counts.size(), std::size_t(2));
    QCOMPARE(decoded->batch.points[0].distribution->bounds.front(), 0.5);
}

void TstOtlpMetrics::aFaultyPointIsRejectedAlone_data()
{
    QTest::addColumn<QByteArray>("point");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char *name, const char *point, const char *reason) {
        QTest::newRow(name) << QByteArray(point) << QByteArray(reason);
    };
    row("no time", R"({"count":1})", "time of the point is missing");
    row("counts do not fit", R"({"timeUnixNano":1,"bucketCounts":[1,2,3],"explicitBounds":[1]})",
        "one bucket count more");
    row("bounds fall", R"({"timeUnixNano":1,"bucketCounts":[1,2,3],"explicitBounds":[2,1]})",
        "do not increase");
    row("bounds are not numbers", R"({"timeUnixNano":1,"bucketCounts":[1,2,3],"explicitBounds":[1,"NaN"]})",
        "do not increase");
    row("a count is text", R"({"timeUnixNano":1,"count":"many"})", "count is not a number");
    row("not an object", "7", "not an object");
    row("a start beyond time", R"({"timeUnixNano":1,"startTimeUnixNano":"18446744073709551615"})", "2262");
}

void TstOtlpMetrics::aFaultyPointIsRejectedAlone()
{
    QFETCH(const QByteArray, point);
    QFETCH(const QByteArray, reason);
    const std::string good = R"({"timeUnixNano":1,"count":1})";
    const auto decoded = decodeOtlpJson(metricWith(R"("name":"m","histogram":{"dataPoints":[)" + good + "," +
                                                   point.toStdString() + "," + good + "]}"));
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.points.size(), std::size_t(2));
    QCOMPARE(decoded->rejectedPoints.count, 1U);
    QVERIFY2(decoded->rejectedPoints.firstReason.starts_with("data point 2 (\"m\"): ") &&
                 decoded->rejectedPoints.firstReason.find(reason.toStdString()) != std::string::npos,
             decoded->rejectedPoints.firstReason.c_str());
}

void TstOtlpMetrics::pointsOfAMetricWithoutNameAreRejected()
{
    const auto decoded = decodeOtlpJson(
        R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[{"timeUnixNano":1,"asInt":1},{"timeUnixNano":2,"asInt":1}]}},)"
        R"({"name":"m","gauge":{"dataPoints":[{"timeUnixNano":1,"asInt":1},{"timeUnixNano":1}]}}]}]}]})");
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.points.size(), std::size_t(1));
    QCOMPARE(decoded->rejectedPoints.count, 3U);
    QCOMPARE(decoded->rejectedPoints.firstReason, "the name of the metric is missing");
}

void TstOtlpMetrics::ofTwoKindsTheLastOneCounts()
{
    const auto decoded = decodeOtlpJson(metricWith(
        R"("name":"m","gauge":{"dataPoints":[{"timeUnixNano":1,"asInt":1}]},"histogram":{"dataPoints":[{"timeUnixNano":1,"count":1}]})"));
    QCOMPARE(decoded->batch.points.size(), std::size_t(1));
    QCOMPARE(decoded->batch.metrics[0].type, MetricType::Histogram);
    QVERIFY(decoded->batch.points[0].distribution != nullptr);
}

void TstOtlpMetrics::realFilesSurviveBothEncodings()
{
    const std::string body = fieldFile(QStringLiteral("otlp/proto-example-metrics.json"));
    if (body.empty())
        QSKIP(missingFieldFile);
    const auto decoded = decodeOtlpJson(body);
    QVERIFY(decoded && decoded->rejectedPoints.firstReason.empty());
    QCOMPARE(decoded->batch.metrics.size(), std::size_t(4));
    QCOMPARE(decoded->batch.points.size(), std::size_t(4));
    QCOMPARE(
        described(decodeOtlpProtobuf(encodeOtlpProtobuf(decoded->batch, Signal::Metrics), Signal::Metrics)),
        describe(decoded->batch));
    QCOMPARE(described(decodeOtlpJson(encodeOtlpJson(decoded->batch))), describe(decoded->batch));
}

void TstOtlpMetrics::everyTruncationIsAnError()
{
    const std::string protobuf = encodeOtlpProtobuf(sampleMetrics(), Signal::Metrics);
    const std::string json = encodeOtlpJson(sampleMetrics());
    for (std::size_t i = 1; i < protobuf.size(); ++i)
        QVERIFY(!decodeOtlpProtobuf(protobuf.substr(0, i), Signal::Metrics));
    for (std::size_t i = 0; i < json.size(); ++i)
        QVERIFY(!decodeOtlpJson(json.substr(0, i)));
}

static const Registered<TstOtlpMetrics> registered;
#include "tst_otlp_metrics.moc"
