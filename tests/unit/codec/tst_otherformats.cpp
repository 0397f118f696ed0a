// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/chrome.h"
#include "core/codec/datadog.h"
#include "core/codec/jsonlog.h"
#include "core/codec/otlp_json.h"
#include "tests/support/suite.h"
#include "tests/unit/codec/fieldfiles.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Timestamp base{std::chrono::hours(24 * 365 * 50)};

DecodedBatch chrome(const std::string &json)
{
    auto result = decodeChromeTrace(json, base);
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

/// One line a span, in the order of their names: name, parent's name, begin and length in us relative to
/// base.
QString outline(const DecodedBatch &decoded)
{
    std::map<SpanId, std::string> names;
    for (const Span &span : decoded.batch.spans)
        names[span.id] = span.name;
    QStringList lines;
    for (const Span &span : decoded.batch.spans) {
        const auto us = [](Duration duration) { return duration.count() / 1000; };
        QString line = QString::fromStdString(std::string(span.name) + "<" + names[span.parent] + ">");
        line += u" %1+%2"_s.arg(us(span.time.begin - base)).arg(us(span.time.length()));
        for (const Event &event : span.events)
            line += u" !"_s + QString::fromStdString(std::string(event.name));
        for (const Link &link : span.links)
            line += u" ~"_s + QString::fromStdString(names[link.spanId]);
        lines.append(line);
    }
    lines.sort();
    return lines.join(u", "_s);
}

std::string chromeEvents(const char *events)
{
    return "[" + std::string(events) + "]";
}

} // namespace

class TstOtherFormats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chromePhasesBecomeSpans_data();
    void chromePhasesBecomeSpans();
    void chromeGoldenFileDecodesAsItSays();
    void aChromeFileThatBreaksOffIsReadAsFarAsItIsWhole_data();
    void aChromeFileThatBreaksOffIsReadAsFarAsItIsWhole();
    void whatSaysNothingAboutATraceIsCounted();
    void aWallClockIsKept();
    void countersAreDataPoints();
    void chromeFilesOfPerfetto_data();
    void chromeFilesOfPerfetto();
    void slicesThatOverlapWithoutEndCostNoQuadraticTime();
    void datadogGoldenFileDecodesAsItSays();
    void aFaultyDatadogSpanIsRejectedAlone();
    void datadogFiles_data();
    void datadogFiles();
    void loggersAreUnderstood_data();
    void loggersAreUnderstood();
    void timesOfLogs_data();
    void timesOfLogs();
    void aLineThatIsNoRecordIsCounted();
    void backEndsWrapOtlp_data();
    void backEndsWrapOtlp();
};

