// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/budget.h"
#include "core/receive/endpoint.h"
#include "core/receive/gunzip.h"
#include "core/receive/route.h"
#include "tests/support/suite.h"

#include <libdeflate.h>

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

namespace {

std::string gzip(const std::string &text)
{
    libdeflate_compressor *const compressor = libdeflate_alloc_compressor(6);
    std::string compressed(libdeflate_gzip_compress_bound(compressor, text.size()), '\0');
    compressed.resize(
        libdeflate_gzip_compress(compressor, text.data(), text.size(), compressed.data(), compressed.size()));
    libdeflate_free_compressor(compressor);
    return compressed;
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
    void aTokenIsAskedFor();
    void budgetsAreGivenBack();
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
    for (const std::string &bad : {std::string(), std::string("not gzip at all, really"), good.substr(0, good.size() - 1),
                                   good.substr(0, 5), good + "x"}) {
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
    const auto row = [](const char *name, const char *method, const char *target, const char *type, const char *coding,
                        unsigned status, const char *answerType) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(target) << QByteArray(type) << QByteArray(coding) << status
                            << QByteArray(answerType);
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
    row("metrics", "POST", "/v1/metrics", protobuf, "", 404, protobuf);
    row("logs", "POST", "/v1/logs", json, "", 404, json);
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
    const Route route = Route::of({method.constData(), target.constData(), type.constData(), coding.constData(), {}}, {});
    QCOMPARE(route.answer ? route.answer->status : 0, status);
    QCOMPARE(route.gzip, coding == "GZIP");
    QCOMPARE(QByteArray::fromStdString(route.answer ? route.answer->contentType : std::string()), answerType);
    QCOMPARE(route.encoding == OtlpEncoding::Json, type.toLower().startsWith("application/json"));
    if (status == 405 || status == 204)
        QCOMPARE(QByteArray::fromStdString(route.answer->allow), QByteArray("POST"));
}

void TstRequests::aTokenIsAskedFor()
{
    RequestHead head{"POST", "/v1/traces", "application/json", {}, {}};
    QCOMPARE(Route::of(head, "secret").answer->status, 401U);
    for (const char *const wrong : {"Bearer", "Bearer ", "Bearer secre", "Bearer secrets", "Basic secret", "secret"}) {
        head.authorization = wrong;
        QCOMPARE(Route::of(head, "secret").answer->status, 401U);
    }
    head.authorization = "bearer  secret";
    QVERIFY(!Route::of(head, "secret").answer);
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

static const Registered<TstRequests> registered;
#include "tst_requests.moc"
