// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/documentflow.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// Where one document stood in two runs. At least one of the ranks is set.
struct ComparedDocument
{
    enum class Change : std::uint8_t { Same, Up, Down, Entered, Lost };

    std::string id;
    std::string title;                         ///< may be empty: then there is only id or content
    std::string content;                       ///< of the replay, else of the baseline
    std::optional<std::uint32_t> baselineRank; ///< 1 is the best
    std::optional<std::uint32_t> replayRank;
    std::optional<double> baselineScore;
    std::optional<double> replayScore;
    std::string
        lostIn; ///< the replay's step that had no place for it any more; empty unless lost after it was found

    Change change() const noexcept;
};

/// The documents that two answers were written from.
struct DocumentComparison
{
    /// The baseline in its order, then what entered, in the order of the replay.
    std::vector<ComparedDocument> documents;
    std::uint32_t depth = 0;                 ///< k of overlap: places of the longer list, 10 at most
    std::optional<double> overlap;           ///< overlap@depth; nullopt when neither run reported documents
    std::optional<double> rankBiasedOverlap; ///< persistence 0.9

    std::uint32_t count(ComparedDocument::Change change) const noexcept;
    bool isSame() const noexcept { return count(ComparedDocument::Change::Same) == documents.size(); }
};

/// Matches documents by id, or by content where one of them has no id; a document that a list names twice
/// counts once, at its better rank.
DocumentComparison compareDocuments(const DocumentFlow &baseline, const DocumentFlow &replay);

} // namespace spanwise
