// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/metricinfo.h"
#include "core/model/datapoint.h"
#include "core/model/metricrow.h"

#include <string>
#include <string_view>

/// How metrics that are sent become series with names that the expression language can say, as users of
/// Prometheus know them (protocols.md 10.2).
namespace spanwise::pointnames {

/// `http.server.request.duration` in "s" is http_server_request_duration_seconds; a monotonic sum ends in
/// _total, a gauge of unit "1" in _ratio. A name that Spanwise uses itself gets otlp_ in front; one of a
/// gauge that ends as a counter does gets _value at its end, so that kindOfStored() knows.
std::string seriesName(const Metric &metric);

/// What a metric becomes: a monotonic sum counts, a histogram of either sort is one, everything else is a
/// gauge.
MetricKind kindOf(const Metric &metric);

/// The kind of a series by what the store keeps of it.
MetricKind kindOfStored(std::string_view name, bool hasSketch);

/// A key as a tag's: characters that expressions do not know become '_'.
std::string tagKey(std::string_view key);

/// Adds the attributes as tags: sorted, none empty, the first of equal keys. Keys that are there already
/// (service) keep their value; the attribute is then exported_KEY. Values longer than 200 bytes are "other".
void addTags(MetricTags &tags, std::span<const Attribute> attributes);

} // namespace spanwise::pointnames
