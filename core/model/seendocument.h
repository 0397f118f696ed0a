// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace spanwise {

/// A document that a step was given or found, as the history remembers it: by what it is, not by its text.
struct SeenDocument
{
    std::uint64_t key = 0;  ///< core/genai/documentkey.h
    std::uint32_t rank = 0; ///< 1 is the best
    std::optional<double> score;

    friend bool operator==(const SeenDocument &, const SeenDocument &) = default;
};

} // namespace spanwise
