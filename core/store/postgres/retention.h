// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/zstdcodec.h"
#include "core/store/postgres/counters.h"
#include "core/store/postgres/session.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanwise::pg {

/// How long, and how much, the team keeps: what the client that wants most has asked for within thirty days,
/// so that a newcomer with a short memory does not clear everybody's history. Notes what this one (origin)
/// wants. Throws Failure.
Timestamp agreedHorizon(Session &session, std::int64_t origin, Timestamp horizon, Timestamp now);
std::uint64_t agreedBytes(Session &session, std::int64_t origin, std::uint64_t bytes);

/// Removes old traces and all that only they refer to, then log records and the records beside them, in
/// transactions of about 30 ms on a connection of its own: it locks what it removes and nothing else, and
/// passes over traces that a writer has locked.
class Retention
{
public:
    /// By age.
    Retention(Session &session, Timestamp horizon);
    /// By size: the oldest traces, log records and exemplars, until what is counted takes no more than that.
    /// Other records stay.
    Retention(Session &session, std::uint64_t maxBytes);

    /// Removes some of what has to go. Returns how many traces were among it, nullopt when nothing is left to
    /// do.
    std::optional<std::int64_t> slice(Timestamp now);

private:
    struct Doomed
    {
        Column seqs{Type::Integer};
        std::vector<std::int64_t> texts;
        CounterChange change;
    };

    std::optional<std::int64_t> sliceByAge(Timestamp now);
    std::optional<std::int64_t> sliceBySize(Timestamp now);
    std::int64_t excess();
    std::int64_t traceLimit();
    std::int64_t tracesSlice(Timestamp now);
    bool logsSlice(Timestamp before, Timestamp now);
    bool exemplarsSlice(Timestamp before, Timestamp now);
    bool recordsSlice();
    bool passagesSlice(Timestamp now);
    void took(std::chrono::steady_clock::time_point begun, std::int64_t &amount, std::int64_t most) const;
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
    std::int64_t m_logLimit = 1;         // chunks of log records a slice
    int m_phase = 0;                     // by age: 0 traces, 1 log records, 2 what is beside them, 3 passages
};

} // namespace spanwise::pg
