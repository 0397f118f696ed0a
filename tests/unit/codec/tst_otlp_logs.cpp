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

/// A body with one log record of these fields.
std::string logWith(const std::string &fields)
{
    return R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[{)" + fields + "}]}]}]}";
}

std::string described(const Result<DecodedBatch> &decoded)
{
    return decoded ? describe(decoded->batch) : decoded.error().message;
}

} // namespace

class TstOtlpLogs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsEncodedIsDecodedAlike();
    void theEncoderWritesWhatTheSpecificationAsks();
    void fieldsAreReadLeniently_data();
    void fieldsAreReadLeniently();
    void oldShapesAreRead_data();
    void oldShapesAreRead();
    void field1000IsReadWhereThereIsNothingElse();
    void aFaultyRecordIsRejectedAlone();
    void aRecordWithAnUnusableIdIsKeptWithoutIt();
    void oneDocumentHoldsAllSignals();
    void aBodyTellsItsSignalByItsShape();
    void realFilesSurviveBothEncodings();
    void everyTruncationIsAnErrorOrLess();
};

void TstOtlpLogs::whatIsEncodedIsDecodedAlike()
{
    const TelemetryBatch batch = sampleLogs();
    const std::string text = describe(batch);
    const auto viaProtobuf = decodeOtlpProtobuf(encodeOtlpProtobuf(batch, Signal::Logs), Signal::Logs);
    QVERIFY(viaProtobuf && viaProtobuf->rejectedLogs.firstReason.empty());
    QCOMPARE(QString::fromStdString(describe(viaProtobuf->batch)), QString::fromStdString(text));
    const auto viaJson = decodeOtlpJson(encodeOtlpJson(batch));
    QVERIFY(viaJson && viaJson->rejectedLogs.firstReason.empty());
    QCOMPARE(QString::fromStdString(describe(viaJson->batch)), QString::fromStdString(text));
    QVERIFY(decodeOtlpProtobuf("", Signal::Logs)->batch.logs.empty());
}

void TstOtlpLogs::theEncoderWritesWhatTheSpecificationAsks()
{
    TelemetryBatch batch;
    batch.resources.emplace_back();
    batch.scopes.emplace_back();
    LogRecord record;
    record.time = Timestamp(Duration(12));
    record.severity = 17;
    record.body = Value::ofString("no");
    record.traceId = traceId(1);
    batch.logs.push_back(record);
    QCOMPARE(
        encodeOtlpJson(batch),
        R"({"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[{"timeUnixNano":"12",)"
        R"("severityNumber":17,"body":{"stringValue":"no"},"traceId":"00000000000000000000000000000001"}]}]}]})");
}

void TstOtlpLogs::fieldsAreReadLeniently_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("same");
    const auto row = [](const char *name, const char *fields, const char *same) {
        QTest::newRow(name) << QByteArray(fields) << QByteArray(same);
    };
    row("severity by name", R"("severityNumber":"SEVERITY_NUMBER_WARN2")", R"("severityNumber":14)");
    row("severity as text", R"("severityNumber":"9")", R"("severityNumber":9)");
    row("severity of the future", R"("severityNumber":99)", R"("severityNumber":0)");
    row("snake case",
        R"("time_unix_nano":"5","observed_time_unix_nano":6,"severity_text":"x","event_name":"e","trace_id":"0102030405060708090a0b0c0d0e0f10","span_id":"0102030405060708","dropped_attributes_count":1)",
        R"("timeUnixNano":5,"observedTimeUnixNano":"6","severityText":"x","eventName":"e","traceId":"0102030405060708090A0B0C0D0E0F10","spanId":"0102030405060708","droppedAttributesCount":1)");
    row("time 0 is unknown", R"("timeUnixNano":"0","observedTimeUnixNano":0)", "");
    row("null is absent", R"("timeUnixNano":null,"body":null,"attributes":null,"traceId":null)", "");
    row("empty ids are absent", R"("traceId":"","spanId":"")", "");
    row("an empty body", R"("body":{})", "");
    row("the name of old records", R"("name":"e")", R"("eventName":"e")");
    row("base64 ids", R"("traceId":"AQIDBAUGBwgJCgsMDQ4PEA==")",
        R"("traceId":"0102030405060708090a0b0c0d0e0f10")");
    row("unknown keys", R"("later":{"deep":[1,{"x":2}]})", "");
}

