// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/steps/routing.h"
#include "core/base/ids.h"
#include "core/base/time.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace spanwise::demo {

/// What a query came to.
struct Answer
{
    struct Document
    {
        std::string id;
        std::string title;
        std::string content;
        double score = 0;
    };
    struct Timing
    {
        std::string step;
        Duration begin{}; ///< since the query began
        Duration length{};
    };

    std::string text;
    Route pipeline = Route::Simple;
    bool cacheHit = false;
    double hallucinationScore = 0;
    double groundedness = 1;
    std::vector<Document> documents; ///< that the answer rests on, best first
    std::vector<Timing> timings;     ///< in the order in which steps began
    Duration duration{};
    std::string model;
    std::size_t promptTokens = 0;
    std::size_t completionTokens = 0;
    double costUsd = 0;
    TraceId traceId;

    /// The body of a response.
    nlohmann::json toJson() const;
};

} // namespace spanwise::demo
