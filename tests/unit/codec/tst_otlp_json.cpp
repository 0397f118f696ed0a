// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "tests/support/suite.h"
#include "tests/unit/codec/batchtext.h"
#include "tests/unit/codec/samplebatch.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <limits>

using namespace spanwise;
using namespace spanwise::test;

namespace {

std::string readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

/// A body with one span whose fields, besides its ids and name, are given.
std::string spanWith(const std::string &fields)
{
    return R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10",)"
           R"("spanId":"0102030405060708","name":"s")" +
           (fields.empty() ? std::string() : "," + fields) + "}]}]}]}";
}

std::string attributeWith(const std::string &value)
{
    return spanWith(R"("attributes":[{"key":"k","value":)" + value + "}]");
}

} // namespace

class TstOtlpJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsEncodedIsDecodedAlike();
    void bothEncodingsHoldTheSame();
    void theEncoderWritesWhatTheSpecificationAsks();
    void goldenFileDecodesAsItSays();
    void attributeValuesAreReadLeniently_data();
    void attributeValuesAreReadLeniently();
    void spanFieldsAreReadLeniently_data();
    void spanFieldsAreReadLeniently();
    void aFaultySpanIsRejectedAlone_data();
    void aFaultySpanIsRejectedAlone();
    void brokenJsonIsAnErrorWithItsPosition_data();
    void brokenJsonIsAnErrorWithItsPosition();
    void instrumentationLibrarySpansAreRead();
    void instrumentationLibrarySpansAreIgnoredBesideScopeSpans_data();
    void instrumentationLibrarySpansAreIgnoredBesideScopeSpans();
    void textWithoutEscapesIsViewedWithoutCopies();
    void invalidUtf8IsRepairedAndKept();
    void loneSurrogatesAreRepairedAndKept();
    void aByteOrderMarkIsStepped();
    void hostileNestingIsRejected();
    void everyTruncationIsAnError();
    void anyByteMayBeWrong();
    void realFilesSurviveBothEncodings();
};

void TstOtlpJson::whatIsEncodedIsDecodedAlike()
{
    const TelemetryBatch batch = sampleBatch();
    const auto decoded = decodeOtlpJson(encodeOtlpJson(batch));
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QVERIFY2(decoded->rejectedSpans.firstReason.empty(), decoded->rejectedSpans.firstReason.c_str());
    QCOMPARE(QString::fromStdString(describe(decoded->batch)), QString::fromStdString(describe(batch)));
}

void TstOtlpJson::bothEncodingsHoldTheSame()
{
    const TelemetryBatch batch = sampleBatch();
    const auto viaProtobuf = decodeOtlpProtobuf(encodeOtlpProtobuf(batch));
    QVERIFY(viaProtobuf);
    QCOMPARE(encodeOtlpJson(viaProtobuf->batch), encodeOtlpJson(batch));
}

void TstOtlpJson::theEncoderWritesWhatTheSpecificationAsks()
{
    TelemetryBatch batch = batchFromOutline("root 1 2");
    batch.spans[0].attributes = batch.arena.copy(
        std::span<const Attribute>(std::initializer_list<Attribute>{{"n", Value::ofInt(1)}}));
    QCOMPARE(QByteArray::fromStdString(encodeOtlpJson(batch)),
             QByteArray(R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":)"
                        R"({"stringValue":"outline"}}]},"scopeSpans":[{"scope":{},"spans":[{"traceId":)"
                        R"("00000000000000000000000000000001","spanId":"0000000000000001","name":"root",)"
                        R"("startTimeUnixNano":"1000000","endTimeUnixNano":"2000000","attributes":)"
                        R"([{"key":"n","value":{"intValue":"1"}}],"status":{}}]}]}]})"));
    QCOMPARE(encodeOtlpJson({}), R"({"resourceSpans":[]})");
}

void TstOtlpJson::goldenFileDecodesAsItSays()
{
    const QString folder = QStringLiteral(SPANWISE_TEST_DATA "/otlp/");
    const auto decoded = decodeOtlpJson(readFile(folder + QStringLiteral("rag.json")));
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QCOMPARE(decoded->rejectedSpans.count, 0U);
    QCOMPARE(QString::fromStdString(describe(decoded->batch)),
             QString::fromStdString(readFile(folder + QStringLiteral("rag.txt"))));
}

