// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/export/otlphttpexporteroptions.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace spanwise {

/// 429, 502, 503, 504 (protocols.md 2.1): the same request may succeed later.
bool isRetryable(unsigned httpStatus) noexcept;

/// A Retry-After value: whole seconds, or an HTTP-date of RFC 9110 in its preferred form, relative to now (0
/// when past). nullopt when it is neither.
std::optional<std::chrono::milliseconds> retryAfter(std::string_view value, Timestamp now);

/// How long to wait before retry number attempt (0: the first). random is from [0, 1).
std::chrono::milliseconds backoff(const RetryPolicy &policy, unsigned attempt, double random);

} // namespace spanwise
