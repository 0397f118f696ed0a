// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_protobuf.h"
#include "core/codec/otlp_response.h"
#include "core/export/otlphttpexporter.h"
#include "core/tracing/provider.h"
#include "tests/integration/export/scriptedserver.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

#include <libdeflate.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

using namespace spanwise;
using namespace spanwise::test;
using Step = ScriptedServer::Step;

namespace {

OtlpHttpExporterOptions optionsFor(const std::string &endpoint)
{
    OtlpHttpExporterOptions options;
    options.endpoint = endpoint;
    options.timeout = std::chrono::seconds(20);
    options.retry = {.firstDelay = std::chrono::milliseconds(1),
                     .longestDelay = std::chrono::milliseconds(5),
                     .total = std::chrono::seconds(20)};
    return options;
}

std::unique_ptr<OtlpHttpExporter> exporterFor(OtlpHttpExporterOptions options)
{
    return *OtlpHttpExporter::create(std::move(options));
}

TelemetryBatch twoSpans()
{
    return batchFromOutline("query 0 900\n  retrieve 0 300\n");
}

} // namespace

class TstOtlpHttpExporter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsSentIsWhatWasTraced();
    void oneConnectionServesManyBatches();
    void aKeptConnectionThatTheServerClosedIsReplaced();
    void gzipIsAnnouncedAndReversible();
    void aBusyReceiverIsAskedAgain();
    void retryAfterIsWaitedFor();
    void aRetryAfterBeyondTheBoundGivesUp();
    void aDroppedConnectionIsTriedAgain();
    void aRefusedBatchIsNotTriedAgain();
    void nobodyListeningIsGivenUpAfterTheBound();
    void aSilentReceiverTimesOut();
    void aPartialSuccessIsCountedAndReported();
    void shutdownDoesNotWaitForRetries();
    void cancelEndsAWaitForAnAnswer();
    void anAnswerThatIsNoHttpIsAFailure();
};

void TstOtlpHttpExporter::whatIsSentIsWhatWasTraced()
{
    ScriptedServer server({});
    OtlpHttpExporterOptions options = optionsFor(server.url());
    options.headers = {{"Authorization", "Bearer x"}};
    {
        TracerProvider provider({.serviceName = "demo"}, exporterFor(options));
        const Tracer tracer = provider.tracer("pipeline", "2");
        ScopedSpan query = tracer.start("query");
        tracer.start("retrieve").set("top_k", 8).event("cache", {{"hit", false}});
        query.end();
    }
    const auto requests = server.requests();
    QCOMPARE(requests.size(), std::size_t(1));
    const std::string &head = requests[0].head;
    QVERIFY(head.starts_with("POST /v1/traces HTTP/1.1\r\n"));
    QVERIFY(head.find("Content-Type: application/x-protobuf\r\n") != std::string::npos);
    QVERIFY(head.find("User-Agent: OTel-OTLP-Exporter-Spanwise/" SPANWISE_VERSION "\r\n") !=
            std::string::npos);
    QVERIFY(head.find("Authorization: Bearer x\r\n") != std::string::npos);
    QVERIFY(head.find("Host: 127.0.0.1:") != std::string::npos);
    const auto decoded = decodeOtlpProtobuf(requests[0].body);
    QVERIFY(decoded.has_value());
    QCOMPARE(decoded->batch.spans.size(), std::size_t(2));
    const Span &retrieve = decoded->batch.spans[0];
    QCOMPARE(retrieve.name, "retrieve");
    QCOMPARE(retrieve.parent, decoded->batch.spans[1].id);
    QCOMPARE(find(retrieve.attributes, "top_k")->integer(), 8);
    QCOMPARE(retrieve.events.size(), std::size_t(1));
    QCOMPARE(decoded->batch.resources[0].serviceName(), "demo");
    QCOMPARE(decoded->batch.scopes[0].version, "2");
}

void TstOtlpHttpExporter::oneConnectionServesManyBatches()
{
    ScriptedServer server({});
    const auto exporter = exporterFor(optionsFor(server.url()));
    for (int i = 0; i < 5; ++i)
        QVERIFY(exporter->exportBatch(twoSpans()).has_value());
    for (const auto &request : server.requests())
        QCOMPARE(request.connection, 0);
    QCOMPARE(exporter->counters().exportedSpans, std::uint64_t(10));
    QCOMPARE(exporter->counters().requests, std::uint64_t(5));
}

void TstOtlpHttpExporter::aKeptConnectionThatTheServerClosedIsReplaced()
{
    ScriptedServer server(
        {{.closeAfterwards = true}, {.headers = "Connection: close\r\n", .closeAfterwards = true}});
    OtlpHttpExporterOptions options = optionsFor(server.url());
    options.retry.total = std::chrono::milliseconds(0); // so that it cannot be a retry
    const auto exporter = exporterFor(options);
    for (int i = 0; i < 3; ++i)
        QVERIFY(exporter->exportBatch(twoSpans()).has_value());
    QCOMPARE(server.requests().back().connection, 2);
    QCOMPARE(exporter->counters().retries, std::uint64_t(0));
}

