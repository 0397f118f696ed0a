// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace spanwise {

/// What all listeners together bear from their senders.
struct IngestLimits
{
    std::size_t maxBodyBytes = 64U << 20U;         ///< of a request as it is sent
    std::size_t maxDecompressedBytes = 64U << 20U; ///< after gzip, zstd or deflate
    /// The same for Zipkin, whose senders send little at a time; its decoder holds up to fifteen times the
    /// body.
    std::size_t maxZipkinBytes = 16U << 20U;
    std::size_t maxInFlightBytes = 256U << 20U; ///< of all requests between arrival and commit, decoded
    std::size_t decodeThreads = 2;
};

} // namespace spanwise
