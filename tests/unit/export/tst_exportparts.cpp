// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_response.h"
#include "core/export/exportresponse.h"
#include "core/export/httpurl.h"
#include "core/export/otlphttpexporter.h"
#include "core/export/retry.h"
#include "tests/support/suite.h"

#include <QTest>

#include <map>

using namespace spanwise;
using namespace spanwise::test;

namespace {

Environment variables(std::map<std::string, std::string> values)
{
    return [values = std::move(values)](const std::string &name) -> std::optional<std::string> {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

constexpr Timestamp now{std::chrono::seconds(784'111'777)}; // Sun, 06 Nov 1994 08:49:37 GMT

} // namespace

class TstExportParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aUrlIsTakenApart_data();
    void aUrlIsTakenApart();
    void aWrongUrlIsRefusedWithItsReason_data();
    void aWrongUrlIsRefusedWithItsReason();
    void theGeneralEndpointGetsThePathTheOtherDoesNot();
    void theVariableForTracesWins();
    void whatTheVariablesAskForAndIsNotKnownIsAnError();
    void aHeaderThatHttpDoesNotAllowIsRefused();
    void retryAfterIsSecondsOrADate();
    void theDelayGrowsWithinItsBounds();
    void aPartialSuccessIsRead();
    void anErrorBodyIsReadInItsType();
};

void TstExportParts::aUrlIsTakenApart_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("port");
    QTest::addColumn<QByteArray>("path");
    const auto row = [](const char *url, const char *host, const char *port, const char *path) {
        QTest::newRow(url) << QByteArray(url) << QByteArray(host) << QByteArray(port) << QByteArray(path);
    };
    row("http://localhost:4318/v1/traces", "localhost", "4318", "/v1/traces");
    row("http://host", "host", "80", "/");
    row("http://host?token=x", "host", "80", "/?token=x");
    row("http://[::1]:4318/a?b=c#fragment", "::1", "4318", "/a?b=c");
    row("http://[fe80::1]", "fe80::1", "80", "/");
    row("http://10.0.0.1:65535/", "10.0.0.1", "65535", "/");
}

void TstExportParts::aUrlIsTakenApart()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, port);
    QFETCH(QByteArray, path);
    const auto parsed = HttpUrl::parse(url.toStdString());
    QVERIFY(parsed.has_value());
    QCOMPARE(parsed->host, host.toStdString());
    QCOMPARE(parsed->port, port.toStdString());
    QCOMPARE(parsed->path, path.toStdString());
}

void TstExportParts::aWrongUrlIsRefusedWithItsReason_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char *url, const char *reason) {
        QTest::newRow(url) << QByteArray(url) << QByteArray(reason);
    };
    row("https://host/", "TLS");
    row("host:4318", "http://");
    row("", "http://");
    row("http://", "names no host");
    row("http://:4318/", "names no host");
    row("http://host:0/", "port");
    row("http://host:65536/", "port");
    row("http://host:/", "port");
    row("http://host:43x/", "port");
    row("http://[::1/", "bracket");
    row("http://[::1]4318/", "port");
    row("http://user:secret@host/", "user name");
    row("http://host/a b", "blank");
    row("http://host/\x01", "control");
}

void TstExportParts::aWrongUrlIsRefusedWithItsReason()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, reason);
    const auto parsed = HttpUrl::parse(url.toStdString());
    QVERIFY(!parsed.has_value());
    QVERIFY2(parsed.error().message.find(reason.toStdString()) != std::string::npos,
             parsed.error().message.c_str());
}

