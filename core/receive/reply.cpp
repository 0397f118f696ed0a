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
    case 403:
        return 7; // PERMISSION_DENIED
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

bool isOtlp(WireFormat format) noexcept
{
    return format == WireFormat::OtlpProtobuf || format == WireFormat::OtlpJson;
}

OtlpEncoding encodingOf(WireFormat format) noexcept
{
    return format == WireFormat::OtlpJson ? OtlpEncoding::Json : OtlpEncoding::Protobuf;
}

unsigned statusOf(IngestOutcome::Kind kind) noexcept
{
    switch (kind) {
    case IngestOutcome::Kind::Stored:
        return 200;
    case IngestOutcome::Kind::Invalid:
        return 400;
    case IngestOutcome::Kind::TooLarge:
        return 413;
    case IngestOutcome::Kind::Full:
        return 429;
    case IngestOutcome::Kind::Unavailable:
        return 503;
    }
    return 500;
}

} // namespace

Reply Reply::exported(OtlpEncoding encoding, Signal signal, std::uint64_t rejected, std::string_view message)
{
    Reply reply;
    reply.contentType = mediaTypeOf(encoding);
    reply.body = encodeExportResponse(encoding, signal, rejected, message);
    return reply;
}

Reply Reply::of(WireFormat format, Signal signal, const IngestOutcome &outcome)
{
    if (outcome.kind != IngestOutcome::Kind::Stored) {
        Reply reply = error(format, statusOf(outcome.kind), outcome.message);
        reply.counted = outcome.counted;
        return reply;
    }
    if (isOtlp(format))
        return exported(encodingOf(format), signal, outcome.rejected, outcome.message);
    Reply reply;
    reply.status = 202; // what Zipkin answers; it has no words for a part that was left out
    return reply;
}

Reply Reply::error(WireFormat format, unsigned status, std::string_view message)
{
    Reply reply = text(status, message);
    if (isOtlp(format)) {
        reply.contentType = mediaTypeOf(encodingOf(format));
        reply.body = encodeRpcStatus(encodingOf(format), rpcCodeOf(status), message);
    }
    return reply;
}

Reply Reply::text(unsigned status, std::string_view message)
{
    Reply reply;
    reply.status = status;
    reply.contentType = "text/plain; charset=utf-8";
    reply.body = std::string(message) + "\n";
    reply.retryAfter = status == 429 || status == 503 ? 1 : 0;
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
