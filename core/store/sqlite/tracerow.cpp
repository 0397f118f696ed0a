// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/tracerow.h"

#include "core/store/chunk/readrows.h"
#include "core/store/text/searchtext.h"

namespace spanwise {
std::string shortOrLong(const Statement &row, int column)
{
    auto text = readrows::shortOrLong(row, column);
    if (!text)
        throw SqlFailure({Error::Code::Corrupt,
                          "A stored text is damaged. Restart Spanwise: it checks the file and, if it is "
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

std::vector<TraceId> idsOf(Connection &connection, TraceId id)
{
    std::vector<TraceId> ids{id};
    Statement any = connection.prepared("SELECT 1 FROM trace_aliases LIMIT 1");
    if (!any.next())
        return ids;
    Statement rows =
        connection.prepared("WITH this (seq) AS (" SPANWISE_SEQ_OF_ID ") "
                            "SELECT id FROM traces WHERE seq = (SELECT seq FROM this) "
                            "UNION SELECT id FROM trace_aliases WHERE trace = (SELECT seq FROM this)");
    bindId(rows, id);
    while (rows.next()) {
        if (const auto other = rows.id<TraceId>(0); other != id)
            ids.push_back(other);
    }
    return ids;
}

} // namespace spanwise
