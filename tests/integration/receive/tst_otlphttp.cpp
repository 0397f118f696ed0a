// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "core/codec/otlp_response.h"
#include "tests/integration/receive/compressed.h"
#include "tests/integration/receive/listenertest.h"
#include "tests/support/suite.h"

#include <atomic>
#include <thread>

using namespace spanwise;
using namespace spanwise::test;

/// What OTLP senders are answered.
class TstOtlpHttp : public ListenerTest
{
    Q_OBJECT

private Q_SLOTS:
    void protobufIsStoredAndAnsweredWithAnEmptyBody();
    void jsonIsStoredAndAnsweredWithAnEmptyObject();
    void compressedBodiesAreStored_data();
    void compressedBodiesAreStored();
    void severalCodingsAreRefused();
    void anEmptyRequestSucceeds();
    void aBadSpanIsPartialSuccess();
    void theAnswerWaitsForTheCommit();
    void undecodableBodiesAreAnsweredInTheirEncoding();
    void aConnectionServesManyRequests();
    void pipelinedRequestsAreAnsweredInOrder();
    void expectContinueIsAnswered();
    void aRefusedExpectationSavesTheBody();
    void chunkedBodiesAreTaken();
    void otherPathsMethodsAndTypesAreRefused();
    void aTokenIsEnforced();
    void pagesOfNoOriginMaySendByThemselves();
    void pagesOfAllowedOriginsMaySend();
};

void TstOtlpHttp::protobufIsStoredAndAnsweredWithAnEmptyBody()
{
    startServer();
    RawClient client(m_endpoint);
    const auto answer = client.request(post(goodBody()));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("content-type"), "application/x-protobuf");
    QCOMPARE(answer.header("content-length"), "0");
    QCOMPARE(m_writer->stored(), std::vector<std::string>{"query"});
    QCOMPARE(count(&IntakeCounters::requests), 1U);
    QCOMPARE(count(&IntakeCounters::bytes), goodBody().size());
    QCOMPARE(count(&IntakeCounters::storedSpans), 1U);
    QVERIFY(refusals().empty());
}

void TstOtlpHttp::jsonIsStoredAndAnsweredWithAnEmptyObject()
{
    startServer();
    RawClient client(m_endpoint);
    const auto answer = client.request(
        post(encodeOtlpJson(batchFromOutline("query 0 9")), "application/json; charset=utf-8"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("content-type"), "application/json");
    QCOMPARE(answer.body, "{}");
    QCOMPARE(m_writer->stored().size(), 1U);
}

void TstOtlpHttp::compressedBodiesAreStored_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("body");
    const std::string plain = encodeOtlpJson(batchFromOutline("json 0 9"));
    const auto row = [](const char *name, const char *coding, const std::string &body) {
        QTest::newRow(name) << QByteArray(coding) << QByteArray::fromStdString(body);
    };
    row("gzip", "gzip", gzip(plain));
    row("gzip, the old name", "x-gzip", gzip(plain));
    row("zstd", "zstd", zstd(plain));
    row("deflate with zlib's frame", "deflate", zlib(plain));
    row("deflate without", "deflate", rawDeflate(plain));
    row("identity", "Identity", plain);
}

void TstOtlpHttp::compressedBodiesAreStored()
{
    QFETCH(const QByteArray, coding);
    QFETCH(const QByteArray, body);
    startServer();
    RawClient client(m_endpoint);
    const std::string header = "Content-Encoding: " + coding.toStdString() + "\r\n";
    QCOMPARE(client.request(post(body.toStdString(), "application/json", header)).status, 200);
    QCOMPARE(m_writer->stored(), std::vector<std::string>{"json"});
    if (coding == "Identity")
        return;
    const auto broken = client.request(post(body.toStdString().substr(0, 20), "application/json", header));
    QCOMPARE(broken.status, 400);
    QVERIFY2(broken.body.find("damaged or ends early") != std::string::npos, broken.body.c_str());
}

void TstOtlpHttp::severalCodingsAreRefused()
{
    startServer();
    RawClient client(m_endpoint);
    for (const char *const headers :
         {"Content-Encoding: gzip, zstd\r\n", "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n"}) {
        const auto answer = client.request(post(gzip(gzip("{}")), "application/json", headers));
        QCOMPARE(answer.status, 400);
        QVERIFY2(answer.body.find("several codings") != std::string::npos, answer.body.c_str());
    }
}

void TstOtlpHttp::anEmptyRequestSucceeds()
{
    startServer();
    RawClient client(m_endpoint);
    QCOMPARE(client.request(post("")).status, 200);
    QCOMPARE(client.request(post("{}", "application/json")).status, 200);
    QCOMPARE(client.request(post("", "application/json")).status, 400); // nothing is not JSON
}

