// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jaeger.h"
#include "core/codec/otlp_json.h"
#include "core/model/sharedhalves.h"
#include "tests/support/suite.h"
#include "tests/unit/codec/carriable.h"
#include "tests/unit/codec/fieldfiles.h"
#include "tests/unit/codec/samplebatch.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

namespace {

DecodedBatch decodedJaeger(const std::string &json)
{
    auto result = decodeJaegerJson(json);
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

/// One trace with one span of the given fields besides its ids and times.
std::string traceWith(const std::string &fields)
{
    return R"({"traceID":"1","spans":[{"spanID":"2","startTime":1000,"duration":10)" +
           (fields.empty() ? std::string() : "," + fields) + R"(}],"processes":{}})";
}

} // namespace

class TstJaeger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goldenFileDecodesAsItSays();
    void everyEnvelopeIsRead_data();
    void everyEnvelopeIsRead();
    void anErrorEnvelopeIsAnErrorWithItsText();
    void fieldsAreReadLeniently_data();
    void fieldsAreReadLeniently();
    void aFaultySpanIsRejectedAlone_data();
    void aFaultySpanIsRejectedAlone();
    void whatJaegerCanCarryComesBackEqual();
    void textsThatMeanAStatusInJaegerDoNotMakeOne();
    void realFilesDecodeSensibly_data();
    void realFilesDecodeSensibly();
    void realFilesComeBackEqual();
    void theCollectorsTranslationIsUnderstood();
    void anyByteMayBeWrong();
};

void TstJaeger::goldenFileDecodesAsItSays()
{
    const auto batch = decodedJaeger(testFile(u"jaeger/chat.json"_s));
    compareWithFile(describe(batch.batch), u"jaeger/chat.txt"_s);
    QCOMPARE(batch.rejectedSpans.count, std::uint64_t{0});
}

void TstJaeger::everyEnvelopeIsRead_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("trace") << ""
                           << "";
    QTest::newRow("array") << "["
                           << "]";
    QTest::newRow("data") << R"({"data":[)"
                          << "]}";
    QTest::newRow("data with a trace") << R"({"data":)"
                                       << "}";
    QTest::newRow("answer of the API") << R"({"total":0,"errors":null,"data":[)"
                                       << R"(],"limit":0,"offset":0})";
    QTest::newRow("byte order mark") << QString(QChar(0xfeff)) << "\n";
}

