// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace spanwise {

/// What people said about one document of a ranking.
enum class Judgement : std::uint8_t { Unjudged, Wanted, Unwanted };

/// How good a ranking of documents is, measured against what should have been found. Documents that nobody
/// spoke about count as not wanted, as is usual where judging everything is not possible; how many there were
/// is told.
struct RetrievalQuality
{
    std::uint32_t k = 0;             ///< how many places were looked at
    std::uint32_t wanted = 0;        ///< documents that should be found, |R|; at least 1
    std::uint32_t wantedFound = 0;   ///< of them, within k
    std::uint32_t unwantedFound = 0; ///< said to be wrong, and within k
    std::uint32_t unjudged = 0;      ///< within k
    bool hit = false;                ///< hit@k: any wanted document within k
    double reciprocalRank = 0;       ///< 1 / rank of the first wanted one in the whole list; 0 without
    double precision = 0;            ///< wantedFound / k, also when the list is shorter
    double recall = 0;               ///< wantedFound / wanted
    double averagePrecision = 0;     ///< mean of precision@i over the places i <= k of wanted ones; 0 without
    double ndcg = 0; ///< DCG@k / that of the best possible list; gain 1, discount log2(rank + 1)

    friend bool operator==(const RetrievalQuality &, const RetrievalQuality &) = default;
};

/// Judges a ranking, best first. wanted is the number of documents that should be found, in the ranking or
/// not. nullopt when that is nothing, or k is 0: there is nothing to measure against. O(n).
///
/// Formulas: precision, recall, reciprocal rank as usual in information retrieval; DCG after Järvelin and
/// Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002); average precision over what was
/// found, as context precision is in ragas.
std::optional<RetrievalQuality> judge(std::span<const Judgement> ranking, std::uint32_t wanted,
                                      std::uint32_t k);

} // namespace spanwise
