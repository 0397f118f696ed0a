// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/counters.h"

namespace spanwise::pg {
namespace {

constexpr int slots = 64;

} // namespace

void countCommit(Session &session, const CounterChange &change)
{
    Parameters parameters;
    parameters.integer(session.number() % slots)
        .integer(change.traces)
        .integer(change.spans)
        .integer(change.bytes)
        .integer(change.logs);
    session.runPrepared("INSERT INTO counters (name, slot, value) VALUES ('bytes', $1, $4), ('commits', $1, "
                        "1), ('logs', $1, $5), "
                        "('spans', $1, $3), ('traces', $1, $2) ON CONFLICT (name, slot) DO UPDATE SET value "
                        "= counters.value + excluded.value",
                        parameters);
}

void countRemoval(Session &session, const CounterChange &change, Timestamp now)
{
    countCommit(session, change);
    Parameters removed;
    removed.integer(session.number() % slots).integer(-change.traces).integer(-change.spans);
    session.runPrepared("INSERT INTO counters (name, slot, value) VALUES ('removed_spans', $1, $3), "
                        "('removed_traces', $1, $2) "
                        "ON CONFLICT (name, slot) DO UPDATE SET value = counters.value + excluded.value",
                        removed);
    Parameters time;
    time.integer(now);
    session.runPrepared("INSERT INTO counters (name, slot, value) VALUES ('removed_at_ns', 0, $1) "
                        "ON CONFLICT (name, slot) DO UPDATE SET value = excluded.value",
                        time);
}

} // namespace spanwise::pg
