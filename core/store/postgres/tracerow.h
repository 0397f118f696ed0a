// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/tracesummary.h"
#include "core/store/postgres/rows.h"

#include <string>

// The columns of `traces t` in the order that the functions below read them. Macros, because SQL is put
// together by the compiler.
#define SPANWISE_PG_LONG_TEXT(column) "(SELECT data FROM texts WHERE id = t." column "_text)"
#define SPANWISE_PG_SUMMARY_COLUMNS                                                                    \
    "t.id, t.begin_ns, t.end_ns, (SELECT name FROM services WHERE id = t.service), t.root_name, "      \
    "t.pipeline, t.span_count, "                                                                       \
    "t.error_count, t.step_count, t.has_root, t.failed, t.input_tokens, t.output_tokens, t.cost_usd, " \
    "t.hallucination, "                                                                                \
    "t.cache_hit, t.replay_of, t.pinned, t.question, " SPANWISE_PG_LONG_TEXT("question")

/// The seq of the trace whose id, or other id (resources/sql/postgres/004_late_halves.sql), this is.
#define SPANWISE_PG_SEQ_OF(id)                              \
    "coalesce((SELECT a.seq FROM traces a WHERE a.id = " id \
    "), (SELECT a.trace FROM trace_aliases a WHERE a.id = " id "))"

namespace spanwise::pg {

inline constexpr int summaryColumnCount = 20;

/// A text that is in column, or compressed in the one after it, or nowhere. Throws when it is damaged.
std::string shortOrLong(const Rows &row, int column);

/// SPANWISE_PG_SUMMARY_COLUMNS from column first on.
TraceSummary summaryOf(const Rows &row, int first = 0);

} // namespace spanwise::pg
