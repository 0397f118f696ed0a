// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace spanwise {

enum class MetricKind : std::uint8_t {
    Counter,   ///< adds up; ask for rate() or increase()
    Gauge,     ///< has a value now
    Histogram, ///< a distribution; ask for quantile() or avg() over a range
};

/// What can be asked for: a recorded metric, or a named expression over some.
struct MetricInfo
{
    std::string name;
    MetricKind kind = MetricKind::Counter;
    std::string unit;              ///< "ms", "1" for ratios, "USD", "{query}", "{query}/s": UCUM's spelling
    std::vector<std::string> tags; ///< keys, sorted
    std::string summary;           ///< one sentence
    std::string expression;        ///< of a named expression; empty for a recorded metric
};

} // namespace spanwise
