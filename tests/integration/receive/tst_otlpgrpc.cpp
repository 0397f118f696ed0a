// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_response.h"
#include "core/receive/grpc/grpclistener.h"
#include "tests/integration/receive/grpcclient.h"
#include "tests/integration/receive/listenertest.h"
#include "tests/support/suite.h"

#include <thread>

using namespace spanwise;
using namespace spanwise::test;

namespace {

bool asksToTryAgain(const grpc::Status &status)
{
    return status.error_details().find("google.rpc.RetryInfo") != std::string::npos;
}

} // namespace

/// What gRPC senders are answered, and what the listener bears.
class TstOtlpGrpc : public ListenerTest
{
    Q_OBJECT

private Q_SLOTS:
    void spansAreStoredBeforeTheAnswer();
    void gzipMessagesAreStored();
    void aBadSpanIsPartialSuccess();
    void anEmptyMessageSucceeds();
    void undecodableMessagesAreInvalid();
    void aFailedCommitAsksToTryAgain();
    void aFullQueueAsksToTryAgain();
    void aCommitThatTakesTooLongAsksToTryAgain();
    void largeMessagesAreRefused();
    void aBombIsRefusedAtTheLimit();
    void aTokenIsEnforced();
    void logRecordsAndDataPointsAreTaken();
    void otherMethodsAreNotThere();
    void silentConnectionsAreClosed();
    void aBusyPortIsReported();
    void addressesBeyondLoopbackNeedAToken();
    void stoppingAnswersWhatIsInFlight();
    void theIntakeMayAnswerAfterTheListenerIsGone();
    void manyCallsAtOnce();

protected:
    void stopListener() override { m_grpc.reset(); }

private:
    void startGrpc(GrpcListenerOptions options = {}, IntakeOptions intakeOptions = {},
                   IngestLimits limits = {})
    {
        options.listen = {"127.0.0.1", 0};
        startIntake(intakeOptions, limits);
        m_grpc = std::make_unique<GrpcListener>(m_ingest, options, noteRefusal());
        const Status started = m_grpc->start();
        QVERIFY2(started, started ? "" : started.error().message.c_str());
        m_endpoint = m_grpc->endpoint();
        QVERIFY(m_endpoint.port != 0);
    }

    std::unique_ptr<GrpcListener> m_grpc;
};

void TstOtlpGrpc::spansAreStoredBeforeTheAnswer()
{
    startGrpc();
    m_writer->hold(true);
    std::atomic<bool> answered{false};
    std::thread sender([&] {
        const CallResult result = GrpcClient(m_endpoint).call(goodBody());
        QVERIFY(result.status.ok());
        QVERIFY(result.message.empty());
        answered = true;
    });
    QTRY_COMPARE(m_intake->status().receivedSpans, 1U);
    QVERIFY(!answered);
    m_writer->hold(false);
    sender.join();
    QCOMPARE(m_writer->stored(), std::vector<std::string>{"query"});
    QCOMPARE(count(&IntakeCounters::requests), 1U);
    QVERIFY(refusals().empty());
}