void TstExportParts::theGeneralEndpointGetsThePathTheOtherDoesNot()
{
    const auto endpointOf = [](std::map<std::string, std::string> values) {
        return OtlpHttpExporterOptions::fromEnvironment({}, variables(std::move(values)))->endpoint;
    };
    QCOMPARE(endpointOf({}), std::string("http://localhost:4318/v1/traces"));
    QCOMPARE(endpointOf({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://h:1"}}),
             std::string("http://h:1/v1/traces"));
    QCOMPARE(endpointOf({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://h:1/base/"}}),
             std::string("http://h:1/base/v1/traces"));
    QCOMPARE(endpointOf({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://h:1"},
                         {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://t:2/own"}}),
             std::string("http://t:2/own"));
}

void TstExportParts::theVariableForTracesWins()
{
    const auto options = OtlpHttpExporterOptions::fromEnvironment(
        {}, variables({{"OTEL_EXPORTER_OTLP_HEADERS", "a=1"},
                       {"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "authorization=Bearer%20x%3D, k = v"},
                       {"OTEL_EXPORTER_OTLP_TIMEOUT", "500"},
                       {"OTEL_EXPORTER_OTLP_COMPRESSION", "none"},
                       {"OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "gzip"}}));
    QVERIFY(options.has_value());
    QCOMPARE(options->headers.size(), std::size_t(2));
    QCOMPARE(options->headers[0].second, std::string("Bearer x="));
    QCOMPARE(options->headers[1].first, std::string("k"));
    QCOMPARE(options->timeout, std::chrono::milliseconds(500));
    QVERIFY(options->gzip);
}

void TstExportParts::whatTheVariablesAskForAndIsNotKnownIsAnError()
{
    for (const auto &[name, value] : std::map<std::string, std::string>{
             {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}, {"OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "zstd"}}) {
        const auto options = OtlpHttpExporterOptions::fromEnvironment({}, variables({{name, value}}));
        QVERIFY(!options.has_value());
        QVERIFY(options.error().message.find(name) != std::string::npos);
    }
}

void TstExportParts::aHeaderThatHttpDoesNotAllowIsRefused()
{
    for (const auto &header :
         {std::pair("bad name", "v"), std::pair("name", "v\r\nInjected: 1"), std::pair("", "v")}) {
        OtlpHttpExporterOptions options;
        options.headers = {{header.first, header.second}};
        QVERIFY(!OtlpHttpExporter::create(options).has_value());
    }
}

void TstExportParts::retryAfterIsSecondsOrADate()
{
    QCOMPARE(retryAfter("3", now).value(), std::chrono::milliseconds(3000));
    QCOMPARE(retryAfter("0", now).value(), std::chrono::milliseconds(0));
    QCOMPARE(retryAfter("Sun, 06 Nov 1994 08:49:39 GMT", now).value(), std::chrono::milliseconds(2000));
    QCOMPARE(retryAfter("Sun, 06 Nov 1994 08:49:00 GMT", now).value(), std::chrono::milliseconds(0));
    for (const char *bad :
         {"", "-1", "1.5", "soon", "Sun, 99 Nov 1994 08:49:39 GMT", "Sun, 06 Nix 1994 08:49:39 GMT",
          "Sun, 06 Nov 1994 24:49:39 GMT", "99999999999999999999"})
        QVERIFY2(!retryAfter(bad, now).has_value(), bad);
}

void TstExportParts::theDelayGrowsWithinItsBounds()
{
    RetryPolicy policy{.firstDelay = std::chrono::milliseconds(100),
                       .longestDelay = std::chrono::milliseconds(1000),
                       .factor = 2,
                       .jitter = 0.5};
    QCOMPARE(backoff(policy, 0, 0.5), std::chrono::milliseconds(100));
    QCOMPARE(backoff(policy, 1, 0.5), std::chrono::milliseconds(200));
    QCOMPARE(backoff(policy, 1, 0.0), std::chrono::milliseconds(100));
    QVERIFY(backoff(policy, 1, 0.999) < std::chrono::milliseconds(301));
    QCOMPARE(backoff(policy, 4000, 0.999), std::chrono::milliseconds(1000));
    QVERIFY(isRetryable(429) && isRetryable(502) && isRetryable(503) && isRetryable(504));
    QVERIFY(!isRetryable(400) && !isRetryable(413) && !isRetryable(500) && !isRetryable(501));
}

void TstExportParts::aPartialSuccessIsRead()
{
    QCOMPARE(partialSuccessOf("").rejectedSpans, std::uint64_t(0));
    const auto partial = partialSuccessOf(
        encodeExportResponse(OtlpEncoding::Protobuf, Signal::Traces, 3, "ids of wrong length"));
    QCOMPARE(partial.rejectedSpans, std::uint64_t(3));
    QCOMPARE(partial.message, std::string("ids of wrong length"));
    QCOMPARE(partialSuccessOf("\x0A\xFF\xFF not protobuf").rejectedSpans, std::uint64_t(0));
}

void TstExportParts::anErrorBodyIsReadInItsType()
{
    QCOMPARE(errorMessageOf("application/x-protobuf",
                            encodeRpcStatus(OtlpEncoding::Protobuf, 14, "queue is full")),
             std::string("queue is full"));
    QCOMPARE(errorMessageOf("text/plain", "not today"), std::string("not today"));
    QCOMPARE(errorMessageOf("application/x-protobuf", "\xFF\xFF"), std::string());
    QCOMPARE(errorMessageOf("", std::string_view("\0\1", 2)), std::string());
    QCOMPARE(errorMessageOf("text/html", std::string(5000, 'x')).size(), std::size_t(500));
}

static const Registered<TstExportParts> registered;
#include "tst_exportparts.moc"
