// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/decodejob.h"

#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "core/codec/zipkin.h"

#include <exception>
#include <utility>

namespace spanwise {
namespace {

Error tooMuchInFlight()
{
    return {Error::Code::Busy,
            "Spanwise is holding as much unstored data as it may. Send the same data again later."};
}

Error tooLarge(std::size_t most)
{
    return {Error::Code::TooLarge,
            "The body is larger than " + std::to_string(most) + " bytes. Send smaller batches."};
}

Result<DecodedBatch> decoded(WireFormat format, Signal signal, std::string body, const MemoryGuard &guard)
{
    switch (format) {
    case WireFormat::OtlpJson:
        return decodeOtlpJson(std::move(body), guard);
    case WireFormat::OtlpProtobuf:
        return decodeOtlpProtobuf(std::move(body), signal, guard);
    case WireFormat::ZipkinJson:
        return decodeZipkinJson(std::move(body));
    case WireFormat::ZipkinProtobuf:
        return decodeZipkinProtobuf(std::move(body));
    }
    return DecodedBatch{};
}

} // namespace

Result<DecodedBatch> DecodeJob::run(const IngestLimits &limits, std::uint64_t &bytes)
{
    const bool isZipkin = format == WireFormat::ZipkinJson || format == WireFormat::ZipkinProtobuf;
    const std::size_t most = isZipkin ? limits.maxZipkinBytes : limits.maxDecompressedBytes;
    bytes = body.size();
    try {
        if (coding != ContentCoding::Identity) {
            const std::size_t compressed = body.size();
            auto plain = decompress(coding, body, most,
                                    [&](std::size_t size) { return charge.raiseTo(compressed + size); });
            if (!plain)
                return plain.error();
            body = *std::move(plain);
            bytes = body.size();
        }
        if (body.size() > most)
            return tooLarge(most);
        bool neverFits = false; // there is no point in sending the same again
        auto batch = decoded(format, signal, std::move(body), [&](std::size_t size) {
            neverFits = size > limits.maxInFlightBytes;
            return !neverFits && charge.raiseTo(size);
        });
        if (!batch && batch.error().code == Error::Code::Busy)
            return neverFits ? Error{Error::Code::TooLarge, batch.error().message} : tooMuchInFlight();
        if (batch && !charge.raiseTo(batch->batch.byteCount()))
            return tooMuchInFlight();
        return batch;
    } catch (const std::exception &) { // memory ran out: the sender still has the data
        return tooMuchInFlight();
    }
}

} // namespace spanwise
