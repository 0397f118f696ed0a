// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/grpc/answer.h"

#include "core/codec/otlp_response.h"

#include <protozero/pbf_writer.hpp>

namespace spanwise {
namespace {

using Kind = IngestOutcome::Kind;

constexpr std::int64_t retrySeconds = 1;

/// google.rpc.Status with a RetryInfo among its details; travels as grpc-status-details-bin.
std::string detailsOf(grpc::StatusCode code, const std::string &message)
{
    std::string delay; // google.protobuf.Duration
    protozero::pbf_writer(delay).add_int64(1, retrySeconds);
    std::string retryInfo;
    protozero::pbf_writer(retryInfo).add_message(1, delay);
    std::string any;
    protozero::pbf_writer anyWriter(any);
    anyWriter.add_string(1, "type.googleapis.com/google.rpc.RetryInfo");
    anyWriter.add_bytes(2, retryInfo);
    std::string details = encodeRpcStatus(OtlpEncoding::Protobuf, code, message);
    protozero::pbf_writer(details).add_message(3, any);
    return details;
}

grpc::ByteBuffer bufferOf(const std::string &bytes)
{
    const grpc::Slice slice(bytes);
    return grpc::ByteBuffer(&slice, 1);
}

} // namespace

ExportAnswer ExportAnswer::of(Signal signal, const IngestOutcome &outcome)
{
    ExportAnswer answer;
    switch (outcome.kind) {
    case Kind::Stored:
        answer.message =
            bufferOf(encodeExportResponse(OtlpEncoding::Protobuf, signal, outcome.rejected, outcome.message));
        break;
    case Kind::Invalid:
        answer = refused(grpc::StatusCode::INVALID_ARGUMENT, outcome.message);
        break;
    case Kind::TooLarge:
        answer = refused(grpc::StatusCode::RESOURCE_EXHAUSTED, outcome.message);
        break;
    case Kind::Full:
        answer = refused(grpc::StatusCode::RESOURCE_EXHAUSTED, outcome.message, true);
        break;
    case Kind::Unavailable:
        answer = refused(grpc::StatusCode::UNAVAILABLE, outcome.message, true);
        break;
    }
    answer.counted = outcome.counted;
    return answer;
}

ExportAnswer ExportAnswer::refused(grpc::StatusCode code, const std::string &message, bool mayRetry)
{
    return {.status = grpc::Status(code, message, mayRetry ? detailsOf(code, message) : std::string())};
}

} // namespace spanwise
