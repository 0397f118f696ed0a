// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/zipkin.h"
#include "core/model/sharedhalves.h"
#include "tests/support/suite.h"
#include "tests/unit/codec/batchtext.h"
#include "tests/unit/codec/carriable.h"
#include "tests/unit/codec/fieldfiles.h"
#include "tests/unit/codec/samplebatch.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

namespace {

DecodedBatch decoded(const std::string &json)
{
    auto result = decodeZipkinJson(json);
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

const Span *named(const DecodedBatch &batch, std::string_view name)
{
    const auto span = std::ranges::find(batch.batch.spans, name, &Span::name);
    return span == batch.batch.spans.end() ? nullptr : &*span;
}

/// A client half and its server half, and a child of each side.
const std::string clientHalf =
    R"({"traceId":"1","id":"a","kind":"CLIENT","name":"call","timestamp":1000,"duration":90,)"
    R"("localEndpoint":{"serviceName":"front"}})";
const std::string serverHalf =
    R"({"traceId":"1","id":"a","kind":"SERVER","shared":true,"name":"serve","timestamp":1010,)"
    R"("duration":70,"localEndpoint":{"serviceName":"back"}})";
const std::string serverChild =
    R"({"traceId":"1","id":"b","parentId":"a","name":"work","timestamp":1020,"duration":9,)"
    R"("localEndpoint":{"serviceName":"back"}})";
const std::string clientChild =
    R"({"traceId":"1","id":"c","parentId":"a","name":"wait","timestamp":1020,"duration":9,)"
    R"("localEndpoint":{"serviceName":"front"}})";

} // namespace

class TstZipkin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goldenFileDecodesAsItSays();
    void sharedHalvesAreSplitAndReparented();
    void halvesOfDifferentRequestsMeetInTheTrace_data();
    void halvesOfDifferentRequestsMeetInTheTrace();
    void aServerWithoutSharedIsSplitFromItsClient();
    void piecesOfOneSpanAreMerged();
    void aSpanWithoutTimestampStartsWithWhatIsKnown();
    void theErrorTagMakesTheStatus_data();
    void theErrorTagMakesTheStatus();
    void fieldsAreReadLeniently_data();
    void fieldsAreReadLeniently();
    void aFaultySpanIsRejectedAlone_data();
    void aFaultySpanIsRejectedAlone();
    void brokenJsonIsAnError();
    void protobufHoldsTheSameAsJson();
    void damagedProtobufIsAnError();
    void whatZipkinCanCarryComesBackEqual();
    void sharedHalvesAreWrittenAsZipkinHasThem();
    void realFilesDecodeSensibly_data();
    void realFilesDecodeSensibly();
    void realFilesComeBackEqual();
    void aMillionPiecesOfOneSpanCostNoQuadraticTime();
    void anyByteMayBeWrong();
};

void TstZipkin::goldenFileDecodesAsItSays()
{
    const auto batch = decoded(testFile(u"zipkin/shop.json"_s));
    compareWithFile(describe(batch.batch), u"zipkin/shop.txt"_s);
    QCOMPARE(batch.rejectedSpans.count, std::uint64_t{0});
}

void TstZipkin::sharedHalvesAreSplitAndReparented()
{
    const auto batch =
        decoded("[" + serverChild + "," + serverHalf + "," + clientHalf + "," + clientChild + "]");
    QCOMPARE(batch.batch.spans.size(), std::size_t{4});
    const Span &client = *named(batch, "call");
    const Span &server = *named(batch, "serve");
    QCOMPARE(server.parent.toHex(), client.id.toHex());
    QVERIFY(server.id != client.id);
    QVERIFY(isSharedServerHalf(server) && server.isEntry());
    QCOMPARE(named(batch, "work")->parent.toHex(), server.id.toHex());
    QCOMPARE(named(batch, "wait")->parent.toHex(), client.id.toHex());
}