void TstJaeger::everyEnvelopeIsRead()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    const auto batch = decodedJaeger(before.toStdString() + traceWith("") + after.toStdString());
    QCOMPARE(batch.batch.spans.size(), std::size_t{1});
    QCOMPARE(batch.batch.spans[0].time.length(), Duration(10'000));
}

void TstJaeger::anErrorEnvelopeIsAnErrorWithItsText()
{
    const auto result =
        decodeJaegerJson(R"({"data":null,"total":0,"errors":[{"code":404,"msg":"trace not found"}]})");
    QVERIFY(!result);
    QVERIFY(result.error().message.find("trace not found") != std::string::npos);
    QVERIFY(decodeJaegerJson(R"({"data":null,"errors":null})"));
    QVERIFY(decodeJaegerJson(R"({"data":[]})"));
    for (const char *body : {"", "{", "{}", "7", R"({"resourceSpans":[]})", R"({"data":[}})"})
        QVERIFY2(!decodeJaegerJson(body), body);
}

void TstJaeger::fieldsAreReadLeniently_data()
{
    QTest::addColumn<QString>("fields");
    QTest::addColumn<QString>("expected");
    const auto tag = [](const char *key, const char *type, const char *value) {
        return u"\"tags\":[{\"key\":\"%1\"%2,\"value\":%3}]"_s.arg(
            QLatin1String(key), *type ? u",\"type\":\"%1\""_s.arg(QLatin1String(type)) : QString(),
            QLatin1String(value));
    };
    QTest::newRow("null lists") << R"("tags":null,"logs":null,"references":null,"warnings":null)"
                                << "status 0";
    QTest::newRow("deprecated parent") << R"("parentSpanID":"5")"
                                       << "of 0000000000000005";
    QTest::newRow("no type: string") << tag("k", "", "\"v\"") << "k=\"v\"";
    QTest::newRow("no type: number") << tag("k", "", "4") << "k=4";
    QTest::newRow("no type: fraction") << tag("k", "", "4.5") << "k=4.5";
    QTest::newRow("no type: bool") << tag("k", "", "true") << "k=true";
    QTest::newRow("int64 as text") << tag("k", "int64", "\"-9223372036854775808\"")
                                   << "k=-9223372036854775808";
    QTest::newRow("int64 that is none stays") << tag("k", "int64", "\"x\"") << "k=\"x\"";
    QTest::newRow("float64 without fraction") << tag("k", "float64", "3") << "k=3d";
    QTest::newRow("float64 not a number") << tag("k", "float64", "\"NaN\"") << "k=nand";
    QTest::newRow("bool as text") << tag("k", "bool", "\"true\"") << "k=true";
    QTest::newRow("binary") << tag("k", "binary", "\"AP8Q\"") << "k=0x00ff10";
    QTest::newRow("bad binary stays") << tag("k", "binary", "\"?\"") << "k=\"?\"";
    QTest::newRow("unknown kind stays") << tag("span.kind", "string", "\"broker\"") << "kind 0";
    QTest::newRow("error tag") << tag("error", "bool", "true") << "status 2";
    QTest::newRow("error is false") << tag("error", "bool", "false") << "error=false";
    QTest::newRow("status word") << tag("otel.status_code", "string", "\"OK\"") << "status 1";
    QTest::newRow("server error by http") << tag("http.status_code", "int64", "500") << "status 2";
    QTest::newRow("not found is no error of a server")
        << tag("http.status_code", "int64", "404") << "status 0";
    QTest::newRow("old scope") << tag("otel.library.name", "string", "\"lib\"") << "scope lib@";
    QTest::newRow("self reference stays a cycle")
        << R"("references":[{"refType":"CHILD_OF","traceID":"1","spanID":"2"}])"
        << "of 0000000000000002";
    QTest::newRow("reference elsewhere is a link")
        << R"("references":[{"refType":"CHILD_OF","traceID":"9","spanID":"2"}])"
        << "{opentracing.ref_type=\"child_of\"}";
}

void TstJaeger::fieldsAreReadLeniently()
{
    QFETCH(QString, fields);
    QFETCH(QString, expected);
    const auto batch = decodedJaeger(traceWith(fields.toStdString()));
    const std::string text = describe(batch.batch);
    QVERIFY2(text.find(expected.toStdString()) != std::string::npos, text.c_str());
    QCOMPARE(batch.rejectedSpans.count, std::uint64_t{0});
}

void TstJaeger::aFaultySpanIsRejectedAlone_data()
{
    QTest::addColumn<QString>("span");
    QTest::newRow("no id") << R"({"startTime":1})";
    QTest::newRow("zero id") << R"({"spanID":"0","startTime":1})";
    QTest::newRow("no time") << R"({"spanID":"3"})";
    QTest::newRow("time is text") << R"({"spanID":"3","startTime":"soon"})";
    QTest::newRow("beyond 2262") << R"({"spanID":"3","startTime":9300000000000000})";
    QTest::newRow("negative duration") << R"({"spanID":"3","startTime":1,"duration":-1})";
    QTest::newRow("a number") << "5";
    QTest::newRow("null") << "null";
}

void TstJaeger::aFaultySpanIsRejectedAlone()
{
    QFETCH(QString, span);
    const auto batch = decodedJaeger(R"({"traceID":"1","spans":[{"spanID":"2","startTime":1},)" +
                                     span.toStdString() + R"(,{"spanID":"4","startTime":1}]})");
    QCOMPARE(batch.batch.spans.size(), std::size_t{2});
    QCOMPARE(batch.rejectedSpans.count, std::uint64_t{1});
    QVERIFY(!batch.rejectedSpans.firstReason.empty());
}

void TstJaeger::whatJaegerCanCarryComesBackEqual()
{
    TelemetryBatch batch = sampleBatch();
    jaegerCanCarry(batch);
    auto again = decodedJaeger(encodeJaegerJson(batch));
    QVERIFY2(again.rejectedSpans.firstReason.empty(), again.rejectedSpans.firstReason.c_str());
    QCOMPARE(QString::fromStdString(sortedText(again.batch)), QString::fromStdString(sortedText(batch)));
}

void TstJaeger::textsThatMeanAStatusInJaegerDoNotMakeOne()
{
    TelemetryBatch batch = batchFromOutline("a 0 1\n  b 0 1");
    const Attribute http{"http.status_code", Value::ofInt(500)};
    const Attribute error{"error", Value::ofBool(true)};
    batch.spans[0].attributes = batch.arena.copy(std::span<const Attribute>(&http, 1));
    batch.spans[1].attributes = batch.arena.copy(std::span<const Attribute>(&error, 1));
    const auto again = decodedJaeger(encodeJaegerJson(batch));
    QCOMPARE(QString::fromStdString(describe(again.batch)), QString::fromStdString(describe(batch)));
}

void TstJaeger::realFilesDecodeSensibly_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("spans");
    QTest::addColumn<int>("roots");
    QTest::addColumn<int>("orphans");
    QTest::addColumn<QString>("firstName");
    QTest::newRow("genai") << "genai-trace.json" << 57 << 1 << 0 << "POST /api/graphql";
    QTest::newRow("graph") << "graph-trace.json" << 11 << 2 << 0 << "op1";
    QTest::newRow("translated") << "otlp2jaeger-out.json" << 2 << 0 << 2 << "okey-dokey-0";
    QTest::newRow("overlapping") << "overlapping-children.json" << 3 << 1 << 0 << "send";
    QTest::newRow("ui_01") << "ui_01.json" << 5 << 2 << 0 << "test-general-conversion";
}