void TstOtherFormats::chromePhasesBecomeSpans_data()
{
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *events, const char *expected) {
        QTest::newRow(name) << QByteArray(events) << QString::fromUtf8(expected);
    };
    row("begin and end",
        R"({"ph":"B","ts":10,"pid":1,"tid":1,"name":"a"},{"ph":"B","ts":12,"pid":1,"tid":1,"name":"b"},)"
        R"({"ph":"E","ts":15,"pid":1,"tid":1},{"ph":"E","ts":20,"pid":1,"tid":1})",
        "a<> 0+10, b<a> 2+3");
    row("complete events nest by time",
        R"({"ph":"X","ts":12,"dur":3,"pid":1,"tid":1,"name":"b"},{"ph":"X","ts":10,"dur":10,"pid":1,"tid":1,"name":"a"})",
        "a<> 0+10, b<a> 2+3");
    row("longer first at the same start",
        R"({"ph":"X","ts":10,"dur":3,"pid":1,"tid":1,"name":"b"},{"ph":"X","ts":10,"dur":10,"pid":1,"tid":1,"name":"a"})",
        "a<> 0+10, b<a> 0+3");
    row("neighbours do not nest",
        R"({"ph":"X","ts":10,"dur":5,"pid":1,"tid":1,"name":"a"},{"ph":"X","ts":15,"dur":5,"pid":1,"tid":1,"name":"b"})",
        "a<> 0+5, b<> 5+5");
    row("threads do not nest",
        R"({"ph":"X","ts":10,"dur":9,"pid":1,"tid":1,"name":"a"},{"ph":"X","ts":12,"dur":2,"pid":1,"tid":2,"name":"b"})",
        "a<> 0+9, b<> 2+2");
    row("ids and times as text",
        R"({"ph":"X","ts":"10","dur":"9","pid":"p","tid":"t","name":"a"},{"ph":"X","ts":12.5,"dur":2,"pid":"p","tid":"t","name":"b"})",
        "a<> 0+9, b<a> 2+2");
    row("unclosed lasts to the end",
        R"({"ph":"B","ts":10,"pid":1,"tid":1,"name":"a"},{"ph":"X","ts":12,"dur":30,"pid":1,"tid":2,"name":"b"})",
        "a<> 0+32, b<> 2+30");
    row("instants",
        R"({"ph":"X","ts":10,"dur":9,"pid":1,"tid":1,"name":"a"},{"ph":"i","ts":12,"pid":1,"tid":1,"name":"x"},)"
        R"({"ph":"I","ts":40,"pid":1,"tid":1,"name":"y"},{"ph":"R","ts":11,"pid":1,"tid":1,"name":"z"})",
        "a<> 0+9 !z !x, y<> 30+0");
    row("async",
        R"({"ph":"b","cat":"c","id":1,"ts":10,"pid":1,"tid":1,"name":"a"},{"ph":"b","cat":"c","id":1,"ts":11,"pid":1,"tid":2,"name":"b"},)"
        R"({"ph":"n","cat":"c","id":1,"ts":12,"pid":1,"tid":1,"name":"x"},{"ph":"e","cat":"c","id":1,"ts":13,"pid":1,"tid":1,"name":"b"},)"
        R"({"ph":"e","cat":"c","id":1,"ts":20,"pid":1,"tid":1,"name":"a"})",
        "a<> 0+10, b<a> 1+2 !x");
    row("async ids local to a process",
        R"({"ph":"b","cat":"c","id2":{"local":"1"},"ts":10,"pid":1,"tid":1,"name":"a"},)"
        R"({"ph":"b","cat":"c","id2":{"local":"1"},"ts":11,"pid":2,"tid":1,"name":"b"},)"
        R"({"ph":"e","cat":"c","id2":{"local":"1"},"ts":12,"pid":2,"tid":1,"name":"b"},)"
        R"({"ph":"e","cat":"c","id2":{"local":"1"},"ts":20,"pid":1,"tid":1,"name":"a"})",
        "a<> 0+10, b<> 1+1");
    row("an async end without a begin",
        R"({"ph":"n","cat":"c","id":1,"ts":10,"pid":1,"tid":1,"name":"x"},{"ph":"e","cat":"c","id":1,"ts":15,"pid":1,"tid":1,"name":"a"})",
        "a<> 0+5, x<> 0+0");
    row("legacy async",
        R"({"ph":"S","id":1,"ts":10,"pid":1,"tid":1,"name":"a"},{"ph":"T","id":1,"ts":12,"pid":1,"tid":1,"name":"a"},)"
        R"({"ph":"F","id":1,"ts":15,"pid":1,"tid":2,"name":"a"})",
        "a<> 0+5 !a");
    row("flows",
        R"({"ph":"X","ts":10,"dur":5,"pid":1,"tid":1,"name":"a"},{"ph":"s","cat":"f","id":7,"ts":12,"pid":1,"tid":1,"name":"go"},)"
        R"({"ph":"f","cat":"f","id":7,"ts":18,"pid":1,"tid":2,"name":"go"},{"ph":"X","ts":20,"dur":5,"pid":1,"tid":2,"name":"b"})",
        "a<> 0+5, b<> 10+5 ~a");
    row("a flow that binds around itself",
        R"({"ph":"X","ts":10,"dur":5,"pid":1,"tid":1,"name":"a"},{"ph":"s","id":7,"ts":12,"pid":1,"tid":1,"name":"go"},)"
        R"({"ph":"X","ts":17,"dur":5,"pid":1,"tid":2,"name":"b"},{"ph":"f","bp":"e","id":7,"ts":18,"pid":1,"tid":2,"name":"go"})",
        "a<> 0+5, b<> 7+5 ~a");
    row("flows by bind_id",
        R"({"ph":"X","ts":10,"dur":5,"pid":1,"tid":1,"name":"a","bind_id":"0x1","flow_out":true},)"
        R"({"ph":"X","ts":20,"dur":5,"pid":1,"tid":2,"name":"b","bind_id":"0x1","flow_in":true})",
        "a<> 0+5, b<> 10+5 ~a");
}