void TstZipkin::halvesOfDifferentRequestsMeetInTheTrace_data()
{
    QTest::addColumn<QStringList>("requests");
    const auto text = [](const std::string &json) { return QString::fromStdString(json); };
    QTest::newRow("client first") << QStringList{text(clientHalf), text(serverHalf), text(serverChild)};
    QTest::newRow("server first") << QStringList{text(serverHalf), text(clientHalf), text(serverChild)};
    QTest::newRow("child first") << QStringList{text(serverChild), text(serverHalf), text(clientHalf)};
}

void TstZipkin::halvesOfDifferentRequestsMeetInTheTrace()
{
    QFETCH(QStringList, requests);
    TelemetryBatch all;
    for (const QString &request : requests) {
        auto batch = decoded("[" + request.toStdString() + "]").batch;
        Span span = batch.spans.at(0);
        span.resource = static_cast<std::uint32_t>(all.resources.size());
        span.scope = static_cast<std::uint32_t>(all.scopes.size());
        all.spans.push_back(span);
        all.resources.push_back(batch.resources.at(batch.spans[0].resource));
        all.scopes.push_back(batch.scopes.at(batch.spans[0].scope));
        all.arena.absorb(std::move(batch.arena));
    }
    const Trace trace(std::move(all), std::vector<SpanFacts>(3));
    std::map<std::string, std::string> parents;
    std::map<SpanId, std::string> names;
    for (const Span &span : trace.batch().spans)
        names[span.id] = span.name;
    for (const Span &span : trace.batch().spans)
        parents[std::string(span.name)] = names[span.parent];
    QCOMPARE(parents["serve"], std::string("call"));
    QCOMPARE(parents["work"], std::string("serve"));
    QCOMPARE(parents["call"], std::string());
}

void TstZipkin::aServerWithoutSharedIsSplitFromItsClient()
{
    std::string unmarked = serverHalf;
    unmarked.erase(unmarked.find(R"("shared":true,)"), 14);
    const auto batch = decoded("[" + clientHalf + "," + unmarked + "]");
    QCOMPARE(named(batch, "serve")->parent.toHex(), named(batch, "call")->id.toHex());
}

void TstZipkin::piecesOfOneSpanAreMerged()
{
    const auto batch = decoded(
        R"([{"traceId":"1","id":"a","name":"job","timestamp":1000,"tags":{"x":"1","y":"2"},)"
        R"("annotations":[{"timestamp":1001,"value":"began"}]},)"
        R"({"traceId":"1","id":"a","kind":"CLIENT","timestamp":1000,"duration":50,"tags":{"x":"3","z":"4"},)"
        R"("annotations":[{"timestamp":1001,"value":"began"},{"timestamp":1040,"value":"ended"}],)"
        R"("localEndpoint":{"serviceName":"late"}}])");
    QCOMPARE(batch.batch.spans.size(), std::size_t{1});
    const Span &span = batch.batch.spans[0];
    QCOMPARE(QString::fromStdString(describe(span.attributes)), u"x=\"1\" y=\"2\" z=\"4\""_s);
    QCOMPARE(span.events.size(), std::size_t{2});
    QCOMPARE(span.time.length(), Duration(std::chrono::microseconds(50)));
    QVERIFY(span.kind == SpanKind::Client);
    QCOMPARE(batch.batch.resources[span.resource].serviceName(), std::string_view("late"));
}

void TstZipkin::aSpanWithoutTimestampStartsWithWhatIsKnown()
{
    const auto batch =
        decoded(R"([{"traceId":"1","id":"a","name":"timed","timestamp":2000,"duration":5},)"
                R"({"traceId":"1","id":"b","name":"noted","annotations":[{"timestamp":2100,"value":"x"},)"
                R"({"timestamp":2300,"value":"y"}]},{"traceId":"1","id":"c","name":"bare"},)"
                R"({"traceId":"2","id":"d","name":"lost"}])");
    QCOMPARE(named(batch, "noted")->time.begin, Timestamp(std::chrono::microseconds(2100)));
    QCOMPARE(named(batch, "noted")->time.end, Timestamp(std::chrono::microseconds(2300)));
    QCOMPARE(named(batch, "bare")->time.begin, Timestamp(std::chrono::microseconds(2000)));
    QVERIFY(find(named(batch, "bare")->attributes, "otel.zipkin.absentField.startTime") != nullptr);
    QVERIFY(named(batch, "lost") == nullptr);
    QCOMPARE(batch.rejectedSpans.count, std::uint64_t{1});
    QVERIFY2(batch.rejectedSpans.firstReason.find("no timestamp") != std::string::npos,
             batch.rejectedSpans.firstReason.c_str());
}

