// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/route.h"

#include <algorithm>

namespace spanwise {
namespace {

constexpr std::string_view tracesPath = "/v1/traces";

bool equalsIgnoringCase(std::string_view left, std::string_view right) noexcept
{
    const auto lowered = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(left, right, {}, lowered, lowered);
}

std::string_view trimmed(std::string_view text) noexcept
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Compares in a time that does not tell how much of it was right.
bool sameSecret(std::string_view left, std::string_view right) noexcept
{
    unsigned difference = left.size() == right.size() ? 0 : 1;
    for (std::size_t i = 0; i < left.size() && i < right.size(); ++i)
        difference |= static_cast<unsigned>(static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]));
    return difference == 0;
}

bool isAuthorised(std::string_view header, std::string_view token) noexcept
{
    constexpr std::string_view scheme = "Bearer ";
    if (token.empty())
        return true;
    return header.size() > scheme.size() && equalsIgnoringCase(header.substr(0, scheme.size()), scheme)
           && sameSecret(trimmed(header.substr(scheme.size())), token);
}

/// An error in the request's encoding when it has one of ours, in plain text otherwise.
Reply errorFor(const RequestHead &head, unsigned status, std::string_view message)
{
    const auto encoding = encodingOf(head.contentType);
    return encoding ? Reply::error(*encoding, status, message) : Reply::text(status, message);
}

Reply welcome()
{
    return Reply::text(200, "Spanwise " SPANWISE_VERSION " listens here for OpenTelemetry traces (OTLP over HTTP).\n"
                            "Send them with POST /v1/traces, as application/x-protobuf or application/json.\n"
                            "For most SDKs this is enough: OTEL_EXPORTER_OTLP_ENDPOINT=http://HOST:PORT of this page and "
                            "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.");
}

Reply notFound(const RequestHead &head, std::string_view path)
{
    if (path == "/v1/metrics" || path == "/v1/logs") {
        const std::string_view signal = path.substr(4);
        const std::string variable = signal == "logs" ? "OTEL_LOGS_EXPORTER" : "OTEL_METRICS_EXPORTER";
        return errorFor(head, 404, "Spanwise " SPANWISE_VERSION " takes traces only, at /v1/traces; these "
                                       + std::string(signal) + " were not stored. Set " + variable
                                       + "=none in the sender to stop it from sending them here.");
    }
    return errorFor(head, 404, "There is nothing at " + std::string(path.substr(0, 200))
                                   + ". Traces go to /v1/traces. An endpoint set for one signal, such as "
                                     "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, needs that path at its end.");
}

Reply methodNotAllowed(const RequestHead &head, std::string_view allow)
{
    Reply reply = Reply::text(405, "405 method not allowed, supported: [" + std::string(allow) + "]");
    reply.allow = allow;
    if (head.method == "OPTIONS") {
        // No CORS headers: pages of other sites are not to write into the history of this machine.
        reply = Reply{};
        reply.status = 204;
        reply.allow = allow;
    }
    return reply;
}

} // namespace

std::optional<OtlpEncoding> encodingOf(std::string_view contentType) noexcept
{
    const std::string_view type = trimmed(contentType.substr(0, contentType.find(';')));
    if (equalsIgnoringCase(type, "application/x-protobuf") || equalsIgnoringCase(type, "application/protobuf"))
        return OtlpEncoding::Protobuf;
    if (equalsIgnoringCase(type, "application/json"))
        return OtlpEncoding::Json;
    return std::nullopt;
}

Route Route::of(const RequestHead &head, std::string_view token)
{
    Route route;
    const std::string_view path = head.target.substr(0, head.target.find_first_of("?#"));
    const auto encoding = encodingOf(head.contentType);
    route.encoding = encoding.value_or(OtlpEncoding::Protobuf);

    const bool reads = head.method == "GET" || head.method == "HEAD";
    if (path == "/" && head.method != "POST") {
        route.answer = reads ? welcome() : methodNotAllowed(head, "GET, HEAD");
    } else if (path != tracesPath) {
        route.answer = notFound(head, path);
    } else if (head.method != "POST") {
        route.answer = methodNotAllowed(head, "POST");
    } else if (!isAuthorised(head.authorization, token)) {
        route.answer = errorFor(head, 401, "This Spanwise asks its senders for a token: set "
                                           "OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20TOKEN in the sender.");
    } else if (!encoding) {
        route.answer = Reply::text(415, "415 unsupported media type, supported: [application/json, application/x-protobuf]");
    } else if (const auto coding = trimmed(head.contentEncoding);
               equalsIgnoringCase(coding, "gzip") || equalsIgnoringCase(coding, "x-gzip")) {
        route.gzip = true;
    } else if (!coding.empty() && !equalsIgnoringCase(coding, "identity")) {
        route.answer = errorFor(head, 400, "Content-Encoding \"" + std::string(coding.substr(0, 60))
                                               + "\" is not supported. Send the body plain or as gzip.");
    }
    return route;
}

} // namespace spanwise
