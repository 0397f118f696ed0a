// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/tracerow.h"

#include "core/store/text/searchtext.h"
#include "core/store/chunk/readrows.h"
#include "core/store/chunk/zstdcodec.h"

namespace spanwise {
std::string shortOrLong(const Statement &row, int column)
{
    if (!row.isNull(column))
        return row.text(column);
    if (row.isNull(column + 1))
        return {};
    auto text = decompress(row.bytes(column + 1));
    if (!text)
        throw SqlFailure({Error::Code::Corrupt, "A stored text is damaged. Restart Spanwise: it checks the file and, if it is "
                                                "damaged, moves it aside and begins a new one."});
    return *std::move(text);
}

TraceSummary summaryOf(const Statement &row, int first)
{
    TraceSummary summary = readrows::summary(row, first);
    summary.question = shortOrLong(row, first);
    return summary;
}

std::string searchableTextOf(const Statement &row, int first)
{
    return searchableText(shortOrLong(row, first), shortOrLong(row, first + 2), row.text(first + 4));
}

} // namespace spanwise
