// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace spanwise {

/// What became of labels that came with traces. Each is counted once.
struct LabelCounts
{
    std::uint64_t added = 0;
    std::uint64_t known = 0;    ///< said here already, at the same time
    std::uint64_t outdated = 0; ///< older than what is said here, or than its being taken back here
    std::uint64_t homeless = 0; ///< of traces that are not here

    std::uint64_t total() const noexcept { return added + known + outdated + homeless; }
    LabelCounts &operator+=(const LabelCounts &other) noexcept
    {
        added += other.added;
        known += other.known;
        outdated += other.outdated;
        homeless += other.homeless;
        return *this;
    }
    friend bool operator==(const LabelCounts &, const LabelCounts &) = default;
};

} // namespace spanwise