void TstOtlpHttpExporter::gzipIsAnnouncedAndReversible()
{
    ScriptedServer server({});
    OtlpHttpExporterOptions options = optionsFor(server.url());
    options.gzip = true;
    QVERIFY(exporterFor(options)->exportBatch(twoSpans()).has_value());
    const auto request = server.requests().at(0);
    QVERIFY(request.head.find("Content-Encoding: gzip\r\n") != std::string::npos);
    const std::string plain = encodeOtlpProtobuf(twoSpans());
    std::string unpacked(plain.size(), '\0');
    libdeflate_decompressor *const decompressor = libdeflate_alloc_decompressor();
    const auto result = libdeflate_gzip_decompress(decompressor, request.body.data(), request.body.size(),
                                                   unpacked.data(), unpacked.size(), nullptr);
    libdeflate_free_decompressor(decompressor);
    QCOMPARE(result, LIBDEFLATE_SUCCESS);
    QCOMPARE(unpacked, plain);
}

void TstOtlpHttpExporter::aBusyReceiverIsAskedAgain()
{
    ScriptedServer server({{.status = 429}, {.status = 502}, {.status = 503}, {.status = 504}});
    const auto exporter = exporterFor(optionsFor(server.url()));
    QVERIFY(exporter->exportBatch(twoSpans()).has_value());
    const auto requests = server.requests();
    QCOMPARE(requests.size(), std::size_t(5));
    QCOMPARE(requests[4].body, requests[0].body);
    QCOMPARE(exporter->counters().retries, std::uint64_t(4));
    QCOMPARE(exporter->counters().exportedSpans, std::uint64_t(2));
    QCOMPARE(exporter->counters().failedSpans, std::uint64_t(0));
}

void TstOtlpHttpExporter::retryAfterIsWaitedFor()
{
    ScriptedServer server({{.status = 503, .headers = "Retry-After: 1\r\n"}});
    const auto exporter = exporterFor(optionsFor(server.url()));
    const auto begin = std::chrono::steady_clock::now();
    QVERIFY(exporter->exportBatch(twoSpans()).has_value());
    // A lower bound only: how late it comes is the machine's.
    QVERIFY(std::chrono::steady_clock::now() - begin >= std::chrono::seconds(1));
}

void TstOtlpHttpExporter::aRetryAfterBeyondTheBoundGivesUp()
{
    ScriptedServer server({{.status = 503, .headers = "Retry-After: 3600\r\n"}});
    const auto exporter = exporterFor(optionsFor(server.url()));
    const Status status = exporter->exportBatch(twoSpans());
    QVERIFY(!status.has_value());
    QCOMPARE(server.requests().size(), std::size_t(1));
    QVERIFY(status.error().message.find("503") != std::string::npos);
    QVERIFY(status.error().message.find("2 spans are lost") != std::string::npos);
    QCOMPARE(exporter->counters().failedSpans, std::uint64_t(2));
}

void TstOtlpHttpExporter::aDroppedConnectionIsTriedAgain()
{
    ScriptedServer server(
        {{.kind = Step::Kind::CloseWithoutAnswer}, {.kind = Step::Kind::CloseWithoutAnswer}});
    const auto exporter = exporterFor(optionsFor(server.url()));
    QVERIFY(exporter->exportBatch(twoSpans()).has_value());
    QCOMPARE(exporter->counters().retries, std::uint64_t(2));
}

void TstOtlpHttpExporter::aRefusedBatchIsNotTriedAgain()
{
    ScriptedServer server({{.status = 400,
                            .headers = "Content-Type: application/x-protobuf\r\n",
                            .body = encodeRpcStatus(OtlpEncoding::Protobuf, 3, "trace id of 3 bytes")},
                           {.status = 500}});
    std::vector<std::string> reports;
    OtlpHttpExporterOptions options = optionsFor(server.url());
    options.report = [&](const std::string &message) { reports.push_back(message); };
    const auto exporter = exporterFor(options);
    QVERIFY(!exporter->exportBatch(twoSpans()).has_value());
    QVERIFY(!exporter->exportBatch(twoSpans()).has_value());
    QCOMPARE(server.requests().size(), std::size_t(2));
    QCOMPARE(reports.size(), std::size_t(2));
    QVERIFY(reports[0].find("400: trace id of 3 bytes") != std::string::npos);
    QCOMPARE(exporter->counters().failedSpans, std::uint64_t(4));
    QCOMPARE(exporter->counters().lastError, reports[1]);
}

