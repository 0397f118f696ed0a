// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/route.h"

#include "core/receive/headertext.h"

namespace spanwise {
namespace {

constexpr std::string_view zipkinPath = "/api/v2/spans";

std::string shortened(std::string_view text)
{
    return std::string(text.substr(0, 200));
}

/// An error in the request's encoding when it has one of ours, in plain text otherwise.
Reply errorFor(const RequestHead &head, HttpProtocol protocol, unsigned status, std::string_view message)
{
    const auto encoding = encodingOf(head.contentType);
    if (protocol != HttpProtocol::Otlp || !encoding)
        return Reply::text(status, message);
    return Reply::error(*encoding == OtlpEncoding::Json ? WireFormat::OtlpJson : WireFormat::OtlpProtobuf,
                        status, message);
}

Reply welcome(HttpProtocol protocol)
{
    if (protocol == HttpProtocol::Zipkin)
        return Reply::text(
            200, "Spanwise " SPANWISE_VERSION " listens here for Zipkin spans.\n"
                 "Send them with POST /api/v2/spans, as application/json or application/x-protobuf.\n"
                 "Searches are made in the window of Spanwise, not here.");
    return Reply::text(
        200, "Spanwise " SPANWISE_VERSION " listens here for OpenTelemetry data (OTLP over HTTP).\n"
             "Send them with POST /v1/traces, /v1/logs or /v1/metrics, as application/x-protobuf or "
             "application/json.\n"
             "For most SDKs this is enough: OTEL_EXPORTER_OTLP_ENDPOINT=http://HOST:PORT of this page and "
             "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.");
}

Reply notFoundByOtlp(const RequestHead &head, std::string_view path)
{
    const auto refuse = [&](std::string_view message) {
        return errorFor(head, HttpProtocol::Otlp, 404, message);
    };
    if (path == zipkinPath)
        return refuse(
            "Zipkin spans are taken on another port: see Settings > Receiving (zipkin), or --zipkin.");
    return refuse("There is nothing at " + shortened(path) +
                  ". Traces go to /v1/traces, logs to /v1/logs, metrics to /v1/metrics. An "
                  "endpoint set for one signal, such as OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, needs that path "
                  "at its end.");
}

Reply notFoundByZipkin(std::string_view path)
{
    if (path.starts_with("/api/v1/spans"))
        return Reply::text(
            404, "Zipkin's version 1 format is not taken. In the sender, choose version 2 (JSON v2 or "
                 "protobuf; in Java SpanBytesEncoder.JSON_V2) and the path /api/v2/spans.");
    if (path.starts_with("/v1/"))
        return Reply::text(
            404,
            "This port takes Zipkin spans. OTLP goes to another one, usually 4318 (HTTP) or 4317 (gRPC): "
            "set OTEL_EXPORTER_OTLP_ENDPOINT in the sender.");
    if (path.starts_with("/api/v2/"))
        return Reply::text(
            404,
            "Spanwise takes Zipkin spans at /api/v2/spans but does not answer Zipkin's queries. Search in "
            "its window.");
    return Reply::text(404, "There is nothing at " + shortened(path) + ". Zipkin spans go to /api/v2/spans.");
}

Reply methodNotAllowed(const RequestHead &head, std::string_view allow)
{
    Reply reply = Reply::text(405, "405 method not allowed, supported: [" + std::string(allow) + "]");
    reply.allow = allow;
    if (head.method == "OPTIONS") {
        reply = Reply{};
        reply.status = 204;
        reply.allow = allow;
    }
    return reply;
}

Reply pageNotAllowed(const RequestHead &head, HttpProtocol protocol)
{
    return errorFor(head, protocol, 403,
                    "Web pages of " + shortened(head.origin) +
                        " may not send here. Add that origin in "
                        "Settings > Receiving (web pages), or cors_origins in settings.json.");
}

Reply tokenMissing(const RequestHead &head, HttpProtocol protocol)
{
    if (protocol == HttpProtocol::Zipkin)
        return Reply::text(
            401,
            "This Spanwise asks its senders for a token: add the header Authorization: Bearer TOKEN. The "
            "token is in Settings > Receiving.");
    return errorFor(head, protocol, 401,
                    "This Spanwise asks its senders for a token, see Settings > Receiving: set "
                    "OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20TOKEN in the sender.");
}

/// Browsers send an Origin with everything; without the page's permission not even a request that they let
/// through counts.
bool isPreflight(const RequestHead &head)
{
    return head.method == "OPTIONS" && !head.origin.empty() && !head.preflightMethod.empty();
}

Reply preflight()
{
    Reply reply;
    reply.status = 204;
    reply.preflight = true;
    return reply;
}

std::optional<WireFormat> formatOf(const RequestHead &head, HttpProtocol protocol)
{
    const auto encoding = encodingOf(head.contentType);
    if (protocol == HttpProtocol::Zipkin) // anything that is not protobuf is JSON there
        return encoding == OtlpEncoding::Protobuf ? WireFormat::ZipkinProtobuf : WireFormat::ZipkinJson;
    if (!encoding)
        return std::nullopt;
    return *encoding == OtlpEncoding::Json ? WireFormat::OtlpJson : WireFormat::OtlpProtobuf;
}

std::optional<Signal> signalAt(std::string_view path, HttpProtocol protocol)
{
    if (protocol == HttpProtocol::Zipkin)
        return path == zipkinPath ? std::optional(Signal::Traces) : std::nullopt;
    if (path == "/v1/traces")
        return Signal::Traces;
    if (path == "/v1/logs")
        return Signal::Logs;
    if (path == "/v1/metrics")
        return Signal::Metrics;
    return std::nullopt;
}

Reply badCoding(const RequestHead &head, HttpProtocol protocol)
{
    const bool several = head.contentEncoding.find(',') != std::string_view::npos;
    return errorFor(head, protocol, 400,
                    "Content-Encoding \"" + std::string(head.contentEncoding.substr(0, 60)) + "\" " +
                        (several ? "names several codings; a body may have one of "
                                 : "is not supported. Send the body plain or as ") +
                        std::string(knownContentCodings) + ".");
}

/// The answer that needs no body; nullopt when the body is to be read. Fills in what the route knows by then.
std::optional<Reply> answerTo(const RequestHead &head, const RouteRules &rules, Route &route)
{
    const HttpProtocol protocol = rules.protocol;
    const std::string_view path = head.target.substr(0, head.target.find_first_of("?#"));
    const auto signal = signalAt(path, protocol);
    const auto format = formatOf(head, protocol);
    route.format = format.value_or(WireFormat::OtlpProtobuf);
    const bool pageAllowed = head.origin.empty() || rules.cors.allows(head.origin);
    if (pageAllowed)
        route.allowOrigin = head.origin;

    if (isPreflight(head) && (signal || path == "/"))
        return pageAllowed ? preflight() : pageNotAllowed(head, protocol);
    const bool reads = head.method == "GET" || head.method == "HEAD";
    if (path == "/" && head.method != "POST")
        return reads ? welcome(protocol) : methodNotAllowed(head, "GET, HEAD");
    if (!signal)
        return protocol == HttpProtocol::Otlp ? notFoundByOtlp(head, path) : notFoundByZipkin(path);
    if (head.method != "POST")
        return methodNotAllowed(head, "POST");
    if (!pageAllowed)
        return pageNotAllowed(head, protocol);
    if (!rules.tokens.admits(head.authorization, rules.tokenNeeded))
        return tokenMissing(head, protocol);
    if (!format)
        return Reply::text(
            415, "415 unsupported media type, supported: [application/json, application/x-protobuf]");
    const auto coding = contentCodingOf(head.contentEncoding);
    if (!coding)
        return badCoding(head, protocol);
    route.signal = *signal;
    route.coding = *coding;
    return std::nullopt;
}

} // namespace

std::optional<OtlpEncoding> encodingOf(std::string_view contentType) noexcept
{
    const std::string_view type = trimmed(contentType.substr(0, contentType.find(';')));
    if (equalsIgnoringCase(type, "application/x-protobuf") ||
        equalsIgnoringCase(type, "application/protobuf"))
        return OtlpEncoding::Protobuf;
    if (equalsIgnoringCase(type, "application/json"))
        return OtlpEncoding::Json;
    return std::nullopt;
}

Route Route::of(const RequestHead &head, const RouteRules &rules)
{
    Route route;
    route.answer = answerTo(head, rules, route);
    return route;
}

} // namespace spanwise
