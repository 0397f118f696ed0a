// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace spanwise::demo {

/// What the pipeline does wrong on purpose. A value; all off by default.
struct Misbehaviour
{
    std::map<std::string, std::chrono::nanoseconds, std::less<>>
        slowSteps{};              ///< added to the step of this name
    double errorRate = 0;         ///< share of the queries in which a step fails
    double hallucinate = 0;       ///< share of the answers that get a sentence which no document supports
    std::size_t dropDocument = 0; ///< rank that is lost in reranking, from 1; 0: none

    /// {"slow_step": {"retrieval": "800ms"}, "error_rate": 0.1, "hallucinate": 0.2, "drop_document": 1}
    nlohmann::json toJson() const;
    /// A copy with the members of object changed; others stay. Refuses unknown members and values out of
    /// range.
    Result<Misbehaviour> changedBy(const nlohmann::json &object) const;

    friend bool operator==(const Misbehaviour &, const Misbehaviour &) = default;
};

/// "800ms", "1.5s" or a bare number of milliseconds; up to ten minutes.
Result<std::chrono::nanoseconds> parseDelay(std::string_view text);

/// "retrieval=800ms", as --slow-step takes it.
Status addSlowStep(Misbehaviour &misbehaviour, std::string_view assignment);

} // namespace spanwise::demo
