// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace spanwise {

enum class PrometheusFormat : std::uint8_t { Text, OpenMetrics };

/// By the Content-Type of the answer; what is not known is text 0.0.4, as Prometheus does.
PrometheusFormat prometheusFormatOf(std::string_view contentType) noexcept;

/// A page of metrics as metrics and data points (protocols.md 10.1), all of one resource without attributes.
///
/// Pure, any thread, never throws. Metrics keep the names of their samples: a counter is `x_total`, a
/// histogram `x`. Lines that cannot be read are left out and counted, with the number of the first; so is a
/// last line without its end, and a page of OpenMetrics without its `# EOF` gets a warning: it was cut off.
/// scraped is the time of samples without one. Code::InvalidInput when not one line is a sample although
/// there are lines.
Result<DecodedBatch> decodePrometheus(std::string_view body, PrometheusFormat format, Timestamp scraped);

} // namespace spanwise