void TstOtlpLogs::fieldsAreReadLeniently()
{
    QFETCH(const QByteArray, fields);
    QFETCH(const QByteArray, same);
    const auto decoded = decodeOtlpJson(logWith(fields.toStdString()));
    QVERIFY(decoded && decoded->rejectedLogs.count == 0);
    QCOMPARE(described(decoded), described(decodeOtlpJson(logWith(same.toStdString()))));
}

void TstOtlpLogs::oldShapesAreRead_data()
{
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const char *body) { QTest::newRow(name) << QByteArray(body); };
    row("library with logs",
        R"({"resourceLogs":[{"instrumentationLibraryLogs":[{"instrumentationLibrary":{"name":"lib"},"logs":[{"severityNumber":9}]}]}]})");
    row("library with log records",
        R"({"resourceLogs":[{"instrumentationLibraryLogs":[{"instrumentationLibrary":{"name":"lib"},"logRecords":[{"severityNumber":9}]}]}]})");
    row("snake case",
        R"({"resource_logs":[{"instrumentation_library_logs":[{"instrumentation_library":{"name":"lib"},"log_records":[{"severity_number":9}]}]}]})");
    row("both shapes, old first",
        R"({"resourceLogs":[{"instrumentationLibraryLogs":[{"scope":{"name":"lib"},"logs":[{"severityNumber":9}]}],"scopeLogs":[{"scope":{"name":"lib"},"logRecords":[{"severityNumber":9}]}]}]})");
    row("both shapes, new first",
        R"({"resourceLogs":[{"scopeLogs":[{"scope":{"name":"lib"},"logRecords":[{"severityNumber":9}]}],"instrumentationLibraryLogs":[{"scope":{"name":"lib"},"logs":[{"severityNumber":9}]}]}]})");
}

void TstOtlpLogs::oldShapesAreRead()
{
    QFETCH(const QByteArray, body);
    const auto decoded = decodeOtlpJson(body.toStdString());
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.logs.size(), std::size_t(1));
    QCOMPARE(decoded->batch.logs[0].severity, std::uint8_t(9));
    QCOMPARE(decoded->batch.scopes[decoded->batch.logs[0].scope].name, "lib");
}

void TstOtlpLogs::field1000IsReadWhereThereIsNothingElse()
{
    std::string record;
    protozero::pbf_writer(record).add_enum(2, 9);
    std::string library;
    protozero::pbf_writer(library).add_message(2, record);
    const auto body = [&](bool both) {
        std::string resource;
        protozero::pbf_writer writer(resource);
        writer.add_message(1000, library);
        if (both)
            writer.add_message(2, library);
        std::string request;
        protozero::pbf_writer(request).add_message(1, resource);
        return request;
    };
    QCOMPARE(decodeOtlpProtobuf(body(false), Signal::Logs)->batch.logs.size(), std::size_t(1));
    QCOMPARE(decodeOtlpProtobuf(body(true), Signal::Logs)->batch.logs.size(), std::size_t(1));
}

void TstOtlpLogs::aFaultyRecordIsRejectedAlone()
{
    const auto decoded = decodeOtlpJson(
        R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"one"}},)"
        R"({"eventName":"bad","timeUnixNano":"x"},{"severityText":7},5,{"body":{"stringValue":"two"}}]}]}]})");
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.logs.size(), std::size_t(2));
    QCOMPARE(decoded->rejectedLogs.count, 3U);
    QCOMPARE(decoded->rejectedSpans.count, 0U);
    QVERIFY2(decoded->rejectedLogs.firstReason.starts_with("log record 2 (\"bad\"): timeUnixNano"),
             decoded->rejectedLogs.firstReason.c_str());
}