void TstOtlpJson::attributeValuesAreReadLeniently_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *json, const char *expected) {
        QTest::newRow(name) << QByteArray(json) << QByteArray(expected);
    };
    row("integer in a string", R"({"intValue":"-42"})", "-42");
    row("integer as a number", R"({"intValue":42})", "42");
    row("integer beyond 2^53 as a number", R"({"intValue":9007199254740993})", "9007199254740993");
    row("largest integer", R"({"intValue":"9223372036854775807"})", "9223372036854775807");
    row("smallest integer as a number", R"({"intValue":-9223372036854775808})", "-9223372036854775808");
    row("whole number in double notation", R"({"intValue":1.5e3})", "1500");
    row("double", R"({"doubleValue":0.5})", "0.5d");
    row("double in a string", R"({"doubleValue":"0.5"})", "0.5d");
    row("double written as an integer", R"({"doubleValue":7})", "7d");
    row("not a number", R"({"doubleValue":"NaN"})", "nand");
    row("infinity", R"({"doubleValue":"Infinity"})", "infd");
    row("minus infinity", R"({"doubleValue":"-Infinity"})", "-infd");
    row("double out of range", R"({"doubleValue":1e999})", "infd");
    row("boolean", R"({"boolValue":true})", "true");
    row("boolean in a string", R"({"boolValue":"false"})", "false");
    row("snake case", R"({"string_value":"x"})", "\"x\"");
    row("escapes", R"({"stringValue":"a\"\\\/\n\u00fc\ud83d\udd0d"})",
        "\"a\"\\/\n\xC3\xBC\xF0\x9F\x94\x8D\"");
    row("string of one backslash", R"({"stringValue":"\\"})", "\"\\\"");
    row("bytes", R"({"bytesValue":"AP8Q"})", "0x00ff10");
    row("bytes, URL-safe, unpadded", R"({"bytesValue":"-_8"})", "0xfbff");
    row("empty value", "{}", "-");
    row("null value", "null", "-");
    row("null member", R"({"stringValue":null})", "-");
    row("array", R"({"arrayValue":{"values":[{"intValue":1},{},null,{"stringValue":"b"}]}})",
        "[1,-,-,\"b\"]");
    row("empty array", R"({"arrayValue":{}})", "[]");
    row("map", R"({"kvlistValue":{"values":[{"value":{"boolValue":true},"key":"a"},{"key":"b"}]}})",
        "{a=true b=-}");
    row("unknown member", R"({"futureValue":{"x":[1,{"y":2}]}})", "-");
    row("space everywhere", "\t{ \"intValue\" :\n \"5\" \r }", "5");
}

void TstOtlpJson::attributeValuesAreReadLeniently()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, expected);
    const auto decoded = decodeOtlpJson(attributeWith(json.toStdString()));
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QVERIFY2(decoded->rejectedSpans.firstReason.empty(), decoded->rejectedSpans.firstReason.c_str());
    QCOMPARE(QByteArray::fromStdString(describe(decoded->batch.spans.at(0).attributes)),
             QByteArray("k=" + expected));
}

