// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace spanwise {

/// What stage of a query pipeline a span is. Colours and translated words belong to ui; these names are for
/// metrics tags, files and the command line.
enum class StepKind : std::uint8_t {
    Other,
    Analysis,
    Routing,
    Retrieval,
    Reranking,
    Generation,
    Verification,
};

inline constexpr std::array<std::string_view, 7> stepKindNames{
    "other", "analysis", "routing", "retrieval", "reranking", "generation", "verification",
};

constexpr std::string_view nameOf(StepKind kind) noexcept
{
    return stepKindNames[static_cast<std::size_t>(kind)];
}

} // namespace spanwise