void TstZipkin::theErrorTagMakesTheStatus_data()
{
    QTest::addColumn<QString>("tags");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("left");
    QTest::newRow("no tag") << R"({"a":"1"})" << 0 << ""
                            << "a=\"1\"";
    QTest::newRow("true") << R"({"error":"true"})" << 2 << ""
                          << "";
    QTest::newRow("false is an error too") << R"({"error":"false"})" << 2 << "false"
                                           << "";
    QTest::newRow("message") << R"({"error":"boom"})" << 2 << "boom"
                             << "";
    QTest::newRow("status tags")
        << R"({"otel.status_code":"ERROR","otel.status_description":"d","error":"d"})" << 2 << "d"
        << "";
    QTest::newRow("old status tag") << R"({"otel.status_code":"STATUS_CODE_OK"})" << 1 << ""
                                    << "";
    QTest::newRow("own error attribute") << R"({"otel.status_code":"UNSET","error":"mine"})" << 0 << ""
                                         << "error=\"mine\"";
    QTest::newRow("unknown status word stays") << R"({"otel.status_code":"odd"})" << 0 << ""
                                               << "otel.status_code=\"odd\"";
}

void TstZipkin::theErrorTagMakesTheStatus()
{
    QFETCH(QString, tags);
    QFETCH(int, status);
    QFETCH(QString, message);
    QFETCH(QString, left);
    const auto batch =
        decoded(R"([{"traceId":"1","id":"a","timestamp":1,"tags":)" + tags.toStdString() + "}]");
    const Span &span = batch.batch.spans.at(0);
    QCOMPARE(static_cast<int>(span.status), status);
    QCOMPARE(QString::fromUtf8(span.statusMessage.data(), static_cast<qsizetype>(span.statusMessage.size())),
             message);
    QCOMPARE(QString::fromStdString(describe(span.attributes)), left);
}

void TstZipkin::fieldsAreReadLeniently_data()
{
    QTest::addColumn<QString>("fields");
    QTest::newRow("numbers as text") << R"("traceId":"1","id":"2","timestamp":"1000","duration":"10")";
    QTest::newRow("fractions") << R"("traceId":"1","id":"2","timestamp":1000.9,"duration":1e1)";
    QTest::newRow("null for absent")
        << R"("traceId":"1","id":"2","timestamp":1000,"duration":10,"kind":null,"tags":null,"localEndpoint":null)";
    QTest::newRow("upper case and padded ids")
        << R"("traceId":"00000000000000000000000000000001","id":"0000000000000002","timestamp":1000,"duration":10)";
    QTest::newRow("parent is itself")
        << R"("traceId":"1","id":"2","parentId":"2","timestamp":1000,"duration":10)";
    QTest::newRow("empty parent") << R"("traceId":"1","id":"2","parentId":"","timestamp":1000,"duration":10)";
    QTest::newRow("unknown keys") << R"("x":[{"y":1}],"traceId":"1","id":"2","timestamp":1000,"duration":10)";
    QTest::newRow("escaped keys") << R"("trace\u0049d":"1","id":"2","timestamp":1000,"duration":10)";
}

void TstZipkin::fieldsAreReadLeniently()
{
    QFETCH(QString, fields);
    const auto batch = decoded("[[{" + fields.toStdString() + "}]]");
    QCOMPARE(batch.batch.spans.size(), std::size_t{1});
    const Span &span = batch.batch.spans[0];
    QCOMPARE(span.traceId.toHex(), std::string("00000000000000000000000000000001"));
    QCOMPARE(span.id.toHex(), std::string("0000000000000002"));
    QVERIFY(!span.parent);
    QCOMPARE(span.time.begin, Timestamp(std::chrono::microseconds(1000)));
    QCOMPARE(span.time.length(), Duration(std::chrono::microseconds(10)));
}

