// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"
#include "core/model/signal.h"
#include "core/receive/budget.h"
#include "core/receive/contentcoding.h"
#include "core/receive/ingestlimits.h"
#include "core/receive/wireformat.h"

#include <cstdint>
#include <string>

namespace spanwise {

/// A body that has arrived whole, on its way to the decoder.
struct DecodeJob
{
    WireFormat format = WireFormat::OtlpProtobuf;
    Signal signal = Signal::Traces;
    ContentCoding coding = ContentCoding::Identity;
    std::string body{};
    Charge charge{}; ///< for the body; raised for what comes out of it

    /// Decompresses and decodes. Code::TooLarge beyond a limit, Code::Busy when all the requests in flight
    /// hold too much, Code::InvalidInput for what cannot be read. bytes becomes the decompressed size.
    Result<DecodedBatch> run(const IngestLimits &limits, std::uint64_t &bytes);
};

} // namespace spanwise
