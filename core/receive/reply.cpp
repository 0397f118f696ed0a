// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/reply.h"

namespace spanwise {
namespace {

/// The gRPC number that says the same as an HTTP status (protocols.md 2.1 and 2.4).
int rpcCodeOf(unsigned status) noexcept
{
    switch (status) {
    case 400:
        return 3; // INVALID_ARGUMENT
    case 401:
        return 16; // UNAUTHENTICATED
    case 404:
        return 5; // NOT_FOUND
    case 413:
    case 429:
        return 8; // RESOURCE_EXHAUSTED
    case 503:
        return 14; // UNAVAILABLE
    default:
        return 2; // UNKNOWN
    }
}

} // namespace

Reply Reply::exported(OtlpEncoding encoding, Signal signal, std::uint64_t rejected, std::string_view message)
{
    Reply reply;
    reply.contentType = mediaTypeOf(encoding);
    reply.body = encodeExportResponse(encoding, signal, rejected, message);
    return reply;
}

Reply Reply::error(OtlpEncoding encoding, unsigned status, std::string_view message)
{
    Reply reply;
    reply.status = status;
    reply.contentType = mediaTypeOf(encoding);
    reply.body = encodeRpcStatus(encoding, rpcCodeOf(status), message);
    reply.retryAfter = status == 429 || status == 503 ? 1 : 0;
    reply.authenticate = status == 401;
    reply.reason = message;
    return reply;
}

Reply Reply::text(unsigned status, std::string_view message)
{
    Reply reply;
    reply.status = status;
    reply.contentType = "text/plain; charset=utf-8";
    reply.body = std::string(message) + "\n";
    reply.authenticate = status == 401;
    if (status >= 400)
        reply.reason = message;
    return reply;
}

std::string_view mediaTypeOf(OtlpEncoding encoding) noexcept
{
    return encoding == OtlpEncoding::Json ? "application/json" : "application/x-protobuf";
}

} // namespace spanwise