void TstOtlpJson::spanFieldsAreReadLeniently_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("expected"); // a part of the description
    const auto row = [](const char *name, const char *fields, const char *expected) {
        QTest::newRow(name) << QByteArray(fields) << QByteArray(expected);
    };
    row("times in strings", R"("startTimeUnixNano":"5","endTimeUnixNano":"7")", "[5,7)");
    row("times as numbers", R"("startTimeUnixNano":1700000000123456789)", "[1700000000123456789,0)");
    row("snake case", R"("start_time_unix_nano":5,"parent_span_id":"00000000000000aa")",
        "of 00000000000000aa s [5,");
    row("upper case id", R"("parentSpanId":"00000000000000AB")", "of 00000000000000ab");
    row("empty parent", R"("parentSpanId":"")", "of 0000000000000000");
    row("base64 parent", R"("parentSpanId":"AQIDBAUGBwg=")", "of 0102030405060708");
    row("null parent", R"("parentSpanId":null)", "of 0000000000000000");
    row("kind by name", R"("kind":"SPAN_KIND_CLIENT")", "kind 3");
    row("kind by number", R"("kind":5)", "kind 5");
    row("unknown kind", R"("kind":99)", "kind 0");
    row("kind by unknown name", R"("kind":"SPAN_KIND_LATER")", "kind 0");
    row("status by name", R"("status":{"code":"STATUS_CODE_ERROR","message":"m"})", "status 2 m");
    row("status by number in a string", R"("status":{"code":"1"})", "status 1");
    row("deprecated status", R"("status":{"deprecatedCode":2})", "status 2");
    row("null lists", R"("attributes":null,"events":null,"links":null,"status":null)", "status 0");
    row("unknown fields", R"("later":{"deep":[[[{}]]]},"kind":2,"x":null)", "kind 2");
    row("event", R"("events":[{"time_unix_nano":3,"name":"e","attributes":[]}])", "event e at 3");
    row("link with unusable ids", R"("links":[{"traceId":"zz","spanId":"","flags":769}])",
        "link 00000000000000000000000000000000/0000000000000000 state  {} dropped 0 flags 769");
    row("flags and drops", R"("flags":257,"droppedEventsCount":"2")", "flags 257 dropped 0,2,0");
    row("a key twice", R"("kind":1,"kind":2)", "kind 2");
}

void TstOtlpJson::spanFieldsAreReadLeniently()
{
    QFETCH(const QByteArray, fields);
    QFETCH(const QByteArray, expected);
    const auto decoded = decodeOtlpJson(spanWith(fields.toStdString()));
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QVERIFY2(decoded->rejectedSpans.firstReason.empty(), decoded->rejectedSpans.firstReason.c_str());
    const std::string text = describe(decoded->batch);
    QVERIFY2(text.find(expected.toStdString()) != std::string::npos, text.c_str());
}

void TstOtlpJson::aFaultySpanIsRejectedAlone_data()
{
    QTest::addColumn<QByteArray>("span");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char *name, const char *span, const char *reason) {
        QTest::newRow(name) << QByteArray(span) << QByteArray(reason);
    };
    const char *const ids = R"("traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708",)";
    row("short trace id", R"({"traceId":"0102","spanId":"0102030405060708"})",
        "traceId is not 32 hex digits");
    row("trace id of 15 bytes in base64", R"({"traceId":"AQIDBAUGBwgJCgsMDQ4P","spanId":"0102030405060708"})",
        "traceId is not 32 hex digits");
    row("no ids", "{}", "trace id is missing or all zero");
    row("not an object", "17", "span is not an object");
    row("a list", "[[]]", "span is not an object");
    row("name is a number", (QByteArray("{") + ids + R"("name":5})").constData(), "name is not a string");
    row("attributes are a map", (QByteArray("{") + ids + R"("attributes":{"a":1}})").constData(),
        "attributes is not an array");
    row("integer is text",
        (QByteArray("{") + ids + R"("attributes":[{"key":"a","value":{"intValue":"x"}}]})").constData(),
        "intValue is not a number of its range");
    row("negative time", (QByteArray("{") + ids + R"("startTimeUnixNano":-1})").constData(),
        "startTimeUnixNano is not a number of its range");
    row("time beyond 2262",
        (QByteArray("{") + ids + R"("endTimeUnixNano":"18446744073709551615"})").constData(),
        "endTimeUnixNano lies beyond the year 2262");
}

void TstOtlpJson::aFaultySpanIsRejectedAlone()
{
    QFETCH(const QByteArray, span);
    QFETCH(const QByteArray, reason);
    std::string body = spanWith({});
    const std::string good =
        R"({"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"1112131415161718","name":"n"})";
    body.insert(body.rfind("]}]}]}"), "," + span.toStdString() + "," + good);
    const auto decoded = decodeOtlpJson(body);
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QCOMPARE(decoded->batch.spans.size(), 2U);
    QCOMPARE(decoded->rejectedSpans.count, 1U);
    QVERIFY2(decoded->rejectedSpans.firstReason.find(reason.toStdString()) != std::string::npos,
             decoded->rejectedSpans.firstReason.c_str());
}

