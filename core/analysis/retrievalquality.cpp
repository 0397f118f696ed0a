// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/retrievalquality.h"

#include <algorithm>
#include <cmath>

namespace spanwise {
namespace {

double gainAt(std::size_t rank)
{
    return 1 / std::log2(static_cast<double>(rank) + 1);
}

double bestGain(std::uint32_t wanted, std::uint32_t k)
{
    double gain = 0;
    for (std::size_t rank = 1; rank <= std::min(wanted, k); ++rank)
        gain += gainAt(rank);
    return gain;
}

} // namespace

std::optional<RetrievalQuality> judge(std::span<const Judgement> ranking, std::uint32_t wanted,
                                      std::uint32_t k)
{
    if (wanted == 0 || k == 0)
        return std::nullopt;
    RetrievalQuality quality;
    quality.k = k;
    quality.wanted = wanted;
    double gain = 0;
    double precisions = 0;
    for (std::size_t rank = 1; rank <= ranking.size(); ++rank) {
        const Judgement judgement = ranking[rank - 1];
        if (judgement == Judgement::Wanted && quality.reciprocalRank == 0)
            quality.reciprocalRank = 1 / static_cast<double>(rank);
        if (rank > k)
            continue;
        quality.unwantedFound += judgement == Judgement::Unwanted ? 1U : 0U;
        quality.unjudged += judgement == Judgement::Unjudged ? 1U : 0U;
        if (judgement != Judgement::Wanted)
            continue;
        ++quality.wantedFound;
        gain += gainAt(rank);
        precisions += quality.wantedFound / static_cast<double>(rank);
    }
    quality.hit = quality.wantedFound > 0;
    quality.precision = quality.wantedFound / static_cast<double>(k);
    quality.recall = quality.wantedFound / static_cast<double>(wanted);
    quality.averagePrecision = quality.hit ? precisions / quality.wantedFound : 0;
    quality.ndcg = gain / bestGain(wanted, k);
    return quality;
}

} // namespace spanwise
