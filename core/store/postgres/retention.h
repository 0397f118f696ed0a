// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/zstdcodec.h"
#include "core/store/postgres/counters.h"
#include "core/store/postgres/session.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanwise::pg {

/// How long, and how much, the team keeps: what the client that wants most has asked for within thirty days, so that a
/// newcomer with a short memory does not clear everybody's history. Notes what this one (origin) wants. Throws Failure.
Timestamp agreedHorizon(Session &session, std::int64_t origin, Timestamp horizon, Timestamp now);
std::uint64_t agreedBytes(Session &session, std::int64_t origin, std::uint64_t bytes);

/// Removes old traces and all that only they refer to, then the records beside them, in transactions of about 30 ms on a
/// connection of its own: it locks what it removes and nothing else, and passes over traces that a writer has locked.
class Retention
{
public:
    /// By age.
    Retention(Session &session, Timestamp horizon);
    /// By size: the oldest, until what is counted takes no more than that. Records stay.
    Retention(Session &session, std::uint64_t maxBytes);

    /// Removes some of the traces that have to go; 0 when none is left.
    std::int64_t slice(Timestamp now);
    /// Removes some of the replays, alerts and metric rows from before the horizon; false when none is left.
    bool recordsSlice();

private:
    struct Doomed
    {
        Column seqs{Type::Integer};
        std::vector<std::int64_t> texts;
        CounterChange change;
    };

    std::int64_t traceLimit();
    Doomed oldest();
    void remove(Doomed &doomed);
    void removeChunks(Doomed &doomed, const Parameters &seqs);
    std::int64_t removeFineMetrics();

    Session &m_session;
    ZstdCompressor m_compressor;
    const Timestamp m_horizon;
    const std::optional<std::uint64_t> m_maxBytes;
    const Timestamp m_arrived;           // what arrived in an hour that began later stays
    Timestamp m_from = Timestamp::min(); // traces that began before it were looked at
    std::int64_t m_limit = 32;           // traces a slice; follows what the last one took
};

} // namespace spanwise::pg