void TstOtlpLogs::aRecordWithAnUnusableIdIsKeptWithoutIt()
{
    const auto viaJson = decodeOtlpJson(logWith(R"("traceId":"12","spanId":"0102030405060708")"));
    QCOMPARE(viaJson->batch.logs.size(), std::size_t(1));
    QVERIFY(!viaJson->batch.logs[0].traceId && viaJson->batch.logs[0].spanId);
    QCOMPARE(viaJson->rejectedLogs.count, 0U);
    QVERIFY(viaJson->rejectedLogs.firstReason.find("traceId") != std::string::npos);
    std::string record;
    protozero::pbf_writer(record).add_bytes(9, "short");
    std::string scope;
    protozero::pbf_writer(scope).add_message(2, record);
    std::string resource;
    protozero::pbf_writer(resource).add_message(2, scope);
    std::string body;
    protozero::pbf_writer(body).add_message(1, resource);
    const auto viaProtobuf = decodeOtlpProtobuf(body, Signal::Logs);
    QCOMPARE(viaProtobuf->batch.logs.size(), std::size_t(1));
    QVERIFY(viaProtobuf->rejectedLogs.firstReason.find("5 bytes instead of 16") != std::string::npos);
}

void TstOtlpLogs::oneDocumentHoldsAllSignals()
{
    const std::string spans = encodeOtlpJson(batchFromOutline("query 0 9"));
    const std::string logs = encodeOtlpJson(sampleLogs());
    const std::string metrics = encodeOtlpJson(sampleMetrics());
    const auto members = [](const std::string &body) { return body.substr(1, body.size() - 2); };
    const auto decoded =
        decodeOtlpJson("{" + members(logs) + "," + members(spans) + "," + members(metrics) + "}");
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QCOMPARE(decoded->batch.spans.size(), std::size_t(1));
    QCOMPARE(decoded->batch.logs.size(), sampleLogs().logs.size());
    QCOMPARE(decoded->batch.points.size(), sampleMetrics().points.size());
    QCOMPARE(decoded->batch.resources[decoded->batch.logs[0].resource].serviceName(), "rag");
    QCOMPARE(decoded->batch.resources[decoded->batch.spans[0].resource].serviceName(), "outline");
    QCOMPARE(described(decodeOtlpJson(encodeOtlpJson(decoded->batch))), describe(decoded->batch));
}

void TstOtlpLogs::aBodyTellsItsSignalByItsShape()
{
    QCOMPARE(signalOfProtobuf(encodeOtlpProtobuf(batchFromOutline("query 0 9"))), Signal::Traces);
    QCOMPARE(signalOfProtobuf(encodeOtlpProtobuf(sampleLogs(), Signal::Logs)), Signal::Logs);
    QCOMPARE(signalOfProtobuf(encodeOtlpProtobuf(sampleMetrics(), Signal::Metrics)), Signal::Metrics);
    QCOMPARE(signalOfProtobuf(""), Signal::Traces);
    QCOMPARE(signalOfProtobuf("\x0a\xff"), Signal::Traces);
}

void TstOtlpLogs::realFilesSurviveBothEncodings()
{
    const std::string body = fieldFile(QStringLiteral("otlp/proto-example-logs.json"));
    if (body.empty())
        QSKIP(missingFieldFile);
    const auto decoded = decodeOtlpJson(body);
    QVERIFY(decoded && decoded->rejectedLogs.firstReason.empty());
    QCOMPARE(decoded->batch.logs.size(), std::size_t(1));
    QCOMPARE(decoded->batch.logs[0].body.string(), "Example log record");
    QCOMPARE(described(decodeOtlpProtobuf(encodeOtlpProtobuf(decoded->batch, Signal::Logs), Signal::Logs)),
             describe(decoded->batch));
    QCOMPARE(described(decodeOtlpJson(encodeOtlpJson(decoded->batch))), describe(decoded->batch));
}

void TstOtlpLogs::everyTruncationIsAnErrorOrLess()
{
    const std::string protobuf = encodeOtlpProtobuf(sampleLogs(), Signal::Logs);
    const std::string json = encodeOtlpJson(sampleLogs());
    for (std::size_t i = 1; i < protobuf.size(); ++i)
        QVERIFY(!decodeOtlpProtobuf(protobuf.substr(0, i), Signal::Logs));
    for (std::size_t i = 0; i < json.size(); ++i)
        QVERIFY(!decodeOtlpJson(json.substr(0, i)));
}

static const Registered<TstOtlpLogs> registered;
#include "tst_otlp_logs.moc"
