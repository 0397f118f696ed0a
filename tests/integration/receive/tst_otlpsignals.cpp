// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "tests/integration/receive/listenertest.h"
#include "tests/support/suite.h"

using namespace spanwise;
using namespace spanwise::test;

namespace {

TelemetryBatch oneLog(const std::string &text)
{
    TelemetryBatch batch;
    batch.resources.emplace_back();
    batch.scopes.emplace_back();
    LogRecord record;
    record.time = Timestamp(Duration(1));
    record.body = Value::ofString(batch.arena.copy(text));
    batch.logs.push_back(record);
    return batch;
}

TelemetryBatch oneGauge()
{
    TelemetryBatch batch;
    batch.resources.emplace_back();
    batch.scopes.emplace_back();
    Metric metric;
    metric.name = "load";
    batch.metrics.push_back(metric);
    DataPoint point;
    point.time = Timestamp(Duration(1));
    point.value = Value::ofInt(7);
    batch.points.push_back(point);
    return batch;
}

} // namespace

/// /v1/logs and /v1/metrics of a running listener.
class TstOtlpSignals : public ListenerTest
{
    Q_OBJECT

private Q_SLOTS:
    void logRecordsAreStored_data();
    void logRecordsAreStored();
    void dataPointsAreTaken();
    void aBadLogRecordIsPartialSuccess();
    void aBadDataPointIsPartialSuccess();
    void logRecordsAreAcknowledgedAfterTheCommitOnly();
    void whatTheStoreRefusesIsCountedBySignal();
};

void TstOtlpSignals::logRecordsAreStored_data()
{
    QTest::addColumn<bool>("json");
    QTest::newRow("protobuf") << false;
    QTest::newRow("JSON") << true;
}

void TstOtlpSignals::logRecordsAreStored()
{
    QFETCH(bool, json);
    startServer();
    RawClient client(m_endpoint);
    const std::string body =
        json ? encodeOtlpJson(oneLog("hello")) : encodeOtlpProtobuf(oneLog("hello"), Signal::Logs);
    const auto answer =
        client.request(post(body, json ? "application/json" : "application/x-protobuf", {}, "/v1/logs"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, json ? "{}" : "");
    QCOMPARE(m_writer->bodies(), std::vector<std::string>{"hello"});
    QCOMPARE(m_intake->status().logs.received, 1U);
    QCOMPARE(m_intake->status().logs.stored, 1U);
    QCOMPARE(m_intake->status().receivedSpans, 0U);
}

void TstOtlpSignals::dataPointsAreTaken()
{
    startServer();
    RawClient client(m_endpoint);
    const auto answer = client.request(
        post(encodeOtlpProtobuf(oneGauge(), Signal::Metrics), "application/x-protobuf", {}, "/v1/metrics"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(m_intake->status().points.received, 1U);
    QTRY_COMPARE(m_intake->status().points.stored, 1U);
}

void TstOtlpSignals::aBadLogRecordIsPartialSuccess()
{
    startServer();
    RawClient client(m_endpoint);
    std::string body = encodeOtlpJson(oneLog("good"));
    body.insert(body.rfind("]}]}]}"), R"(,{"eventName":"bad","severityText":5})");
    const auto answer = client.request(post(body, "application/json", {}, "/v1/logs"));
    QCOMPARE(answer.status, 200);
    const std::string begin =
        R"({"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"log record 2 (\"bad\"): severityText)";
    QVERIFY2(answer.body.starts_with(begin), answer.body.c_str());
    QCOMPARE(m_writer->bodies(), std::vector<std::string>{"good"});
    QCOMPARE(m_intake->status().logs.rejected, 1U);
    QCOMPARE(m_intake->status().rejectedSpans, 0U);
}

void TstOtlpSignals::aBadDataPointIsPartialSuccess()
{
    startServer();
    RawClient client(m_endpoint);
    const std::string body =
        R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[{"asInt":1}]}}]}]}]})";
    const auto answer = client.request(post(body, "application/json", {}, "/v1/metrics"));
    QCOMPARE(answer.status, 200);
    QVERIFY2(answer.body.starts_with(R"({"partialSuccess":{"rejectedDataPoints":"1")"), answer.body.c_str());
    QCOMPARE(m_intake->status().points.rejected, 1U);
}

void TstOtlpSignals::logRecordsAreAcknowledgedAfterTheCommitOnly()
{
    startServer();
    m_writer->hold(true);
    RawClient client(m_endpoint);
    client.send(
        post(encodeOtlpProtobuf(oneLog("hello"), Signal::Logs), "application/x-protobuf", {}, "/v1/logs"));
    QTRY_COMPARE(m_intake->status().logs.received, 1U);
    QCOMPARE(m_intake->status().logs.stored, 0U);
    m_writer->hold(false);
    QCOMPARE(client.receive().status, 200);
    QCOMPARE(m_intake->status().logs.stored, 1U);
}

void TstOtlpSignals::whatTheStoreRefusesIsCountedBySignal()
{
    startServer();
    m_writer->failing = true;
    RawClient client(m_endpoint);
    QCOMPARE(client
                 .request(post(encodeOtlpProtobuf(oneLog("x"), Signal::Logs), "application/x-protobuf", {},
                               "/v1/logs"))
                 .status,
             503);
    QCOMPARE(m_intake->status().logs.refused, 1U);
    QCOMPARE(m_intake->status().refusedSpans, 0U);
}

static const Registered<TstOtlpSignals> registered;
#include "tst_otlpsignals.moc"