void TstZipkin::aFaultySpanIsRejectedAlone_data()
{
    QTest::addColumn<QString>("span");
    QTest::newRow("no ids") << R"({"timestamp":1})";
    QTest::newRow("id is not hex") << R"({"traceId":"1","id":"xyz","timestamp":1})";
    QTest::newRow("id too long") << R"({"traceId":"1","id":"00000000000000001","timestamp":1})";
    QTest::newRow("zero id") << R"({"traceId":"1","id":"0","timestamp":1})";
    QTest::newRow("beyond 2262") << R"({"traceId":"1","id":"2","timestamp":9999999999999999999})";
    QTest::newRow("end beyond 2262")
        << R"({"traceId":"1","id":"2","timestamp":1000,"duration":9223372036854775807})";
    QTest::newRow("negative time") << R"({"traceId":"1","id":"2","timestamp":-5})";
    QTest::newRow("tags are a list") << R"({"traceId":"1","id":"2","timestamp":1,"tags":["a"]})";
    QTest::newRow("not an object") << "7";
    QTest::newRow("null") << "null";
}

void TstZipkin::aFaultySpanIsRejectedAlone()
{
    QFETCH(QString, span);
    const auto batch = decoded("[" + clientHalf + "," + span.toStdString() + "," + serverHalf + "]");
    QCOMPARE(batch.batch.spans.size(), std::size_t{2});
    QCOMPARE(batch.rejectedSpans.count, std::uint64_t{1});
    QVERIFY(!batch.rejectedSpans.firstReason.empty());
}

void TstZipkin::brokenJsonIsAnError()
{
    for (const char *body :
         {"", "[", "[{", "7", "\"x\"", "[{\"traceId\":\"1\"", "[] []", "[tru]", "[1e]", "nonsense"}) {
        const auto result = decodeZipkinJson(body);
        QVERIFY2(!result, body);
        QVERIFY(result.error().code == Error::Code::InvalidInput);
        QVERIFY2(result.error().message.find("byte") != std::string::npos, result.error().message.c_str());
    }
    QVERIFY(decodeZipkinJson("[]"));
}

void TstZipkin::protobufHoldsTheSameAsJson()
{
    auto fromProtobuf = decodeZipkinProtobuf(testFile(u"zipkin/shop.pb"_s));
    QVERIFY2(fromProtobuf, fromProtobuf ? "" : fromProtobuf.error().message.c_str());
    const auto fromJson = decoded(testFile(u"zipkin/shop.json"_s));
    QCOMPARE(QString::fromStdString(describe(fromProtobuf->batch)),
             QString::fromStdString(describe(fromJson.batch)));
}

void TstZipkin::damagedProtobufIsAnError()
{
    const std::string whole = testFile(u"zipkin/shop.pb"_s);
    QVERIFY(!whole.empty());
    int errors = 0;
    for (std::size_t length = 0; length < whole.size(); ++length)
        errors += decodeZipkinProtobuf(whole.substr(0, length)) ? 0 : 1;
    QVERIFY(errors > static_cast<int>(whole.size()) / 2);
}

void TstZipkin::whatZipkinCanCarryComesBackEqual()
{
    TelemetryBatch batch = sampleBatch();
    zipkinCanCarry(batch);
    const auto again = decoded(encodeZipkinJson(batch));
    QVERIFY2(again.rejectedSpans.firstReason.empty(), again.rejectedSpans.firstReason.c_str());
    QCOMPARE(QString::fromStdString(describe(again.batch)), QString::fromStdString(describe(batch)));
}

void TstZipkin::sharedHalvesAreWrittenAsZipkinHasThem()
{
    const auto batch =
        decoded("[" + clientHalf + "," + serverHalf + "," + serverChild + "," + clientChild + "]");
    const std::string json = encodeZipkinJson(batch.batch);
    QVERIFY2(json.find(R"("id":"000000000000000a","shared":true)") != std::string::npos, json.c_str());
    QCOMPARE(QString::fromStdString(describe(decoded(json).batch)),
             QString::fromStdString(describe(batch.batch)));
}

