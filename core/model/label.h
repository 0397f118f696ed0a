// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// What a person thinks of a query. Numbers are stored; append only.
enum class Verdict : std::uint8_t { Good = 1, Bad = 2 };

/// Queries by what is said about them.
enum class Labelling : std::uint8_t { Good, Bad, Noted, Any, None };

inline constexpr std::array allLabellings{Labelling::Good, Labelling::Bad, Labelling::Noted, Labelling::Any,
                                          Labelling::None};
/// As the command line has them, in the order of the enumeration.
inline constexpr std::array<std::string_view, 5> labellingWords{"good", "bad", "noted", "any", "none"};

/// A person's word on one query. Without verdict and note it says nothing, and none is kept.
struct QueryLabel
{
    TraceId trace;
    std::optional<Verdict> verdict;
    std::string note;
    Timestamp time; ///< when it was given

    bool isEmpty() const noexcept { return !verdict && note.empty(); }
    friend bool operator==(const QueryLabel &, const QueryLabel &) = default;
};

/// Whether a document should have been found for the question of a query: what quality is measured against
/// ("golden").
struct DocumentLabel
{
    TraceId trace;              ///< where it was said
    std::uint64_t document = 0; ///< core/genai/documentkey.h
    std::uint64_t question =
        0; ///< core/genai/questionkey.h: it counts for every query that asks the same; 0 for none
    bool wanted = true; ///< should be found, or should not
    std::string id;     ///< as the pipeline called it; may be empty
    std::string title;  ///< for lists; may be empty
    Timestamp time;

    friend bool operator==(const DocumentLabel &, const DocumentLabel &) = default;
};

/// Everything that is said about one query.
struct TraceLabels
{
    std::optional<QueryLabel> query;
    /// Of this query and of others with the same question, each document once: its own label, else the
    /// newest. By document.
    std::vector<DocumentLabel> documents;

    bool isEmpty() const noexcept { return !query && documents.empty(); }
    friend bool operator==(const TraceLabels &, const TraceLabels &) = default;
};

} // namespace spanwise
