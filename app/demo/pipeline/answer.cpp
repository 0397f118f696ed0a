// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/pipeline/answer.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace spanwise::demo {
namespace {

/// Milliseconds to the microsecond: more digits would be noise.
double milliseconds(Duration duration)
{
    return std::round(static_cast<double>(duration.count()) / 1e3) / 1e3;
}

} // namespace

nlohmann::json Answer::toJson() const
{
    using Json = nlohmann::json;
    Json documentList = Json::array();
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const Document &document = documents[i];
        documentList.push_back({{"rank", i + 1},
                                {"id", document.id},
                                {"title", document.title},
                                {"content", document.content},
                                {"score", document.score}});
    }
    Json timingList = Json::array();
    for (const Timing &timing : timings)
        timingList.push_back({{"step", timing.step},
                              {"start_ms", milliseconds(timing.begin)},
                              {"duration_ms", milliseconds(timing.length)}});
    return {{"answer", text},
            {"documents", std::move(documentList)},
            {"timings", std::move(timingList)},
            {"duration_ms", milliseconds(duration)},
            {"pipeline", nameOf(pipeline)},
            {"cache_hit", cacheHit},
            {"hallucination_score", hallucinationScore},
            {"groundedness", groundedness},
            {"usage",
             {{"model", model},
              {"prompt_tokens", promptTokens},
              {"completion_tokens", completionTokens},
              {"cost_usd", costUsd}}},
            {"trace_id", traceId.toHex()}};
}

} // namespace spanwise::demo