void TstOtlpGrpc::gzipMessagesAreStored()
{
    startGrpc();
    GrpcClient client(m_endpoint);
    const std::string body = goodBody(std::string(100'000, 'z'));
    QVERIFY(client.call(body, tracesMethod, {}, true).status.ok());
    QCOMPARE(m_writer->stored(), std::vector<std::string>{std::string(100'000, 'z')});
    QCOMPARE(count(&IntakeCounters::bytes), body.size());
    QVERIFY(client.call(goodBody(), tracesMethod, {}, true).status.ok()); // too short to be compressed
}

void TstOtlpGrpc::aBadSpanIsPartialSuccess()
{
    startGrpc();
    TelemetryBatch batch = batchFromOutline("good 0 9\n  bad 1 2");
    batch.spans[1].traceId = {};
    const CallResult result = GrpcClient(m_endpoint).call(encodeOtlpProtobuf(batch));
    QVERIFY(result.status.ok());
    QCOMPARE(result.message.substr(2, 2), std::string("\x08\x01")); // partial_success { rejected_spans: 1
    QVERIFY(result.message.find("trace id") != std::string::npos);
    QCOMPARE(m_writer->stored(), std::vector<std::string>{"good"});
}

void TstOtlpGrpc::anEmptyMessageSucceeds()
{
    startGrpc();
    QVERIFY(GrpcClient(m_endpoint).call({}).status.ok());
}

void TstOtlpGrpc::undecodableMessagesAreInvalid()
{
    startGrpc();
    const CallResult result = GrpcClient(m_endpoint).call("\x0a\x7f rubbish");
    QCOMPARE(result.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    QVERIFY(!result.status.error_message().empty());
    QCOMPARE(count(&IntakeCounters::badRequests), 1U);
    QCOMPARE(refusals().size(), 1U);
    QVERIFY2(refusals()[0].starts_with("127.0.0.1:"), refusals()[0].c_str());
}

void TstOtlpGrpc::aFailedCommitAsksToTryAgain()
{
    startGrpc();
    m_writer->failing = true;
    GrpcClient client(m_endpoint);
    const CallResult result = client.call(goodBody());
    QCOMPARE(result.status.error_code(), grpc::StatusCode::UNAVAILABLE);
    QCOMPARE(result.status.error_message(), std::string("The disk is full."));
    QVERIFY(asksToTryAgain(result.status));
    QCOMPARE(count(&IntakeCounters::badRequests), 0U);
    m_writer->failing = false;
    QVERIFY(client.call(goodBody()).status.ok());
}

void TstOtlpGrpc::aFullQueueAsksToTryAgain()
{
    startGrpc({}, {.queueBytes = 1});
    m_writer->hold(true);
    std::thread first([&] { QVERIFY(GrpcClient(m_endpoint).call(goodBody()).status.ok()); });
    QTRY_COMPARE(m_intake->status().receivedSpans, 1U);
    const CallResult refused = GrpcClient(m_endpoint).call(goodBody());
    m_writer->hold(false);
    first.join();
    QCOMPARE(refused.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    QVERIFY(asksToTryAgain(refused.status));
}

void TstOtlpGrpc::aCommitThatTakesTooLongAsksToTryAgain()
{
    startGrpc({.commitTimeout = std::chrono::milliseconds(50)});
    m_writer->hold(true);
    const CallResult late = GrpcClient(m_endpoint).call(goodBody());
    QCOMPARE(late.status.error_code(), grpc::StatusCode::UNAVAILABLE);
    QVERIFY(asksToTryAgain(late.status));
    m_writer->hold(false);
    QTRY_COMPARE(m_writer->stored().size(), 1U); // the late report finds nobody who waits
}

void TstOtlpGrpc::largeMessagesAreRefused()
{
    startGrpc({}, {}, {.maxBodyBytes = 100'000});
    GrpcClient client(m_endpoint);
    const CallResult result = client.call(goodBody(std::string(200'000, 'x')));
    QCOMPARE(result.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    QVERIFY(!asksToTryAgain(result.status)); // the same would be refused again
    QVERIFY(client.call(goodBody()).status.ok());
}

void TstOtlpGrpc::aBombIsRefusedAtTheLimit()
{
    startGrpc({}, {}, {.maxBodyBytes = 1'000'000, .maxDecompressedBytes = 1'000'000});
    GrpcClient client(m_endpoint);
    const CallResult result = client.call(goodBody(std::string(50'000'000, 'x')), tracesMethod, {}, true);
    QCOMPARE(result.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    QVERIFY2(result.status.error_message().find("decompressed") != std::string::npos,
             result.status.error_message().c_str());
}

void TstOtlpGrpc::aTokenIsEnforced()
{
    GrpcListenerOptions options;
    options.tokens =
        std::make_shared<AccessTokens>(std::vector<std::string>{"the-current-token", "the-older-token"});
    startGrpc(options);
    GrpcClient client(m_endpoint);
    for (const char *const token : {"", "the-current-toke", "no-such-token"})
        QCOMPARE(client.call(goodBody(), tracesMethod, token).status.error_code(),
                 grpc::StatusCode::UNAUTHENTICATED);
    for (const char *const token : {"the-current-token", "the-older-token"})
        QVERIFY(client.call(goodBody(), tracesMethod, token).status.ok());
    QCOMPARE(m_writer->stored().size(), 2U);
}

void TstOtlpGrpc::logRecordsAndDataPointsAreTaken()
{
    startGrpc();
    TelemetryBatch batch;
    batch.resources.emplace_back();
    batch.scopes.emplace_back();
    LogRecord record;
    record.body = Value::ofString("hello");
    batch.logs.push_back(record);
    Metric metric;
    metric.name = "load";
    batch.metrics.push_back(metric);
    DataPoint point;
    point.time = Timestamp(Duration(1));
    point.value = Value::ofInt(7);
    batch.points.push_back(point);
    const std::string base = "/opentelemetry.proto.collector.";
    QVERIFY(GrpcClient(m_endpoint)
                .call(encodeOtlpProtobuf(batch, Signal::Logs), base + "logs.v1.LogsService/Export")
                .status.ok());
    QCOMPARE(m_writer->bodies(), std::vector<std::string>{"hello"});
    QVERIFY(GrpcClient(m_endpoint)
                .call(encodeOtlpProtobuf(batch, Signal::Metrics), base + "metrics.v1.MetricsService/Export")
                .status.ok());
    QCOMPARE(m_intake->status().points.received, 1U);
}

void TstOtlpGrpc::otherMethodsAreNotThere()
{
    startGrpc();
    for (const char *const method :
         {"/grpc.health.v1.Health/Check", "/opentelemetry.proto.collector.trace.v1.TraceService/Import"}) {
        const CallResult result = GrpcClient(m_endpoint).call(goodBody(), method);
        QCOMPARE(result.status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
        QVERIFY(result.status.error_message().find(method) != std::string::npos);
    }
}

void TstOtlpGrpc::silentConnectionsAreClosed()
{
    startGrpc({.handshakeTimeout = std::chrono::milliseconds(100)});
    RawClient silent(m_endpoint);
    QVERIFY(silent.isConnected());
    QVERIFY(silent.endsHere());
    RawClient rubbish(m_endpoint);
    rubbish.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    QVERIFY(rubbish.endsHere());
    QVERIFY(GrpcClient(m_endpoint).call(goodBody()).status.ok());
}

void TstOtlpGrpc::aBusyPortIsReported()
{
    startGrpc();
    GrpcListener second(m_ingest, {.listen = m_endpoint});
    const Status started = second.start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, Error::Code::Io);
    QVERIFY(started.error().message.starts_with(m_endpoint.toString() + " is already in use."));
    QVERIFY(started.error().message.find("--otlp-grpc") != std::string::npos);
}

void TstOtlpGrpc::addressesBeyondLoopbackNeedAToken()
{
    startGrpc();
    GrpcListener open(m_ingest, {.listen = {"0.0.0.0", 0}});
    QCOMPARE(open.start().error().code, Error::Code::InvalidInput);
    GrpcListenerOptions options{.listen = {"0.0.0.0", 0}};
    options.tokens = std::make_shared<AccessTokens>(std::vector<std::string>{"a-token-of-ours-1"});
    GrpcListener guarded(m_ingest, options);
    QVERIFY(guarded.start());
}

void TstOtlpGrpc::stoppingAnswersWhatIsInFlight()
{
    startGrpc({.drainTimeout = std::chrono::seconds(30)});
    m_writer->hold(true);
    CallResult result;
    std::thread sender([&] { result = GrpcClient(m_endpoint).call(goodBody()); });
    QTRY_COMPARE(m_intake->status().receivedSpans, 1U);
    std::thread stopper([&] { m_grpc->stop(); });
    m_writer->hold(false);
    stopper.join();
    sender.join();
    QVERIFY2(result.status.ok(), result.status.error_message().c_str());
}

void TstOtlpGrpc::theIntakeMayAnswerAfterTheListenerIsGone()
{
    startGrpc({.drainTimeout = std::chrono::milliseconds(10)});
    m_writer->hold(true);
    CallResult result;
    std::thread sender([&] { result = GrpcClient(m_endpoint).call(goodBody()); });
    QTRY_COMPARE(m_intake->status().receivedSpans, 1U);
    m_grpc.reset();
    sender.join();
    QVERIFY(!result.status.ok());
    m_writer->hold(false);
    QTRY_COMPARE(m_writer->stored().size(), 1U);
}

void TstOtlpGrpc::manyCallsAtOnce()
{
    startGrpc();
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            GrpcClient client(m_endpoint);
            for (int n = 0; n < 40; ++n)
                good += client.call(goodBody()).status.ok() ? 1 : 0;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(good.load(), 320);
    QCOMPARE(m_writer->stored().size(), std::size_t{320});
}

static const Registered<TstOtlpGrpc> registered;
#include "tst_otlpgrpc.moc"
