// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/accesstokens.h"
#include "core/receive/budget.h"
#include "core/receive/contentcoding.h"
#include "core/receive/decodejob.h"
#include "core/receive/endpoint.h"
#include "core/receive/route.h"
#include "tests/integration/receive/compressed.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

namespace {

Result<std::string> gunzip(const std::string &compressed, std::size_t maxBytes)
{
    return decompress(ContentCoding::Gzip, compressed, maxBytes);
}

Route routeOf(const RequestHead &head, HttpProtocol protocol = HttpProtocol::Otlp,
              const AccessTokens &tokens = {}, bool tokenNeeded = false)
{
    return Route::of(head, {.protocol = protocol, .tokens = tokens, .tokenNeeded = tokenNeeded, .cors = {}});
}

} // namespace

class TstRequests : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endpointsAreParsed_data();
    void endpointsAreParsed();
    void gzipComesBackWhole();
    void severalMembersAreOneBody();
    void damagedGzipIsRefused();
    void aBombIsRefusedAtTheLimit();
    void aLyingSizeIsNotBelieved();
    void requestsAreRouted_data();
    void requestsAreRouted();
    void zipkinIsRouted_data();
    void zipkinIsRouted();
    void aTokenIsAskedFor();
    void tokensAreMadeAndJudged();
    void originsAreJudged();
    void zstdAndDeflateComeBackWhole();
    void budgetsAreGivenBack();
    void aBodyOfTinyThingsIsRefusedInTime();
    void zipkinBodiesHaveALimitOfTheirOwn();
};

void TstRequests::endpointsAreParsed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // empty: an error
    QTest::newRow("IPv4") << QByteArray("127.0.0.1:4318") << QByteArray("127.0.0.1:4318");
    QTest::newRow("name") << QByteArray("localhost:0") << QByteArray("localhost:0");
    QTest::newRow("IPv6") << QByteArray("[::1]:4318") << QByteArray("[::1]:4318");
    QTest::newRow("bare IPv6") << QByteArray("::1:4318") << QByteArray();
    QTest::newRow("no port") << QByteArray("127.0.0.1") << QByteArray();
    QTest::newRow("empty port") << QByteArray("127.0.0.1:") << QByteArray();
    QTest::newRow("port too large") << QByteArray("127.0.0.1:65536") << QByteArray();
    QTest::newRow("port with rest") << QByteArray("127.0.0.1:43x") << QByteArray();
    QTest::newRow("no host") << QByteArray(":4318") << QByteArray();
}

void TstRequests::endpointsAreParsed()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);
    const auto endpoint = Endpoint::parse(text.toStdString());
    QCOMPARE(bool(endpoint), !expected.isEmpty());
    if (endpoint)
        QCOMPARE(QByteArray::fromStdString(endpoint->toString()), expected);
    else
        QVERIFY(endpoint.error().message.find("127.0.0.1:4318") != std::string::npos); // an example to copy
}

