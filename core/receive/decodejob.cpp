// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/decodejob.h"

#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "core/receive/gunzip.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace spanwise {
namespace {

Error tooMuchInFlight()
{
    return {Error::Code::Busy, "Spanwise is holding as much unstored data as it may. Send the same data again later."};
}

} // namespace

Result<DecodedBatch> DecodeJob::run(const OtlpHttpOptions &options, std::uint64_t &bytes)
{
    bytes = body.size();
    try {
        if (route.gzip) {
            const std::size_t compressed = body.size();
            auto plain = gunzip(body, options.maxDecompressedBytes);
            if (!plain)
                return plain.error();
            body = *std::move(plain);
            bytes = body.size();
            if (!charge.raiseTo(std::max(compressed, body.size())))
                return tooMuchInFlight();
        }
        if (body.size() > options.maxDecompressedBytes)
            return Error{Error::Code::TooLarge, "The body is larger than " + std::to_string(options.maxDecompressedBytes)
                                                    + " bytes. Send smaller batches."};
        auto decoded = route.encoding == OtlpEncoding::Json ? decodeOtlpJson(std::move(body))
                                                            : decodeOtlpProtobuf(std::move(body));
        if (decoded && !charge.raiseTo(decoded->batch.byteCount()))
            return tooMuchInFlight();
        return decoded;
    } catch (const std::exception &) { // memory ran out: the sender still has the data
        return tooMuchInFlight();
    }
}

} // namespace spanwise
