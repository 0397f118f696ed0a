// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/metricrow.h"

#include <string>
#include <string_view>

namespace spanwise {

/// `{pipeline="multi_hop", service="rag"}`, quotes and backslashes escaped; empty for no tags.
/// What alerts and messages call a series.
std::string textOf(const MetricTags &tags);

/// The value of a key, or empty: in expressions an absent tag equals an empty one.
std::string_view tagValue(const MetricTags &tags, std::string_view key) noexcept;

} // namespace spanwise