void TstOtherFormats::chromePhasesBecomeSpans()
{
    QFETCH(const QByteArray, events);
    QFETCH(const QString, expected);
    const auto decoded = chrome(chromeEvents(events));
    QCOMPARE(outline(decoded), expected);
    QCOMPARE(decoded.rejectedSpans.count, std::uint64_t{0});
}

void TstOtherFormats::chromeGoldenFileDecodesAsItSays()
{
    const auto decoded = chrome(testFile(u"chrome/build.json"_s));
    compareWithFile(describe(decoded.batch), u"chrome/build.txt"_s);
}

void TstOtherFormats::aChromeFileThatBreaksOffIsReadAsFarAsItIsWhole_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray events =
        R"([{"ph":"X","ts":10,"dur":9,"pid":1,"tid":1,"name":"a"},{"ph":"X","ts":12,"dur":2,"pid":1,"tid":1,"name":"b"})";
    QTest::newRow("bracket") << events;
    QTest::newRow("comma") << events + ",\n";
    QTest::newRow("in an event") << events + R"(,{"ph":"X","ts":1)";
    QTest::newRow("in a string") << events + R"(,{"ph":"X","name":"lo)";
    QTest::newRow("object") << "{\"traceEvents\":" + events;
    QTest::newRow("object in an event")
        << "{\"displayTimeUnit\":\"ms\",\"traceEvents\":" + events + R"(,{"ph":)";
}

void TstOtherFormats::aChromeFileThatBreaksOffIsReadAsFarAsItIsWhole()
{
    QFETCH(const QByteArray, bytes);
    QCOMPARE(outline(chrome(bytes.toStdString())), u"a<> 0+9, b<a> 2+2"_s);
}

void TstOtherFormats::whatSaysNothingAboutATraceIsCounted()
{
    const auto decoded = chrome(chromeEvents(
        R"({"ph":"X","ts":10,"dur":9,"pid":1,"tid":1,"name":"a"},{"ph":"N","ts":1,"id":1,"name":"o"},)"
        R"({"ph":"v","ts":1,"name":"dump"},{"ph":"E","ts":1,"pid":9,"tid":1},{"ph":"X","ts":1,"name":"no length"},)"
        R"({"name":"no phase"},{"ph":"X","ts":"soon","dur":1},7)"));
    QCOMPARE(decoded.batch.spans.size(), std::size_t{1});
    QCOMPARE(decoded.rejectedSpans.count, std::uint64_t{7});
    for (const char *body : {"", "7", "{}", "{\"x\":1}", "[", "nonsense"})
        QVERIFY2(!decodeChromeTrace(body, base), body);
}

void TstOtherFormats::aWallClockIsKept()
{
    const auto decoded =
        chrome(chromeEvents(R"({"ph":"X","ts":1700000000000000,"dur":9,"pid":1,"tid":1,"name":"a"})"));
    QCOMPARE(decoded.batch.spans.at(0).time.begin, Timestamp(std::chrono::microseconds(1700000000000000)));
}

void TstOtherFormats::countersAreDataPoints()
{
    const auto decoded = chrome(
        chromeEvents(R"({"ph":"C","ts":10,"pid":1,"name":"mem","args":{"heap":5,"stack":1.5,"note":"x"}},)"
                     R"({"ph":"C","ts":20,"pid":1,"name":"mem","args":{"heap":6}})"));
    QCOMPARE(decoded.batch.metrics.size(), std::size_t{1});
    QCOMPARE(decoded.batch.metrics[0].name, std::string_view("mem"));
    QCOMPARE(decoded.batch.points.size(), std::size_t{3});
    QCOMPARE(decoded.batch.points[2].time, base + std::chrono::microseconds(10));
}

