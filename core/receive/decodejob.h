// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"
#include "core/receive/budget.h"
#include "core/receive/otlphttpoptions.h"
#include "core/receive/route.h"

#include <cstdint>
#include <string>

namespace spanwise {

/// A body that has arrived whole, on its way to the decoder.
struct DecodeJob
{
    Route route;
    std::string body;
    Charge charge; ///< for the body; raised for what comes out of it

    /// Decompresses and decodes. Code::TooLarge beyond the options' limit, Code::Busy when all the requests in
    /// flight hold too much, Code::InvalidInput for what cannot be read. bytes becomes the decompressed size.
    Result<DecodedBatch> run(const OtlpHttpOptions &options, std::uint64_t &bytes);
};

} // namespace spanwise
