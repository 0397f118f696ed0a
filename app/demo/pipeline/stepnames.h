// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace spanwise::demo {

/// Names of the steps' spans, in the order in which they begin.
namespace step {
inline constexpr std::string_view query = "query_processing";
inline constexpr std::string_view cacheLookup = "cache_lookup";
inline constexpr std::string_view analysis = "query_analysis";
inline constexpr std::string_view routing = "routing";
inline constexpr std::string_view retrieval = "retrieval";
inline constexpr std::string_view vectorSearch = "vector_search";
inline constexpr std::string_view bm25Search = "bm25_search";
inline constexpr std::string_view fusion = "fusion";
inline constexpr std::string_view reranking = "reranking";
inline constexpr std::string_view generation = "generation";
inline constexpr std::string_view verification = "verification";
} // namespace step

/// The steps that can be told to misbehave.
inline constexpr std::array<std::string_view, 9> stepNames{
    step::analysis, step::routing,   step::retrieval,  step::vectorSearch, step::bm25Search,
    step::fusion,   step::reranking, step::generation, step::verification,
};

constexpr bool isStepName(std::string_view name)
{
    return std::find(stepNames.begin(), stepNames.end(), name) != stepNames.end();
}

} // namespace spanwise::demo