void TstOtherFormats::chromeFilesOfPerfetto_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("expected");
    QTest::newRow("flows, version 1")
        << "chrome/flow-events-v1.json"
        << "Blergh<> 1002+100 ~SenderB, OtherSlice<> 3200+500 ~SenderA, SenderA<> 3002+10, "
           "SenderB<> 0+10, SomeSlice<> 3331+400 ~OtherSlice";
    QTest::newRow("flows, version 2")
        << "chrome/flow-events-v2.json"
        << "Blergh<> 1001+100 ~SenderB, OtherSlice<> 3200+500 ~SenderA, SenderA<> 3002+10, "
           "SenderB<> 0+10, SomeOtherSlice<> 3333+997 !SomeOtherSliceInstant ~OtherSlice, "
           "SomeSlice<> 3331+400 ~OtherSlice";
}

void TstOtherFormats::chromeFilesOfPerfetto()
{
    QFETCH(const QString, file);
    QFETCH(const QString, expected);
    const std::string json = fieldFile(file);
    if (json.empty())
        QSKIP(missingFieldFile);
    const auto decoded = chrome(json);
    QCOMPARE(outline(decoded), expected);
    QCOMPARE(decoded.rejectedSpans.count, std::uint64_t{0});
}

void TstOtherFormats::slicesThatOverlapWithoutEndCostNoQuadraticTime()
{
    std::string events = "[";
    constexpr int count = 50'000;
    for (int i = 0; i < count; ++i)
        events += R"({"ph":"X","pid":1,"tid":1,"name":"a","dur":)" + std::to_string(count) + R"(,"ts":)" +
                  std::to_string(i) + "},";
    for (int i = 0; i < count; ++i)
        events += R"({"ph":"i","pid":1,"tid":1,"name":"x","ts":)" + std::to_string(3 * count) + "},";
    const auto decoded = chrome(events + R"({"ph":"E","pid":1,"tid":1,"ts":1}])");
    QCOMPARE(decoded.batch.spans.size(), std::size_t{2 * count});
}

void TstOtherFormats::datadogGoldenFileDecodesAsItSays()
{
    const auto decoded = decodeDatadogJson(testFile(u"datadog/web.json"_s));
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    compareWithFile(describe(decoded->batch), u"datadog/web.txt"_s);
    QCOMPARE(decoded->rejectedSpans.count, std::uint64_t{0});
}

void TstOtherFormats::aFaultyDatadogSpanIsRejectedAlone()
{
    const auto decoded = decodeDatadogJson(
        R"([[{"trace_id":1,"span_id":2,"start":1,"duration":1},{"trace_id":1,"start":1},)"
        R"({"trace_id":0,"span_id":3,"start":1},{"trace_id":-1,"span_id":3,"start":1},)"
        R"({"trace_id":18446744073709551616,"span_id":3,"start":1},{"trace_id":1,"span_id":4,"start":"x"},)"
        R"({"trace_id":1,"span_id":5,"start":1,"duration":9223372036854775807},5,)"
        R"({"trace_id":1,"span_id":6,"start":1,"meta":[]},{"trace_id":1,"span_id":7,"start":1,"duration":-5}]])");
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.spans.size(), std::size_t{2});
    QCOMPARE(decoded->rejectedSpans.count, std::uint64_t{8});
    for (const char *body : {"", "{}", "[[{", "7"})
        QVERIFY2(!decodeDatadogJson(body), body);
}

void TstOtherFormats::datadogFiles_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("spans");
    QTest::addColumn<int>("traces");
    QTest::addColumn<int>("roots");
    QTest::newRow("single") << "datadog/test_single_trace.json" << 1 << 1 << 1;
    QTest::newRow("several") << "datadog/test_multi_trace.json" << 4 << 2 << 2;
    QTest::newRow("distributed") << "datadog/test_trace_distributed_same_payload.json" << 4 << 1 << 1;
}

