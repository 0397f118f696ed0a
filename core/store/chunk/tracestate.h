// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/spanidset.h"
#include "core/store/chunk/tracedigest.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace spanwise {

/// What the writer knows of one trace that is stored or about to be.
struct TraceState
{
    std::int64_t seq = 0;
    TraceDigest digest;
    SpanIdSet ids;
    std::int64_t chunkCount = 0;
    std::vector<std::uint64_t> steps; ///< ids of step_names, ascending
    std::array<std::optional<std::int64_t>, 3>
        texts; ///< where question, answer and context are when they are long

    void addStep(std::uint64_t id)
    {
        const auto at = std::ranges::lower_bound(steps, id);
        if (at != steps.end() && *at == id)
            return;
        const auto place = at - steps.begin();
        if (steps.capacity() == 0)
            steps.reserve(8); // as many as most queries have
        steps.insert(steps.begin() + place, id);
    }

    std::size_t byteCount() const
    {
        return sizeof(*this) + ids.byteCount() + digest.answer.size() + digest.context.size() +
               digest.summary.question.size() + steps.capacity() * sizeof steps.front();
    }
};

/// chunks.id of chunk number of a trace: the chunks of a trace lie together, without an index of their own.
constexpr std::int64_t chunksPerTrace = std::int64_t(1) << 24U;
constexpr std::int64_t chunkId(std::int64_t seq, std::int64_t number)
{
    return seq * chunksPerTrace + number;
}

} // namespace spanwise
