// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace spanwise {

/// What became of data points.
struct PointReport
{
    std::uint64_t stored = 0;
    std::uint64_t duplicates = 0; ///< not newer than what came before; from a file: came from one before
    std::uint64_t lost = 0;       ///< could not become part of a series
    std::string firstReason{};    ///< of what is lost

    PointReport &operator+=(const PointReport &other)
    {
        stored += other.stored;
        duplicates += other.duplicates;
        lost += other.lost;
        if (firstReason.empty())
            firstReason = other.firstReason;
        return *this;
    }
    friend bool operator==(const PointReport &, const PointReport &) = default;
};

} // namespace spanwise