void TstOtlpHttpExporter::nobodyListeningIsGivenUpAfterTheBound()
{
    const std::string url = [] {
        const ScriptedServer gone({});
        return gone.url();
    }();
    OtlpHttpExporterOptions options = optionsFor(url);
    options.retry.total = std::chrono::milliseconds(30);
    const auto exporter = exporterFor(options);
    const Status status = exporter->exportBatch(twoSpans());
    QVERIFY(!status.has_value());
    QCOMPARE(status.error().code, Error::Code::Unreachable);
    QVERIFY(status.error().message.find(url) != std::string::npos);
    QVERIFY(exporter->counters().retries > 0);
}

void TstOtlpHttpExporter::aSilentReceiverTimesOut()
{
    ScriptedServer server({{.kind = Step::Kind::Silence}});
    OtlpHttpExporterOptions options = optionsFor(server.url());
    options.timeout = std::chrono::milliseconds(50);
    options.retry.total = std::chrono::milliseconds(0);
    const Status status = exporterFor(options)->exportBatch(twoSpans());
    QVERIFY(!status.has_value());
    QVERIFY(status.error().message.find("nothing within 50 ms") != std::string::npos);
}

void TstOtlpHttpExporter::aPartialSuccessIsCountedAndReported()
{
    ScriptedServer server(
        {{.body = encodeExportResponse(OtlpEncoding::Protobuf, Signal::Traces, 1, "no name")},
         {.body = encodeExportResponse(OtlpEncoding::Protobuf, Signal::Traces, 0, "old version")}});
    std::vector<std::string> reports;
    OtlpHttpExporterOptions options = optionsFor(server.url());
    options.report = [&](const std::string &message) { reports.push_back(message); };
    const auto exporter = exporterFor(options);
    QVERIFY(exporter->exportBatch(twoSpans()).has_value());
    QCOMPARE(exporter->counters().exportedSpans, std::uint64_t(1));
    QCOMPARE(exporter->counters().rejectedSpans, std::uint64_t(1));
    QVERIFY(exporter->exportBatch(twoSpans()).has_value());
    QCOMPARE(exporter->counters().rejectedSpans, std::uint64_t(1));
    QCOMPARE(reports.size(), std::size_t(2));
    QVERIFY(reports[0].find("1 of 2 spans: no name") != std::string::npos);
    QVERIFY(reports[1].find("old version") != std::string::npos);
}

void TstOtlpHttpExporter::shutdownDoesNotWaitForRetries()
{
    ScriptedServer server(std::vector<Step>(50, {.status = 503, .headers = "Retry-After: 15\r\n"}));
    ProviderOptions options;
    options.batch.exportTimeout = std::chrono::milliseconds(50);
    TracerProvider provider(options, exporterFor(optionsFor(server.url())));
    provider.tracer("t").start("s").end();
    QVERIFY(!provider.shutdown()); // ctest's time limit tells when it waits
    QCOMPARE(provider.counters().failed, std::uint64_t(1));
    QCOMPARE(server.requests().size(), std::size_t(1));
}

void TstOtlpHttpExporter::cancelEndsAWaitForAnAnswer()
{
    ScriptedServer server({{.kind = Step::Kind::Silence}});
    OtlpHttpExporterOptions options = optionsFor(server.url());
    options.timeout = std::chrono::hours(1);
    const auto exporter = exporterFor(options);
    std::thread canceller([&] {
        server.waitForRequests(1);
        exporter->cancel();
    });
    const Status status = exporter->exportBatch(twoSpans());
    canceller.join();
    QVERIFY(!status.has_value());
    QCOMPARE(status.error().code, Error::Code::Cancelled);
    QVERIFY(!exporter->exportBatch(twoSpans()).has_value());
}

void TstOtlpHttpExporter::anAnswerThatIsNoHttpIsAFailure()
{
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    QCOMPARE(bind(listener, reinterpret_cast<sockaddr *>(&address), size), 0);
    QCOMPARE(listen(listener, 1), 0);
    QCOMPARE(getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size), 0);
    std::thread server([listener] {
        const int peer = accept(listener, nullptr, nullptr);
        const std::string_view greeting = "220 mail.example ESMTP\r\n\r\n";
        static_cast<void>(send(peer, greeting.data(), greeting.size(), MSG_NOSIGNAL));
        char buffer[4096];
        while (recv(peer, buffer, sizeof buffer, 0) > 0) {
        }
        close(peer);
    });
    OtlpHttpExporterOptions options =
        optionsFor("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/v1/traces");
    options.retry.total = std::chrono::milliseconds(0);
    QVERIFY(!exporterFor(options)->exportBatch(twoSpans()).has_value());
    server.join();
    close(listener);
}

static const Registered<TstOtlpHttpExporter> registered;
#include "tst_otlphttpexporter.moc"