void TstOtlpJson::brokenJsonIsAnErrorWithItsPosition_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    const auto row = [](const char *name, const QByteArray &body, int from, int to) {
        QTest::newRow(name) << body << from << to;
    };
    row("empty", "", 0, 0);
    row("blank", "  ", 0, 2);
    row("not JSON", "hello", 0, 5);
    row("a list", "[]", 0, 2);
    row("a number", "5", 0, 1);
    row("open string", R"({"resourceSpans":[{"x":"abc)", 20, 27);
    row("line break in a string", "{\"resourceSpans\":\"a\nb\"}", 19, 19);
    row("missing colon", R"({"resourceSpans" []})", 10, 20);
    row("missing comma", R"({"resourceSpans":[{} {}]})", 18, 24);
    row("wrong type", R"({"resourceSpans":{}})", 10, 20);
    row("rubbish behind", R"({"resourceSpans":[]} x)", 20, 22);
    row("rubbish with a bracket", R"({"resourceSpans":[]} {})", 21, 21);
    row("second object", "{\"resourceSpans\":[]}\n{\"resourceSpans\":[]}", 21, 21);
    row("bad escape", R"({"resourceSpans":[{"schemaUrl":"\q"}]})", 20, 38);
}

void TstOtlpJson::brokenJsonIsAnErrorWithItsPosition()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, from);
    QFETCH(const int, to);
    const auto decoded = decodeOtlpJson(body.toStdString());
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().code, Error::Code::InvalidInput);
    const QString message = QString::fromStdString(decoded.error().message);
    const QString digits = message.section(QStringLiteral("near byte "), 1).section(QLatin1Char(' '), 0, 0);
    QVERIFY2(digits.toInt() >= from && digits.toInt() <= to, qPrintable(message));
}

void TstOtlpJson::instrumentationLibrarySpansAreRead()
{
    const auto decoded = decodeOtlpJson(
        R"({"resourceSpans":[{"instrumentationLibrarySpans":[{"instrumentationLibrary":{"name":"lib"},"spans":[)"
        R"({"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708"}]}]}]})");
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.spans.size(), 1U);
    QCOMPARE(decoded->batch.scopes.at(decoded->batch.spans[0].scope).name, "lib");
}

void TstOtlpJson::instrumentationLibrarySpansAreIgnoredBesideScopeSpans_data()
{
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("second");
    QTest::newRow("old first") << QByteArray("instrumentationLibrarySpans") << QByteArray("scopeSpans");
    QTest::newRow("new first") << QByteArray("scopeSpans") << QByteArray("instrumentationLibrarySpans");
}

void TstOtlpJson::instrumentationLibrarySpansAreIgnoredBesideScopeSpans()
{
    QFETCH(const QByteArray, first);
    QFETCH(const QByteArray, second);
    const QByteArray list =
        R"([{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708"}]}])";
    const QByteArray body =
        R"({"resourceSpans":[{")" + first + "\":" + list + ",\"" + second + "\":" + list + "}]}";
    const auto decoded = decodeOtlpJson(body.toStdString());
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.spans.size(), 1U);
}

void TstOtlpJson::textWithoutEscapesIsViewedWithoutCopies()
{
    // Only the body and the attribute's own 40 bytes are held: a copy of the text would show in the arena.
    const std::string text(1'000'000, 'x');
    const std::string body = attributeWith(R"({"stringValue":")" + text + "\"}");
    const auto decoded = decodeOtlpJson(body);
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.spans.at(0).attributes[0].value.string(), text);
    QVERIFY(decoded->batch.arena.byteCount() < body.size() + 50'000);
}

void TstOtlpJson::invalidUtf8IsRepairedAndKept()
{
    const auto decoded = decodeOtlpJson(attributeWith("{\"stringValue\":\"a\xFF"
                                                      "b\"}"));
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QCOMPARE(decoded->batch.spans.at(0).attributes[0].value.string(), "a\xEF\xBF\xBD"
                                                                      "b");
}

