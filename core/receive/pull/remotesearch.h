// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spanwise {

/// Which traces are looked for somewhere else. Every member narrows; empty ones do not.
struct RemoteSearch
{
    TimeWindow window;
    std::string service;
    std::string operation; ///< a span of the service has this name
    std::vector<std::pair<std::string, std::string>>
        tags{}; ///< one span has all of these, on itself or its resource
    std::optional<Duration> minDuration{};
    std::optional<Duration> maxDuration{};
    bool onlyFailed = false;
    std::string traceQl{}; ///< Tempo: asked as it is, in place of everything above but the window
    std::uint32_t limit = 50;

    friend bool operator==(const RemoteSearch &, const RemoteSearch &) = default;
};

/// `key=value key2="value with blanks"` as tags; nullopt when it is not that.
std::optional<std::vector<std::pair<std::string, std::string>>> tagsFromText(std::string_view text);

} // namespace spanwise
