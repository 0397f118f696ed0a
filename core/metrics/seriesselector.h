// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/expression/matcher.h"

#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// Series of one metric: `latency{service="rag", route=~"/a.*"}`.
struct SeriesSelector
{
    std::string metric;
    std::vector<TagMatcher> matchers; ///< all must match

    bool matches(const MetricTags &tags) const;
};

/// Fails with "at N: ..." where text is anything else. The metric need not exist.
Result<SeriesSelector> parseSelector(std::string_view text);

} // namespace spanwise