void TstZipkin::realFilesDecodeSensibly_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("spans");
    QTest::addColumn<int>("rootCount");
    QTest::addColumn<int>("services");
    QTest::newRow("ascend") << "zipkin/ascend.json" << 8 << 1 << 3;
    QTest::newRow("envoy") << "zipkin/envoy.json" << 1 << 0 << 0;
    QTest::newRow("messaging") << "zipkin/messaging.json" << 4 << 1 << 2;
    QTest::newRow("simple db") << "zipkin/simple-db-p6.json" << 5 << 1 << 1;
    QTest::newRow("skew") << "zipkin/skew.json" << 4 << 1 << 2;
    QTest::newRow("mobile install") << "zipkin/smartthings-mobile-web-install.json" << 953 << 1 << 16;
}

void TstZipkin::realFilesDecodeSensibly()
{
    QFETCH(QString, file);
    QFETCH(int, spans);
    QFETCH(int, rootCount);
    QFETCH(int, services);
    const std::string json = fieldFile(file);
    if (json.empty())
        QSKIP(missingFieldFile);
    const auto batch = decoded(json);
    std::map<SpanId, int> ids;
    std::map<std::string_view, int> names;
    int roots = 0;
    for (const Span &span : batch.batch.spans) {
        ++ids[span.id];
        roots += span.parent ? 0 : 1;
        QVERIFY(span.time.begin > Timestamp(std::chrono::hours(24 * 365 * 40)));
        QVERIFY(span.time.length() >= Duration(0) && span.time.length() < std::chrono::minutes(10));
        const std::string_view service = batch.batch.resources[span.resource].serviceName();
        if (!service.empty())
            ++names[service];
    }
    QCOMPARE(batch.rejectedSpans.count, std::uint64_t{0});
    QCOMPARE(ids.size(), batch.batch.spans.size());
    QCOMPARE(static_cast<int>(batch.batch.spans.size()), spans);
    QCOMPARE(roots, rootCount);
    QCOMPARE(static_cast<int>(names.size()), services);
}

void TstZipkin::realFilesComeBackEqual()
{
    for (const char *name :
         {"ascend", "envoy", "messaging", "simple-db-p6", "skew", "smartthings-mobile-web-install"}) {
        const std::string json = fieldFile(u"zipkin/"_s + QString::fromLatin1(name) + u".json"_s);
        if (json.empty())
            QSKIP(missingFieldFile);
        auto batch = decoded(json);
        auto again = decoded(encodeZipkinJson(batch.batch));
        QCOMPARE(QString::fromStdString(sortedText(again.batch)),
                 QString::fromStdString(sortedText(batch.batch)));
    }
}

void TstZipkin::aMillionPiecesOfOneSpanCostNoQuadraticTime()
{
    std::string json = "[";
    constexpr int count = 50'000;
    for (int i = 0; i < count; ++i)
        json += R"({"traceId":"1","id":"2","timestamp":1,"tags":{")" + std::to_string(i) + R"(":"x"}},)";
    json.back() = ']';
    const auto batch = decoded(json);
    QCOMPARE(batch.batch.spans.size(), std::size_t{1});
    QCOMPARE(batch.batch.spans[0].attributes.size(), std::size_t{count});
}

void TstZipkin::anyByteMayBeWrong()
{
    const std::string json = testFile(u"zipkin/shop.json"_s);
    const std::string pb = testFile(u"zipkin/shop.pb"_s);
    for (std::size_t i = 0; i < json.size(); ++i) {
        std::string damaged = json;
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
        (void)decodeZipkinJson(std::move(damaged));
    }
    for (std::size_t i = 0; i < pb.size(); ++i) {
        std::string damaged = pb;
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
        (void)decodeZipkinProtobuf(std::move(damaged));
    }
}

static const Registered<TstZipkin> registered;

#include "tst_zipkin.moc"
