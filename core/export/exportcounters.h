// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace spanwise {

/// What an exporter did so far. exported + rejected + failed is every span it was given.
struct ExportCounters
{
    std::uint64_t exportedSpans = 0; ///< accepted by the receiver
    std::uint64_t rejectedSpans = 0; ///< left out by a receiver that accepted the rest (partial success)
    std::uint64_t failedSpans = 0;   ///< given up
    std::uint64_t requests = 0;      ///< sent, retries included
    std::uint64_t retries = 0;
    std::uint64_t sentBytes = 0; ///< bodies, as compressed
    std::string lastError;       ///< the latest failure or warning; empty: none yet
};

} // namespace spanwise
