// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spanwise {

/// Reads one environment variable. Empty counts as unset, as OpenTelemetry asks; tests hand in a map.
using Environment = std::function<std::optional<std::string>(const std::string &name)>;

/// The variables of this process.
Environment processEnvironment();

/// A whole non-negative number; nullopt when unset or not one.
std::optional<std::uint64_t> numberFrom(const Environment &environment, const std::string &name);
/// The same in milliseconds.
std::optional<std::chrono::milliseconds> millisecondsFrom(const Environment &environment,
                                                          const std::string &name);
/// "k=v,k=v" with percent-encoded values, as in OTEL_RESOURCE_ATTRIBUTES and OTEL_EXPORTER_OTLP_HEADERS.
/// Members without '=' or key are left out.
std::vector<std::pair<std::string, std::string>> pairsFrom(const Environment &environment,
                                                           const std::string &name);

} // namespace spanwise