void TstOtlpHttp::aBadSpanIsPartialSuccess()
{
    startServer();
    RawClient client(m_endpoint);
    std::string body = encodeOtlpJson(batchFromOutline("good 0 9"));
    body.insert(body.rfind("]}]}]}"), R"(,{"traceId":"12","spanId":"0102030405060708","name":"bad"})");
    const auto answer = client.request(post(body, "application/json"));
    QCOMPARE(answer.status, 200);
    const std::string begin =
        R"({"partialSuccess":{"rejectedSpans":"1","errorMessage":"span 2 (\"bad\"): traceId)";
    QVERIFY2(answer.body.starts_with(begin), answer.body.c_str());
    QCOMPARE(m_writer->stored(), std::vector<std::string>{"good"});
    QCOMPARE(count(&IntakeCounters::rejectedSpans), 1U);
}

void TstOtlpHttp::theAnswerWaitsForTheCommit()
{
    startServer();
    m_writer->hold(true);
    RawClient client(m_endpoint);
    client.send(post(goodBody()));
    QTRY_COMPARE(m_intake->status().receivedSpans, 1U); // it is with the intake
    std::atomic<bool> answered{false};
    std::thread reader([&] {
        QCOMPARE(client.receive().status, 200);
        answered = true;
    });
    RawClient other(m_endpoint);
    QCOMPARE(other.request("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status, 200); // the server is free meanwhile
    QVERIFY(!answered);
    m_writer->hold(false);
    reader.join();
    QCOMPARE(m_writer->stored().size(), 1U);
}

void TstOtlpHttp::undecodableBodiesAreAnsweredInTheirEncoding()
{
    startServer();
    RawClient client(m_endpoint);
    const auto protobuf = client.request(post("\x0a\x7f rubbish"));
    QCOMPARE(protobuf.status, 400);
    QCOMPARE(protobuf.header("content-type"), "application/x-protobuf");
    QVERIFY(protobuf.body.starts_with("\x08\x03\x12"));
    const auto json = client.request(post("{\"resourceSpans\":[", "application/json"));
    QCOMPARE(json.status, 400);
    QVERIFY2(json.body.starts_with("{\"code\":3,\"message\":\"The body is not OTLP JSON"), json.body.c_str());
    QCOMPARE(count(&IntakeCounters::badRequests), 2U);
    QCOMPARE(refusals().size(), 2U);
    QVERIFY(refusals()[0].starts_with("127.0.0.1:"));
}

void TstOtlpHttp::aConnectionServesManyRequests()
{
    startServer();
    RawClient client(m_endpoint);
    for (int i = 0; i < 50; ++i)
        QCOMPARE(client.request(post(goodBody())).status, 200);
    QCOMPARE(client.request(post("x", "text/csv")).status, 415); // a refusal does not end it either
    const auto last = client.request(post(goodBody(), "application/x-protobuf", "Connection: close\r\n"));
    QCOMPARE(last.header("connection"), "close");
    QVERIFY(client.endsHere());
}

void TstOtlpHttp::pipelinedRequestsAreAnsweredInOrder()
{
    startServer();
    RawClient client(m_endpoint);
    client.send(post(goodBody()) + post("{}", "application/json") + "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    QCOMPARE(client.receive().header("content-type"), "application/x-protobuf");
    QCOMPARE(client.receive().body, "{}");
    QVERIFY(client.receive().body.find("OpenTelemetry") != std::string::npos);
}

void TstOtlpHttp::expectContinueIsAnswered()
{
    startServer();
    RawClient client(m_endpoint);
    const std::string request = post(goodBody(), "application/x-protobuf", "Expect: 100-continue\r\n");
    const auto head = request.size() - goodBody().size();
    client.send(request.substr(0, head));
    QCOMPARE(client.receive().status, 100);
    client.send(request.substr(head));
    QCOMPARE(client.receive().status, 200);
}

void TstOtlpHttp::aRefusedExpectationSavesTheBody()
{
    startServer();
    RawClient client(m_endpoint);
    QCOMPARE(
        client
            .request(
                "POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n"
                "Expect: 100-continue\r\n\r\n")
            .status,
        415);
}

void TstOtlpHttp::chunkedBodiesAreTaken()
{
    startServer();
    RawClient client(m_endpoint);
    client.send("POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                "Transfer-Encoding: chunked\r\n\r\n");
    for (const char c : encodeOtlpJson(batchFromOutline("query 0 9")))
        client.send(std::string("1\r\n") + c + "\r\n");
    QCOMPARE(client.request("0\r\n\r\n").status, 200);
    QCOMPARE(m_writer->stored().size(), 1U);
}

void TstOtlpHttp::otherPathsMethodsAndTypesAreRefused()
{
    startServer();
    RawClient client(m_endpoint);
    QCOMPARE(client.request(post("{}", "text/plain")).status, 415);
    const auto get = client.request("GET /v1/traces HTTP/1.1\r\nHost: h\r\n\r\n");
    QCOMPARE(get.status, 405);
    QCOMPARE(get.header("allow"), "POST");
    const auto profiles =
        client.request("POST /v1/profiles HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                       "Content-Length: 2\r\n\r\n{}");
    QCOMPARE(profiles.status, 404);
    QVERIFY(profiles.body.find("/v1/logs") != std::string::npos);
    client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto head = client.receive(true);
    QCOMPARE(head.status, 200);
    QVERIFY(std::stoi(head.header("content-length")) > 100);
    QCOMPARE(client.request("OPTIONS /v1/traces HTTP/1.1\r\nHost: h\r\n\r\n").status, 204);
    QCOMPARE(client.request(post("x", "application/json", "Content-Encoding: br\r\n")).status, 400);
}

void TstOtlpHttp::aTokenIsEnforced()
{
    const auto tokens = std::make_shared<AccessTokens>(std::vector<std::string>{"the-current-token-1"});
    HttpListenerOptions options;
    options.tokens = tokens;
    startServer(options);
    RawClient client(m_endpoint);
    const auto with = [&](const std::string &token) {
        return client.request(
            post(goodBody(), "application/x-protobuf", "Authorization: Bearer " + token + "\r\n"));
    };
    const auto refused = client.request(post(goodBody()));
    QCOMPARE(refused.status, 401);
    QCOMPARE(refused.header("www-authenticate"), "Bearer");
    QCOMPARE(with("the-current-token-1").status, 200);
    QCOMPARE(with("a-token-of-tomorrow").status, 401);
    tokens->set({"a-token-of-tomorrow", "the-current-token-1"}); // in force at once, on open connections too
    QCOMPARE(with("the-current-token-1").status, 200);
    QCOMPARE(with("a-token-of-tomorrow").status, 200);
    tokens->set({"a-token-of-tomorrow"});
    QCOMPARE(with("the-current-token-1").status, 401);
    QCOMPARE(m_writer->stored().size(), 3U);
    for (const std::string &reason : refusals())
        QVERIFY(reason.find("token-1") == std::string::npos);
}

void TstOtlpHttp::pagesOfNoOriginMaySendByThemselves()
{
    startServer();
    RawClient client(m_endpoint);
    const std::string origin = "Origin: https://app.example.org\r\n";
    const auto question = client.request("OPTIONS /v1/traces HTTP/1.1\r\nHost: h\r\n" + origin +
                                         "Access-Control-Request-Method: POST\r\n\r\n");
    QCOMPARE(question.status, 403);
    QVERIFY(question.body.find("https://app.example.org") != std::string::npos);
    QCOMPARE(question.header("access-control-allow-origin"), "");
    QCOMPARE(client.request(post(goodBody(), "application/x-protobuf", origin)).status, 403);
    QVERIFY(m_writer->stored().empty());
}

void TstOtlpHttp::pagesOfAllowedOriginsMaySend()
{
    HttpListenerOptions options;
    options.cors.origins = {"http://localhost:3000", "https://app.example.org"};
    options.tokens = std::make_shared<AccessTokens>(std::vector<std::string>{"a-token-for-the-page"});
    startServer(options);
    RawClient client(m_endpoint);
    const std::string origin = "Origin: https://app.example.org\r\n";
    // What the SDK for browsers makes Chrome ask.
    const auto question = client.request("OPTIONS /v1/traces HTTP/1.1\r\nHost: h\r\n" + origin +
                                         "Access-Control-Request-Method: POST\r\n"
                                         "Access-Control-Request-Headers: authorization,content-type\r\n"
                                         "Access-Control-Request-Private-Network: true\r\n\r\n");
    QCOMPARE(question.status, 204);
    QCOMPARE(question.header("access-control-allow-origin"), "https://app.example.org");
    QCOMPARE(question.header("access-control-allow-methods"), "POST");
    QCOMPARE(question.header("access-control-allow-headers"), "authorization,content-type");
    QCOMPARE(question.header("access-control-allow-private-network"), "true");
    QVERIFY(question.header("vary").find("Origin") != std::string::npos);
    QVERIFY(!question.header("access-control-max-age").empty());

    const auto stored = client.request(post(goodBody(), "application/x-protobuf",
                                            origin + "Authorization: Bearer a-token-for-the-page\r\n"));
    QCOMPARE(stored.status, 200);
    QCOMPARE(stored.header("access-control-allow-origin"), "https://app.example.org");
    const auto refused =
        client.request(post(goodBody(), "application/x-protobuf", origin)); // errors are to be read as well
    QCOMPARE(refused.status, 401);
    QCOMPARE(refused.header("access-control-allow-origin"), "https://app.example.org");
    const std::string other = "Origin: https://app.example.org.evil.example\r\n";
    QCOMPARE(client.request(post(goodBody(), "application/x-protobuf", other)).status, 403);
}

static const Registered<TstOtlpHttp> registered;
#include "tst_otlphttp.moc"