void TstOtherFormats::datadogFiles()
{
    QFETCH(const QString, file);
    QFETCH(const int, spans);
    QFETCH(const int, traces);
    QFETCH(const int, roots);
    const std::string json = fieldFile(file);
    if (json.empty())
        QSKIP(missingFieldFile);
    const auto decoded = decodeDatadogJson(json);
    QVERIFY(decoded);
    std::map<TraceId, int> ids;
    int rootCount = 0;
    for (const Span &span : decoded->batch.spans) {
        ++ids[span.traceId];
        rootCount += span.parent ? 0 : 1;
        QVERIFY(span.time.begin > base && span.time.length() > Duration(0));
    }
    QCOMPARE(decoded->rejectedSpans.count, std::uint64_t{0});
    QCOMPARE(static_cast<int>(decoded->batch.spans.size()), spans);
    QCOMPARE(static_cast<int>(ids.size()), traces);
    QCOMPARE(rootCount, roots);
}

void TstOtherFormats::loggersAreUnderstood_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("expected"); // severity, body, service, logger, trace, span, attributes
    const auto row = [](const char *name, const char *line, const char *expected) {
        QTest::newRow(name) << QByteArray(line) << QString::fromUtf8(expected);
    };
    row("Spanwise",
        R"({"time":"2026-01-02T03:04:05.5Z","level":"warning","component":"receive","message":"m","trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331","peer":"p"})",
        R"(13 "m"  receive 0af7651916cd43dd8448eb211c80319c b7ad6b7169203331 peer="p")");
    row("pino", R"({"level":50,"time":1767323045500,"pid":7,"msg":"m","service":"s"})",
        R"(17 "m" s  - - pid=7)");
    row("python-json-logger",
        R"({"asctime":"2026-01-02 03:04:05,500","levelname":"ERROR","name":"x","message":"m"})",
        R"(17 "m"   - - name="x")");
    row("structlog", R"({"event":"m","level":"info","timestamp":"2026-01-02T03:04:05.5Z","k":{"a":[1]}})",
        R"(9 "m"   - - k={a=[1]})");
    row("zap", R"({"level":"dpanic","ts":1767323045.5,"logger":"l","msg":"m"})", R"(21 "m"  l - - )");
    row("slog", R"({"time":"2026-01-02T04:04:05.5+01:00","level":"DEBUG","msg":"m"})", R"(5 "m"   - - )");
    row("logstash",
        R"({"@timestamp":"2026-01-02T03:04:05.500Z","message":"m","level":"TRACE","logger_name":"l","service.name":"s"})",
        R"(1 "m" s l - - )");
    row("Serilog", R"({"@t":"2026-01-02T03:04:05.5Z","@m":"m","@l":"Fatal"})", R"(21 "m"   - - )");
    row("Datadog",
        R"({"timestamp":1767323045500000000,"level":"INFO3","msg":"m","dd.trace_id":"255","dd.span_id":"16"})",
        R"(11 "m"   000000000000000000000000000000ff 0000000000000010 )");
    row("unknown level stays as text", R"({"time":1767323045500,"level":"odd","msg":"m"})",
        R"(0 "m"   - - )");
}

void TstOtherFormats::loggersAreUnderstood()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QString, expected);
    const auto decoded = decodeJsonLogs(line.toStdString());
    QVERIFY(decoded && decoded->batch.logs.size() == 1);
    const LogRecord &record = decoded->batch.logs[0];
    const auto id = [](const auto &value) { return value ? value.toHex() : std::string("-"); };
    const std::string got = std::to_string(record.severity) + " " + describe(record.body) + " " +
                            std::string(decoded->batch.resources[record.resource].serviceName()) + " " +
                            std::string(decoded->batch.scopes[record.scope].name) + " " + id(record.traceId) +
                            " " + id(record.spanId) + " " + describe(record.attributes);
    QCOMPARE(QString::fromStdString(got), expected);
    QVERIFY(record.time.has_value());
    QCOMPARE(record.time->time_since_epoch().count(), 1767323045500000000);
}

