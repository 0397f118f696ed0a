// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <string>

namespace spanwise::bench {

enum class Bar { AtLeast, AtMost };

/// Prints one measured value with its bar in the form that packaging/bench collects into its table:
/// ROW, what, value, unit, "least" or "most", bar; separated by tabs.
inline void row(const std::string &what, double value, const std::string &unit, Bar kind, double bar)
{
    std::printf("ROW\t%s\t%.6g\t%s\t%s\t%.6g\n", what.c_str(), value, unit.c_str(),
                kind == Bar::AtLeast ? "least" : "most", bar);
    std::fflush(stdout);
}

} // namespace spanwise::bench
