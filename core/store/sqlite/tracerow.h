// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/tracesummary.h"
#include "core/store/sqlite/connection.h"

#include <string>
#include <vector>

// The columns of `traces t` in the order that the functions below read them. Macros, because SQL is put
// together by the compiler.
#define SPANWISE_LONG_TEXT(column) "(SELECT data FROM texts WHERE id = t." column "_text)"
#define SPANWISE_TEXT_COLUMNS                        \
    "CAST(t.question AS BLOB), " SPANWISE_LONG_TEXT( \
        "question") ", CAST(t.answer AS BLOB), " SPANWISE_LONG_TEXT("answer") ", CAST(t.root_name AS BLOB)"
#define SPANWISE_SUMMARY_COLUMNS                                                                         \
    "t.id, t.begin_ns, t.end_ns, (SELECT CAST(name AS BLOB) FROM services WHERE id = t.service), "       \
    "CAST(t.root_name AS BLOB), CAST(t.pipeline AS BLOB), t.span_count, t.error_count, t.step_count, "   \
    "t.has_root, t.failed, "                                                                             \
    "t.input_tokens, t.output_tokens, t.cost_usd, t.hallucination, t.cache_hit, t.replay_of, t.pinned, " \
    "CAST(t.question AS BLOB), " SPANWISE_LONG_TEXT("question")

/// The traces that trace_ids does not have yet; conditions follow with AND.
#define SPANWISE_RECENT_TRACES "traces WHERE seq > (SELECT value FROM counters WHERE name = 'settled_trace')"

/// The seq of the trace whose id, or other id, is bound with bindId().
#define SPANWISE_SEQ_OF_ID                                                                     \
    "SELECT seq FROM trace_ids WHERE id = ? UNION ALL SELECT seq FROM " SPANWISE_RECENT_TRACES \
    " AND id = ? UNION ALL SELECT trace FROM trace_aliases WHERE id = ?"

namespace spanwise {

inline constexpr int summaryColumnCount = 20;

inline Statement &bindId(Statement &statement, TraceId id)
{
    return statement.bind(id).bind(id).bind(id);
}

/// id, and the other id of the same trace if it has one (resources/sql/009_late_halves.sql).
std::vector<TraceId> idsOf(Connection &connection, TraceId id);

/// A text that is in column, or compressed in the one after it, or nowhere.
std::string shortOrLong(const Statement &row, int column);

/// SPANWISE_SUMMARY_COLUMNS from column first on.
TraceSummary summaryOf(const Statement &row, int first = 0);

/// SPANWISE_TEXT_COLUMNS from column first on, as searchableText() composes them.
std::string searchableTextOf(const Statement &row, int first);

} // namespace spanwise
