// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/steps/fusion.h"

#include <algorithm>
#include <map>

namespace spanwise::demo {

Hits fuse(std::span<const Hits> lists, std::size_t count)
{
    constexpr double smoothing = 60;
    std::map<std::size_t, double> scores;
    for (const Hits &list : lists) {
        for (std::size_t i = 0; i < list.size(); ++i)
            scores[list[i].section] += 1 / (smoothing + static_cast<double>(i + 1));
    }
    Hits fused;
    for (const auto &[section, score] : scores)
        fused.push_back({section, score});
    std::stable_sort(fused.begin(), fused.end(),
                     [](const Hit &a, const Hit &b) { return a.score > b.score; });
    fused.resize(std::min(count, fused.size()));
    return fused;
}

} // namespace spanwise::demo
