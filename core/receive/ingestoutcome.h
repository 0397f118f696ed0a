// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace spanwise {

/// What became of one body, before a protocol puts it into its own words.
struct IngestOutcome
{
    enum class Kind : std::uint8_t {
        Stored,      ///< committed, except what was rejected
        Invalid,     ///< cannot be read; sending it again will not help
        TooLarge,    ///< over a limit; sending it again will not help
        Full,        ///< there is no room now
        Unavailable, ///< it could not be stored now
    };

    Kind kind = Kind::Stored;
    std::uint64_t rejected = 0; ///< items left out of what was stored
    std::string message{};      ///< why; for Stored with nothing rejected a warning, or empty
    bool counted = false;       ///< the intake has counted what was refused
};

} // namespace spanwise
