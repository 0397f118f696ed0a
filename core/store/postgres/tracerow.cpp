// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/tracerow.h"

#include "core/store/chunk/readrows.h"
#include "core/store/postgres/failure.h"

namespace spanwise::pg {

std::string shortOrLong(const Rows &row, int column)
{
    auto text = readrows::shortOrLong(row, column);
    if (!text)
        throw Failure(
            {Error::Code::Corrupt, "A stored text is damaged. Restore the team's database from a backup."});
    return *std::move(text);
}

TraceSummary summaryOf(const Rows &row, int first)
{
    TraceSummary summary = readrows::summary(row, first);
    summary.question = shortOrLong(row, first);
    return summary;
}

} // namespace spanwise::pg