void TstOtlpJson::loneSurrogatesAreRepairedAndKept()
{
    const auto decoded =
        decodeOtlpJson(attributeWith(R"({"stringValue":"cut \ud83d \\ud83d \udd0d\ud83d\udd0d"})"));
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QCOMPARE(decoded->batch.spans.at(0).attributes[0].value.string(),
             "cut \xEF\xBF\xBD \\ud83d \xEF\xBF\xBD\xF0\x9F\x94\x8D");
}

void TstOtlpJson::aByteOrderMarkIsStepped()
{
    const auto decoded = decodeOtlpJson("\xEF\xBB\xBF" + spanWith({}));
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QCOMPARE(decoded->batch.spans.size(), 1U);
}

void TstOtlpJson::hostileNestingIsRejected()
{
    std::string value = R"({"intValue":1})";
    for (int i = 0; i < 63; ++i)
        value = R"({"kvlistValue":{"values":[{"key":"k","value":)" + value + "}]}}";
    QCOMPARE(decodeOtlpJson(attributeWith(value))->rejectedSpans.count, 0U);
    QCOMPARE(
        decodeOtlpJson(attributeWith(R"({"arrayValue":{"values":[)" + value + "]}}"))->rejectedSpans.count,
        1U);

    const std::size_t depth = 100'000;
    const auto unknown =
        decodeOtlpJson(spanWith("\"x\":" + std::string(depth, '[') + std::string(depth, ']')));
    QVERIFY(!unknown || unknown->batch.spans.size() == 1);
    std::string open;
    for (std::size_t i = 0; i < depth; ++i)
        open += R"({"arrayValue":{"values":[)";
    QVERIFY(!decodeOtlpJson(attributeWith(open)));
}

void TstOtlpJson::everyTruncationIsAnError()
{
    const std::string body = encodeOtlpJson(sampleBatch());
    for (std::size_t length = 0; length < body.size(); ++length)
        QVERIFY(!decodeOtlpJson(body.substr(0, length)));
}

void TstOtlpJson::anyByteMayBeWrong()
{
    const std::string body = encodeOtlpJson(sampleBatch());
    for (std::size_t i = 0; i < body.size(); ++i) {
        for (const char other : {'"', '{', ']', '\0', '\xFF', '\\', '1'}) {
            std::string damaged = body;
            damaged[i] = other;
            const auto decoded = decodeOtlpJson(damaged);
            if (decoded)
                QVERIFY(!describe(decoded->batch).empty() || decoded->batch.spans.empty());
        }
    }
}

void TstOtlpJson::realFilesSurviveBothEncodings()
{
    const QDir folder(QStringLiteral(SPANWISE_SOURCE_DIR "/../shared/data/otlp"));
    if (!folder.exists())
        QSKIP("../shared/data/otlp is not here");
    for (const QString &name : folder.entryList({QStringLiteral("*.json")}, QDir::Files)) {
        const std::string text = readFile(folder.filePath(name));
        const auto first = decodeOtlpJson(text);
        QVERIFY2(first, qPrintable(name));
        const bool isLogs = text.find("\"resourceLogs\"") != std::string::npos;
        const Signal signal = isLogs                                                  ? Signal::Logs
                              : text.find("\"resourceMetrics\"") != std::string::npos ? Signal::Metrics
                                                                                      : Signal::Traces;
        QCOMPARE(first->rejected(signal).count, 0U);
        QCOMPARE(first->batch.spans.empty(), signal != Signal::Traces);
        QCOMPARE(first->batch.logs.empty(), signal != Signal::Logs);
        QCOMPARE(first->batch.points.empty(), signal != Signal::Metrics);
        const auto second = decodeOtlpJson(encodeOtlpJson(first->batch));
        const std::string protobuf = encodeOtlpProtobuf(first->batch, signal);
        QCOMPARE(signalOfProtobuf(protobuf), signal);
        const auto third = decodeOtlpProtobuf(protobuf, signal);
        QVERIFY(second && third);
        QCOMPARE(QString::fromStdString(describe(second->batch)),
                 QString::fromStdString(describe(first->batch)));
        QCOMPARE(QString::fromStdString(describe(third->batch)),
                 QString::fromStdString(describe(first->batch)));
    }
}

static const Registered<TstOtlpJson> registered;
#include "tst_otlp_json.moc"
