// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/postgres/session.h"

#include <cstdint>

namespace spanwise::pg {

/// What a row takes beside its data, indexes included: measured, rounded. The size that retention goes by is
/// counted, for the files of the server keep the room of removed rows for new ones.
namespace bytesof {
inline constexpr std::int64_t trace = 1200;
inline constexpr std::int64_t chunk = 100;
inline constexpr std::int64_t text = 150;
inline constexpr std::int64_t sighting = 120;
inline constexpr std::int64_t log = 160;
inline constexpr std::int64_t exemplar = 250;
} // namespace bytesof

/// How a transaction changes the counters.
struct CounterChange
{
    std::int64_t traces = 0;
    std::int64_t spans = 0;
    std::int64_t logs = 0;
    std::int64_t bytes = 0;
};

/// Within the caller's transaction, last; every transaction that changes something calls it. Adds to the
/// session's own slot.
void countCommit(Session &session, const CounterChange &change = {});
/// The same for what retention removes: change is negative.
void countRemoval(Session &session, const CounterChange &change, Timestamp now);

} // namespace spanwise::pg
