// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstdint>

namespace spanwise {

/// What a data point of a file is known again by when the file, or another that holds it, comes once more.
struct RecordedPoint
{
    Timestamp time;
    std::uint64_t hash = 0; ///< of its stream, its interval and its value

    friend bool operator==(const RecordedPoint &, const RecordedPoint &) = default;
};

} // namespace spanwise