void TstJaeger::realFilesDecodeSensibly()
{
    QFETCH(QString, file);
    QFETCH(int, spans);
    QFETCH(int, roots);
    QFETCH(int, orphans);
    QFETCH(QString, firstName);
    const std::string json = fieldFile("jaeger/" + file);
    if (json.empty())
        QSKIP(missingFieldFile);
    const auto batch = decodedJaeger(json);
    QCOMPARE(batch.rejectedSpans.count, std::uint64_t{0});
    std::set<SpanId> ids;
    for (const Span &span : batch.batch.spans) {
        ids.insert(span.id);
        QVERIFY(span.time.begin > Timestamp(std::chrono::hours(24 * 365 * 40)) &&
                span.time.length() > Duration(0));
        QVERIFY(!batch.batch.resources[span.resource].serviceName().empty());
    }
    const auto count = [&](auto condition) {
        return static_cast<int>(std::ranges::count_if(batch.batch.spans, condition));
    };
    QCOMPARE(static_cast<int>(batch.batch.spans.size()), spans);
    QCOMPARE(count([](const Span &span) { return !span.parent; }), roots);
    QCOMPARE(count([&](const Span &span) { return span.parent && !ids.contains(span.parent); }), orphans);
    QCOMPARE(QString::fromUtf8(batch.batch.spans[0].name.data(),
                               static_cast<qsizetype>(batch.batch.spans[0].name.size())),
             firstName);
}

void TstJaeger::realFilesComeBackEqual()
{
    for (const char *name :
         {"genai-trace", "graph-trace", "otlp2jaeger-out", "overlapping-children", "ui_01"}) {
        const std::string json = fieldFile("jaeger/" + QString::fromLatin1(name) + u".json"_s);
        if (json.empty())
            QSKIP(missingFieldFile);
        auto batch = decodedJaeger(json);
        auto again = decodedJaeger(encodeJaegerJson(batch.batch));
        QCOMPARE(QString::fromStdString(sortedText(again.batch)),
                 QString::fromStdString(sortedText(batch.batch)));
    }
}

/// The same trace as OTLP went into Jaeger's own translator and came out as this JSON.
void TstJaeger::theCollectorsTranslationIsUnderstood()
{
    const std::string otlp = fieldFile(u"jaeger/otlp2jaeger-in.json"_s);
    const std::string jaeger = fieldFile(u"jaeger/otlp2jaeger-out.json"_s);
    if (otlp.empty() || jaeger.empty())
        QSKIP(missingFieldFile);
    auto sent = decodeOtlpJson(otlp);
    QVERIFY(sent);
    for (Resource &resource : sent->batch.resources)
        resource.schemaUrl = {};
    for (Scope &scope : sent->batch.scopes)
        scope.schemaUrl = {};
    auto answered = decodedJaeger(jaeger);
    QCOMPARE(QString::fromStdString(sortedText(answered.batch)),
             QString::fromStdString(sortedText(sent->batch)));
}

void TstJaeger::anyByteMayBeWrong()
{
    const std::string json = testFile(u"jaeger/chat.json"_s);
    for (std::size_t i = 0; i < json.size(); ++i) {
        std::string damaged = json;
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
        (void)decodeJaegerJson(std::move(damaged));
    }
}

static const Registered<TstJaeger> registered;

#include "tst_jaeger.moc"