void TstRequests::gzipComesBackWhole()
{
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{100'000}}) {
        std::string text(size, 'a');
        for (std::size_t i = 0; i < size; ++i)
            text[i] = static_cast<char>(i * 7919 % 251);
        QCOMPARE(*gunzip(gzip(text), 100'000), text);
    }
}

void TstRequests::zstdAndDeflateComeBackWhole()
{
    std::string text(100'000, 'a');
    for (std::size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<char>(i * i % 251);
    for (const auto &[coding, compress] : {std::pair(ContentCoding::Zstd, &zstd),
                                           {ContentCoding::Deflate, &zlib},
                                           {ContentCoding::Deflate, &rawDeflate}}) {
        const std::string good = compress(text);
        QCOMPARE(*decompress(coding, good, text.size()), text);
        QCOMPARE(*decompress(coding, compress({}), 10), std::string());
        QCOMPARE(decompress(coding, good, text.size() - 1).error().code, Error::Code::TooLarge);
        const RoomFor little = [](std::size_t bytes) { return bytes < 50'000; };
        QCOMPARE(decompress(coding, good, text.size(), little).error().code, Error::Code::Busy);
        for (const std::string &bad :
             {std::string(), good.substr(0, good.size() / 2), good + "x", std::string("no such thing")})
            QCOMPARE(decompress(coding, bad, text.size() * 2).error().code, Error::Code::InvalidInput);
    }
    QCOMPARE(*decompress(ContentCoding::Zstd, zstd(text) + zstd("end"), 200'000), text + "end");
}

void TstRequests::severalMembersAreOneBody()
{
    QCOMPARE(*gunzip(gzip(std::string(50'000, 'a')) + gzip("b"), 100'000), std::string(50'000, 'a') + "b");

    // Each member costs what it holds: otherwise two megabytes keep a decoder busy for minutes.
    std::string members;
    const std::string empty = gzip({});
    for (int i = 0; i < 100'000; ++i)
        members += empty;
    QCOMPARE(*gunzip(members + gzip("end"), 64U << 20U), std::string("end"));
}

void TstRequests::damagedGzipIsRefused()
{
    const std::string good = gzip("some text that is long enough to be compressed, some text");
    for (const std::string &bad : {std::string(), std::string("not gzip at all, really"),
                                   good.substr(0, good.size() - 1), good.substr(0, 5), good + "x"}) {
        const auto text = gunzip(bad, 1000);
        QVERIFY(!text);
        QCOMPARE(text.error().code, Error::Code::InvalidInput);
    }
    std::string changed = good;
    changed[changed.size() / 2] = static_cast<char>(~changed[changed.size() / 2]);
    QVERIFY(!gunzip(changed, 1000));
}

void TstRequests::aBombIsRefusedAtTheLimit()
{
    const std::string bomb = gzip(std::string(10'000'000, '\0'));
    QVERIFY(bomb.size() < 20'000);
    const auto text = gunzip(bomb, 1'000'000);
    QVERIFY(!text);
    QCOMPARE(text.error().code, Error::Code::TooLarge);
    QVERIFY(gunzip(bomb, 10'000'000));
}

void TstRequests::aLyingSizeIsNotBelieved()
{
    std::string body = gzip("text");
    for (std::size_t i = 1; i <= 4; ++i)
        body[body.size() - i] = '\x7f'; // claims 2 GiB
    const auto text = gunzip(body, 1U << 30U);
    QVERIFY(!text); // the size is checked by the format
    QCOMPARE(text.error().code, Error::Code::InvalidInput);
}

void TstRequests::requestsAreRouted_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<unsigned>("status"); // 0: to the decoder
    QTest::addColumn<QByteArray>("answerType");
    const auto row = [](const char *name, const char *method, const char *target, const char *type,
                        const char *coding, unsigned status, const char *answerType) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(target) << QByteArray(type)
                            << QByteArray(coding) << status << QByteArray(answerType);
    };
    const char *const protobuf = "application/x-protobuf";
    const char *const json = "application/json";
    const char *const plain = "text/plain; charset=utf-8";
    row("protobuf", "POST", "/v1/traces", protobuf, "", 0, "");
    row("JSON with parameter", "POST", "/v1/traces", "Application/JSON ; charset=utf-8", "", 0, "");
    row("query string", "POST", "/v1/traces?x=1", json, "", 0, "");
    row("gzip", "POST", "/v1/traces", json, "GZIP", 0, "");
    row("identity", "POST", "/v1/traces", json, "identity", 0, "");
    row("unknown coding", "POST", "/v1/traces", protobuf, "br", 400, protobuf);
    row("two codings", "POST", "/v1/traces", json, "gzip, gzip", 400, json);
    row("other type", "POST", "/v1/traces", "text/plain", "", 415, plain);
    row("no type", "POST", "/v1/traces", "", "", 415, plain);
    row("GET", "GET", "/v1/traces", "", "", 405, plain);
    row("PUT", "PUT", "/v1/traces", json, "", 405, plain);
    row("OPTIONS", "OPTIONS", "/v1/traces", "", "", 204, "");
    row("metrics", "POST", "/v1/metrics", protobuf, "", 0, "");
    row("logs", "POST", "/v1/logs", json, "", 0, "");
    row("profiles", "POST", "/v1development/profiles", json, "", 404, json);
    row("root by browser", "GET", "/", "", "", 200, plain);
    row("root by HEAD", "HEAD", "/", "", "", 200, plain);
    row("root by exporter", "POST", "/", protobuf, "", 404, protobuf);
    row("unknown path", "GET", "/api/traces", "", "", 404, plain);
}

void TstRequests::requestsAreRouted()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, coding);
    QFETCH(const unsigned, status);
    QFETCH(const QByteArray, answerType);
    const Route route = routeOf({.method = method.constData(),
                                 .target = target.constData(),
                                 .contentType = type.constData(),
                                 .contentEncoding = coding.constData()});
    QCOMPARE(route.answer ? route.answer->status : 0, status);
    QCOMPARE(route.coding == ContentCoding::Gzip, coding == "GZIP");
    QCOMPARE(QByteArray::fromStdString(route.answer ? route.answer->contentType : std::string()), answerType);
    QCOMPARE(route.format == WireFormat::OtlpJson, type.toLower().startsWith("application/json"));
    if (status == 405 || status == 204)
        QCOMPARE(QByteArray::fromStdString(route.answer->allow), QByteArray("POST"));
}

void TstRequests::zipkinIsRouted_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<unsigned>("status"); // 0: to the decoder
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const char *method, const char *target, const char *type,
                        unsigned status, const char *says) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(target) << QByteArray(type) << status
                            << QByteArray(says);
    };
    row("JSON", "POST", "/api/v2/spans", "application/json", 0, "");
    row("no type is JSON", "POST", "/api/v2/spans", "", 0, "");
    row("protobuf", "POST", "/api/v2/spans", "application/x-protobuf", 0, "");
    row("v1", "POST", "/api/v1/spans", "application/x-thrift", 404, "JSON_V2");
    row("OTLP", "POST", "/v1/traces", "application/json", 404, "4318");
    row("a search", "GET", "/api/v2/traces", "", 404, "queries");
    row("GET", "GET", "/api/v2/spans", "", 405, "POST");
    row("root", "GET", "/", "", 200, "/api/v2/spans");
}

void TstRequests::zipkinIsRouted()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, type);
    QFETCH(const unsigned, status);
    QFETCH(const QByteArray, says);
    const Route route =
        routeOf({.method = method.constData(), .target = target.constData(), .contentType = type.constData()},
                HttpProtocol::Zipkin);
    QCOMPARE(route.answer ? route.answer->status : 0, status);
    if (route.answer)
        QVERIFY2(route.answer->body.find(says.toStdString()) != std::string::npos,
                 route.answer->body.c_str());
    else
        QCOMPARE(route.format,
                 type.contains("protobuf") ? WireFormat::ZipkinProtobuf : WireFormat::ZipkinJson);
}

void TstRequests::aTokenIsAskedFor()
{
    const AccessTokens tokens({"secret", "older secret"});
    RequestHead head{.method = "POST", .target = "/v1/traces", .contentType = "application/json"};
    QCOMPARE(routeOf(head, HttpProtocol::Otlp, tokens).answer->status, 401U);
    for (const char *const wrong : {"Bearer", "Bearer ", "Bearer secre", "Bearer secrets",
                                    "Bearer secretsecret", "Basic secret", "secret", "Bearer older secre"}) {
        head.authorization = wrong;
        QCOMPARE(routeOf(head, HttpProtocol::Otlp, tokens).answer->status, 401U);
    }
    for (const char *const good : {"bearer  secret", "Bearer secret ", "BEARER older secret"}) {
        head.authorization = good;
        QVERIFY(!routeOf(head, HttpProtocol::Otlp, tokens).answer);
    }
    head.authorization = {};
    QVERIFY(!routeOf(head).answer);
    QCOMPARE(routeOf(head, HttpProtocol::Otlp, {}, true).answer->status, 401U); // the last token was removed
}

void TstRequests::tokensAreMadeAndJudged()
{
    const std::string token = AccessTokens::generate();
    QCOMPARE(token.size(), 43U);
    QVERIFY(token != AccessTokens::generate());
    QVERIFY(AccessTokens::problemOf(token).empty());
    for (const char *const bad :
         {"", "short", "has a space in the middle", "line\nbreaks-are-not-for-headers"})
        QVERIFY(!AccessTokens::problemOf(bad).empty());
    AccessTokens tokens({"", "first-token", "second-token", "third-token"});
    QVERIFY(tokens.admits("Bearer second-token", true));
    QVERIFY(!tokens.admits("Bearer third-token", true)); // two at a time
    tokens.close();                                      // they exist but cannot be read
    QVERIFY(!tokens.isEmpty());
    QVERIFY(!tokens.admits("Bearer second-token", false));
    QVERIFY(!tokens.admits({}, false));
}

void TstRequests::originsAreJudged()
{
    for (const char *const good :
         {"*", "http://localhost:3000", "https://app.example.org", "chrome-extension://abc"})
        QVERIFY(CorsPolicy::problemOf(good).empty());
    for (const char *const bad :
         {"", "localhost:3000", "http://", "http://a.example/", "https://*.example.org", "null"})
        QVERIFY(!CorsPolicy::problemOf(bad).empty());
    QVERIFY(CorsPolicy({.origins = {"*"}}).allows("http://anything.example"));
    QVERIFY(!CorsPolicy({.origins = {"http://a.example"}}).allows("http://a.example:8080"));
}

void TstRequests::budgetsAreGivenBack()
{
    const auto budget = std::make_shared<Budget>(100);
    {
        Charge first(budget);
        QVERIFY(first.raiseTo(60));
        QVERIFY(first.raiseTo(40)); // never less
        Charge second(budget);
        QVERIFY(!second.raiseTo(41));
        QVERIFY(second.raiseTo(40));
        Charge moved = std::move(first);
        QCOMPARE(budget->taken(), 100U);
        second = Charge();
        QCOMPARE(budget->taken(), 60U);
    }
    QCOMPARE(budget->taken(), 0U);
}

void TstRequests::aBodyOfTinyThingsIsRefusedInTime()
{
    // A million empty attributes: 2 or 3 bytes each as they are sent, 50 and more as they are kept.
    std::string attributes;
    std::string json = R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{})";
    for (int i = 0; i < 1'000'000; ++i) {
        attributes.append("\x4a\x00", 2);
        json += ",{}";
    }
    json += "]}]}]}]}";
    const auto field = [](char tag, const std::string &content) {
        std::string length;
        for (std::size_t rest = content.size(); length.empty() || rest > 0; rest >>= 7U)
            length += static_cast<char>((rest & 127U) | (rest > 127 ? 128U : 0U));
        return tag + length + content;
    };
    const std::string protobuf = field('\x0a', field('\x12', field('\x12', attributes)));
    for (const auto &[format, body] :
         {std::pair(WireFormat::OtlpProtobuf, protobuf), {WireFormat::OtlpJson, json}}) {
        std::uint64_t bytes = 0;
        const auto budget = std::make_shared<Budget>(16U << 20U);
        DecodeJob job{.format = format, .body = body, .charge = Charge(budget)};
        QCOMPARE(job.run({.maxInFlightBytes = 16U << 20U}, bytes).error().code,
                 Error::Code::TooLarge); // it never fits
        QVERIFY(budget->taken() <= 16U << 20U);

        const auto shared = std::make_shared<Budget>(512U << 20U);
        Charge others(shared);
        QVERIFY(others.raiseTo(500U << 20U));
        DecodeJob later{.format = format, .body = body, .charge = Charge(shared)};
        QCOMPARE(later.run({.maxInFlightBytes = 512U << 20U}, bytes).error().code,
                 Error::Code::Busy); // it fits another time
        others = Charge();
        DecodeJob again{.format = format, .body = body, .charge = Charge(shared)};
        QVERIFY(again.run({.maxInFlightBytes = 512U << 20U}, bytes));
    }
}

void TstRequests::zipkinBodiesHaveALimitOfTheirOwn()
{
    std::uint64_t bytes = 0;
    DecodeJob plain{.format = WireFormat::ZipkinJson, .body = "[" + std::string(1000, ' ') + "]"};
    QCOMPARE(plain.run({.maxZipkinBytes = 1000}, bytes).error().code, Error::Code::TooLarge);
    DecodeJob compressed{.format = WireFormat::ZipkinJson,
                         .coding = ContentCoding::Gzip,
                         .body = gzip("[" + std::string(1000, ' ') + "]"),
                         .charge = Charge(std::make_shared<Budget>(10'000))};
    QCOMPARE(compressed.run({.maxZipkinBytes = 1000}, bytes).error().code, Error::Code::TooLarge);
}

static const Registered<TstRequests> registered;
#include "tst_requests.moc"
