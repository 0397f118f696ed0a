// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/tracerow.h"

#include "core/store/chunk/zstdcodec.h"
#include "core/store/postgres/failure.h"

namespace spanwise::pg {

std::string shortOrLong(const Rows &row, int column)
{
    if (!row.isNull(column))
        return row.text(column);
    if (row.isNull(column + 1))
        return {};
    auto text = decompress(row.bytes(column + 1));
    if (!text)
        throw Failure({Error::Code::Corrupt, "A stored text is damaged. Restore the team's database from a backup."});
    return *std::move(text);
}

TraceSummary summaryOf(const Rows &row, int first)
{
    int column = first;
    TraceSummary summary;
    summary.id = row.id<TraceId>(column++);
    summary.time.begin = row.time(column++);
    summary.time.end = row.time(column++);
    summary.service = row.text(column++);
    summary.rootName = row.text(column++);
    summary.pipeline = row.text(column++);
    summary.spanCount = static_cast<std::uint32_t>(row.integer(column++));
    summary.errorCount = static_cast<std::uint32_t>(row.integer(column++));
    summary.stepCount = static_cast<std::uint32_t>(row.integer(column++));
    summary.hasRoot = row.integer(column++) != 0;
    summary.failed = row.integer(column++) != 0;
    summary.inputTokens = row.integer(column++);
    summary.outputTokens = row.integer(column++);
    summary.costUsd = row.real(column++);
    if (!row.isNull(column))
        summary.hallucination = row.real(column);
    ++column;
    if (!row.isNull(column))
        summary.cacheHit = row.integer(column) != 0;
    ++column;
    summary.replayOf = row.id<TraceId>(column++);
    summary.pinned = row.integer(column++) != 0;
    summary.question = shortOrLong(row, column);
    return summary;
}

} // namespace spanwise::pg