void TstOtherFormats::timesOfLogs_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("nanoseconds"); // -1: none
    QTest::newRow("zone") << "2026-01-02T03:04:05Z" << qint64(1767323045000000000);
    QTest::newRow("nanoseconds") << "2026-01-02T03:04:05.123456789Z" << qint64(1767323045123456789);
    QTest::newRow("more digits are cut") << "2026-01-02T03:04:05.1234567891Z" << qint64(1767323045123456789);
    QTest::newRow("offset") << "2026-01-02T03:04:05-0130" << qint64(1767328445000000000);
    QTest::newRow("hours") << "2026-01-02T03:04:05+03" << qint64(1767312245000000000);
    QTest::newRow("no zone") << "2026-01-02 03:04:05" << qint64(1767323045000000000);
    QTest::newRow("day") << "2026/01/02" << qint64(1767312000000000000);
    QTest::newRow("no such day") << "2026-02-30T00:00:00Z" << qint64(-1);
    QTest::newRow("no such hour") << "2026-02-03T24:00:00Z" << qint64(-1);
    QTest::newRow("beyond 2262") << "9999-01-01T00:00:00Z" << qint64(-1);
    QTest::newRow("words behind") << "2026-01-02T03:04:05Zebra" << qint64(-1);
    QTest::newRow("words") << "yesterday" << qint64(-1);
    QTest::newRow("empty") << "" << qint64(-1);
}

void TstOtherFormats::timesOfLogs()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, nanoseconds);
    const auto time = timestampFromIso(text.toStdString());
    QCOMPARE(time ? time->time_since_epoch().count() : -1, nanoseconds);
}

void TstOtherFormats::aLineThatIsNoRecordIsCounted()
{
    const auto decoded =
        decodeJsonLogs("{\"msg\":\"a\"}\n7\n{\"msg\":\"x\"\n{\"msg\":\"b\",\"time\":\"soon\"}\n");
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.logs.size(), std::size_t{2});
    QCOMPARE(decoded->rejectedLogs.count, std::uint64_t{2});
    QCOMPARE(QString::fromStdString(describe(decoded->batch.logs[1].attributes)), u"time=\"soon\""_s);
}

void TstOtherFormats::backEndsWrapOtlp_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("spans");
    const QByteArray span =
        R"({"resource":{},"scopeSpans":[{"spans":[{"traceId":"AQIDBAUGBwgJCgsMDQ4PEA==","spanId":"AQIDBAUGBwg=",)"
        R"("name":"s","kind":"SPAN_KIND_SERVER","startTimeUnixNano":"5","status":{"code":"STATUS_CODE_ERROR"}}]}]})";
    QTest::newRow("Tempo v1") << "{\"batches\":[" + span + "]}" << 1;
    QTest::newRow("Tempo v2") << "{\"trace\":{\"resourceSpans\":[" + span + "]},\"metrics\":{},\"status\":0}"
                              << 1;
    QTest::newRow("Tempo without padding")
        << QByteArray("{\"batches\":[" + span + "]}").replace("EA==", "EA").replace("Bwg=", "Bwg") << 1;
    QTest::newRow("Jaeger api_v3") << "{\"result\":{\"resourceSpans\":[" + span + "]}}" << 1;
    QTest::newRow("several") << "{\"result\":{\"resourceSpans\":[" + span +
                                    "]}}\n{\"result\":{\"resourceSpans\":[" + span + "," + span + "]}}"
                             << 3;
    QTest::newRow("a result of another kind")
        << QByteArray(R"({"result":"none","trace":[],"status":1})") << 0;
}

void TstOtherFormats::backEndsWrapOtlp()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, spans);
    const auto decoded = decodeOtlpJsonSequence(body.toStdString());
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.c_str());
    QCOMPARE(static_cast<int>(decoded->batch.spans.size()), spans);
    for (const Span &span : decoded->batch.spans) {
        QCOMPARE(span.traceId.toHex(), std::string("0102030405060708090a0b0c0d0e0f10"));
        QCOMPARE(span.id.toHex(), std::string("0102030405060708"));
        QVERIFY(span.kind == SpanKind::Server && span.status == StatusCode::Error);
        QVERIFY(span.resource < decoded->batch.resources.size() && span.scope < decoded->batch.scopes.size());
    }
}

static const Registered<TstOtherFormats> registered;

#include "tst_otherformats.moc"
