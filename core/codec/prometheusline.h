// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanwise {

/// One sample of a page of metrics. Text is unescaped.
struct PrometheusLine
{
    using Labels = std::vector<std::pair<std::string, std::string>>;

    std::string name;
    Labels labels; ///< in their order
    double value = 0;
    std::optional<double> time; ///< as written: milliseconds in text 0.0.4, seconds in OpenMetrics
    struct Example
    {
        Labels labels;
        double value = 0;
        std::optional<double> time;
    };
    std::optional<Example> example;
};

/// Reads a line that is neither empty nor a comment (protocols.md 10.1); in failure problem says why. Names
/// of any characters may stand quoted in the braces.
std::optional<PrometheusLine> parsePrometheusLine(std::string_view text, std::string &problem);

/// Prometheus' numbers: Go's floats with NaN and infinities in any case.
std::optional<double> prometheusNumber(std::string_view text) noexcept;

} // namespace spanwise
