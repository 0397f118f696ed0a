// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/setcomparison.h"
#include "core/store/store.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace spanwise {

/// Which queries make up one of two sets.
struct SetWish
{
    std::string search{};               ///< in the language of core/search; empty: every query
    std::optional<TimeWindow> window{}; ///< that began in it

    friend bool operator==(const SetWish &, const SetWish &) = default;
};

struct SetsWish
{
    SetWish left{};
    SetWish right{};
    bool rightIsRest = false;   ///< the right set goes without the queries of the left one
    std::uint32_t limit = 2000; ///< of each set: its newest queries

    friend bool operator==(const SetsWish &, const SetsWish &) = default;
};

struct SetsProgress
{
    std::uint64_t left = 0; ///< queries read so far
    std::uint64_t right = 0;
};

struct SetsSurvey
{
    SetComparison comparison;
    bool leftComplete = false; ///< false: the set has more queries than the limit
    bool rightComplete = false;
    std::uint64_t gone = 0; ///< queries that retention removed meanwhile
};

/// Reads both sets, one trace in memory at a time, and compares them. Blocks; any thread; progressed is
/// called in it, after some traces each time. Code::InvalidInput when a search is wrong (the message says
/// which), Code::Cancelled when stop is requested.
Result<SetsSurvey> surveySets(const StoreReader &store, const SetsWish &wish,
                              const std::function<void(const SetsProgress &)> &progressed = {},
                              std::stop_token stop = {});

} // namespace spanwise
