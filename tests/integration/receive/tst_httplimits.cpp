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

/// What a listener bears: too much, too slow, too many, and its own beginning and end.
class TstHttpLimits : public ListenerTest
{
    Q_OBJECT

private Q_SLOTS:
    void aFailedCommitIsAnsweredWithTryAgain();
    void aFullQueueIsAnsweredWithTooMany();
    void aCommitThatTakesTooLongIsAnsweredWithTryAgain();
    void aDeclaredLengthBeyondTheLimitIsRefused();
    void twoHundredMegabytesAreRefusedAndTheReasonArrives();
    void chunksWithoutEndAreRefused();
    void decompressionBeyondTheLimitIsRefused();
    void tooMuchInFlightIsRefused();
    void oversizedHeadersAreRefused();
    void lengthAndChunkedTogetherAreRefused();
    void rubbishIsRefused();
    void silentAndDrippingClientsAreClosed();
    void theLongestIdleGivesItsPlace();
    void whoDripsGivesItsPlaceBeforeWhoWaits();
    void aClientThatLeavesBeforeItsAnswerHarmsNothing();
    void aBusyPortIsReported();
    void addressesBeyondLoopbackNeedAToken();
    void stoppingAnswersWhatIsInFlight();
    void stoppingDoesNotWaitForIdleClients();
    void theIntakeMayAnswerAfterTheServerIsGone();
    void manyClientsAtOnce();
};

void TstHttpLimits::aFailedCommitIsAnsweredWithTryAgain()
{
    startServer();
    m_writer->failing = true;
    RawClient client(m_endpoint);
    const auto answer = client.request(post(goodBody()));
    QCOMPARE(answer.status, 503);
    QVERIFY(!answer.header("retry-after").empty());
    QCOMPARE(answer.body, encodeRpcStatus(OtlpEncoding::Protobuf, 14, "The disk is full."));
    QCOMPARE(count(&IntakeCounters::refusedSpans), 1U);
    QCOMPARE(count(&IntakeCounters::badRequests), 0U);
    m_writer->failing = false;
    QCOMPARE(client.request(post(goodBody())).status, 200);
}

void TstHttpLimits::aFullQueueIsAnsweredWithTooMany()
{
    IntakeOptions small;
    small.queueBytes = 1;
    startServer({}, small);
    m_writer->hold(true);
    RawClient first(m_endpoint);
    first.send(post(goodBody()));
    QTRY_COMPARE(m_intake->status().receivedSpans, 1U);
    RawClient second(m_endpoint);
    const auto answer = second.request(post(encodeOtlpJson(batchFromOutline("b 0 9")), "application/json"));
    QCOMPARE(answer.status, 429);
    QCOMPARE(answer.header("retry-after"), "1");
    QVERIFY(answer.body.starts_with("{\"code\":8,\"message\":"));
    QCOMPARE(count(&IntakeCounters::refusedSpans), 1U);
    m_writer->hold(false);
    QCOMPARE(first.receive().status, 200);
    bool served = false; // on the same connection, once there is room
    QTRY_VERIFY(served || (served = second.request(post(goodBody("again"))).status == 200));
}

void TstHttpLimits::aCommitThatTakesTooLongIsAnsweredWithTryAgain()
{
    HttpListenerOptions options;
    options.commitTimeout = std::chrono::milliseconds(30);
    startServer(options);
    m_writer->hold(true);
    RawClient client(m_endpoint);
    QCOMPARE(client.request(post(goodBody())).status, 503);
    m_writer->hold(false);
    QTRY_COMPARE(m_writer->stored().size(), 1U); // the late report finds nobody who waits
    QCOMPARE(client.request(post(goodBody())).status, 200);
}

void TstHttpLimits::aDeclaredLengthBeyondTheLimitIsRefused()
{
    startServer();
    RawClient client(m_endpoint);
    const auto answer =
        client.request("POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                       "Content-Length: 209715200\r\n\r\n");
    QCOMPARE(answer.status, 413);
    QCOMPARE(answer.header("content-type"), "application/json");
    QCOMPARE(count(&IntakeCounters::badRequests), 1U);
}

void TstHttpLimits::twoHundredMegabytesAreRefusedAndTheReasonArrives()
{
    startServer();
    RawClient client(m_endpoint);
    client.send("POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-protobuf\r\n"
                "Content-Length: 209715200\r\n\r\n");
    const std::string piece(1U << 20U, 'x');
    for (int i = 0; i < 200; ++i)
        client.send(piece); // a sender that does not listen until it has said everything
    client.closeSending();
    QCOMPARE(client.receive().status, 413);
    QCOMPARE(RawClient(m_endpoint).request(post(goodBody())).status, 200);
}

void TstHttpLimits::chunksWithoutEndAreRefused()
{
    startServer({}, {}, {.maxBodyBytes = 1U << 20U});
    RawClient client(m_endpoint);
    client.send("POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                "Transfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "10000\r\n" + std::string(65536, ' ') + "\r\n";
    for (int i = 0; i < 40; ++i)
        client.send(chunk);
    QCOMPARE(client.receive().status, 413);
}

void TstHttpLimits::decompressionBeyondTheLimitIsRefused()
{
    startServer({}, {}, {.maxDecompressedBytes = 1'000'000});
    RawClient client(m_endpoint);
    const std::string spaces(5'000'000, ' ');
    for (const auto &[coding, body] :
         {std::pair("gzip", gzip(spaces)), {"zstd", zstd(spaces)}, {"deflate", zlib(spaces)}}) {
        const auto answer = client.request(
            post(body, "application/json", std::string("Content-Encoding: ") + coding + "\r\n"));
        QCOMPARE(answer.status, 413);
        QVERIFY(answer.body.find("decompressed") != std::string::npos);
    }
    QCOMPARE(client.request(post(goodBody())).status, 200);
}

void TstHttpLimits::tooMuchInFlightIsRefused()
{
    startServer({}, {}, {.maxInFlightBytes = 500'000});
    m_writer->hold(true);
    RawClient first(m_endpoint);
    first.send(post(goodBody(std::string(300'000, 'a'))));
    QTRY_COMPARE(m_intake->status().receivedSpans, 1U); // decoded, not committed: all of it is still held
    const auto refused = RawClient(m_endpoint).request(post(goodBody(std::string(300'000, 'b'))));
    QCOMPARE(refused.status, 429);
    QCOMPARE(refused.header("retry-after"), "1");
    QCOMPARE(count(&IntakeCounters::badRequests), 1U);
    m_writer->hold(false);
    QCOMPARE(first.receive().status, 200);
    const std::string again = post(goodBody(std::string(300'000, 'c')));
    bool served = false; // all is given back, a moment after the first answer
    QTRY_VERIFY(served || (served = RawClient(m_endpoint).request(again).status == 200));
}

void TstHttpLimits::oversizedHeadersAreRefused()
{
    startServer();
    RawClient client(m_endpoint);
    QCOMPARE(
        client.request("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n").status,
        431);
}

void TstHttpLimits::lengthAndChunkedTogetherAreRefused()
{
    startServer();
    for (const char *const headers :
         {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "Content-Length: 3\r\nContent-Length: 4\r\n",
          "Content-Length: -1\r\n"}) {
        RawClient client(m_endpoint);
        QCOMPARE(
            client
                .request(
                    std::string("POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n") +
                    headers + "\r\n")
                .status,
            400);
    }
}

void TstHttpLimits::rubbishIsRefused()
{
    startServer();
    for (const std::string &rubbish :
         {std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15),
          std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), std::string("hello\r\n\r\n")}) {
        RawClient client(m_endpoint);
        QCOMPARE(client.request(rubbish).status, 400);
        client.closeSending();
        QVERIFY(client.endsHere());
    }
}

void TstHttpLimits::silentAndDrippingClientsAreClosed()
{
    HttpListenerOptions options;
    options.idleTimeout = std::chrono::milliseconds(100);
    options.headerTimeout = std::chrono::milliseconds(100);
    options.requestTimeout = std::chrono::milliseconds(100);
    startServer(options);
    QVERIFY(RawClient(m_endpoint).endsHere());

    RawClient dripping(m_endpoint);
    const std::string request = post(goodBody());
    dripping.send(request.substr(0, request.size() - 5));
    QVERIFY(dripping.endsHere());
    RawClient drippingHead(m_endpoint);
    drippingHead.send("POST /v1/traces HTTP/1.1\r\nHo");
    QVERIFY(drippingHead.endsHere());
    QTRY_COMPARE(refusals().size(), 2U);
    for (const std::string &reason : refusals())
        QVERIFY2(reason.find("408") != std::string::npos, reason.c_str());
    QCOMPARE(count(&IntakeCounters::badRequests), 2U);
}

void TstHttpLimits::theLongestIdleGivesItsPlace()
{
    HttpListenerOptions options;
    options.maxConnections = 3;
    startServer(options);
    RawClient first(m_endpoint);
    RawClient second(m_endpoint);
    RawClient third(m_endpoint);
    for (RawClient *const client : {&second, &first, &third})
        QCOMPARE(client->request(post(goodBody())).status, 200);
    RawClient fourth(m_endpoint);
    QCOMPARE(fourth.request(post(goodBody())).status, 200);
    QVERIFY(second.endsHere());
    QCOMPARE(first.request(post(goodBody())).status, 200);
    QCOMPARE(count(&IntakeCounters::badRequests), 0U); // nobody lost anything
}

void TstHttpLimits::whoDripsGivesItsPlaceBeforeWhoWaits()
{
    HttpListenerOptions options;
    options.maxConnections = 2;
    startServer(options);
    m_writer->hold(true);
    RawClient waiting(m_endpoint);
    waiting.send(post(goodBody()));
    QTRY_COMPARE(m_intake->status().receivedSpans, 1U);
    RawClient dripping(m_endpoint);
    dripping.send("POST /v1/tra");
    RawClient other(m_endpoint);
    QCOMPARE(other.request("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
    QVERIFY(dripping.endsHere());
    other.send(post(goodBody()));
    QTRY_COMPARE(m_intake->status().receivedSpans, 2U);
    QVERIFY(RawClient(m_endpoint).endsHere()); // both are served, so there is no place
    m_writer->hold(false);
    QCOMPARE(waiting.receive().status, 200);
    QCOMPARE(other.receive().status, 200);
}

void TstHttpLimits::aClientThatLeavesBeforeItsAnswerHarmsNothing()
{
    startServer();
    m_writer->hold(true);
    {
        RawClient client(m_endpoint);
        client.send(post(goodBody("left")));
        QTRY_COMPARE(m_intake->status().receivedSpans, 1U);
        client.reset();
    }
    m_writer->hold(false);
    QTRY_COMPARE(m_writer->stored().size(), 1U);
    RawClient half(m_endpoint);
    half.send(post(goodBody()).substr(0, 60));
    half.reset();
    QCOMPARE(RawClient(m_endpoint).request(post(goodBody())).status, 200);
}

void TstHttpLimits::aBusyPortIsReported()
{
    startServer();
    HttpListenerOptions options;
    options.listen = m_endpoint;
    HttpListener second(m_ingest, options);
    const Status started = second.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, Error::Code::Io);
    QVERIFY(started.error().message.starts_with(m_endpoint.toString() + " is already in use."));
    QVERIFY(started.error().message.find("--otlp-http") != std::string::npos);
}

void TstHttpLimits::addressesBeyondLoopbackNeedAToken()
{
    startServer();
    HttpListenerOptions options;
    options.listen = {"0.0.0.0", 0};
    QCOMPARE(HttpListener(m_ingest, options).start().error().code, Error::Code::InvalidInput);
    options.listen = {"example.org", 0};
    QCOMPARE(HttpListener(m_ingest, options).start().error().code, Error::Code::InvalidInput);
    options.listen = {"localhost", 0};
    QVERIFY(HttpListener(m_ingest, options).start());
}

void TstHttpLimits::stoppingAnswersWhatIsInFlight()
{
    startServer();
    m_writer->hold(true);
    RawClient client(m_endpoint);
    client.send(post(goodBody()));
    QTRY_COMPARE(m_intake->status().receivedSpans, 1U);
    std::thread stopper([&] { m_server->stop(); });
    m_writer->hold(false);
    QCOMPARE(client.receive().status, 200);
    stopper.join();
    QVERIFY(client.endsHere());
    QVERIFY(!RawClient(m_endpoint).isConnected());
}

void TstHttpLimits::stoppingDoesNotWaitForIdleClients()
{
    HttpListenerOptions options;
    options.drainTimeout = std::chrono::hours(1);
    startServer(options);
    RawClient silent(m_endpoint);
    RawClient used(m_endpoint);
    QCOMPARE(used.request(post(goodBody())).status, 200);
    m_server->stop(); // the test's own timeout is shorter than an hour
    QVERIFY(silent.endsHere());
    QVERIFY(used.endsHere());
}

void TstHttpLimits::theIntakeMayAnswerAfterTheServerIsGone()
{
    HttpListenerOptions options;
    options.drainTimeout = std::chrono::milliseconds(10);
    startServer(options);
    m_writer->hold(true);
    RawClient client(m_endpoint);
    client.send(post(goodBody()));
    QTRY_COMPARE(m_intake->status().receivedSpans, 1U);
    m_server.reset();
    QVERIFY(client.endsHere());
    m_writer->hold(false);
    QTRY_COMPARE(m_writer->stored().size(), 1U);
}

void TstHttpLimits::manyClientsAtOnce()
{
    startServer();
    constexpr int clients = 8;
    constexpr int requests = 40;
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i) {
        threads.emplace_back([&] {
            RawClient client(m_endpoint);
            for (int n = 0; n < requests; ++n)
                good += client.request(post(goodBody())).status == 200 ? 1 : 0;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(good.load(), clients * requests);
    QCOMPARE(m_writer->stored().size(), std::size_t{clients * requests});
}

static const Registered<TstHttpLimits> registered;
#include "tst_httplimits.moc"
