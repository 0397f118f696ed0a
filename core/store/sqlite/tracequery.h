// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/connection.h"
#include "core/store/store.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace spanwise {

/// A TraceFilter as SQL. Reads the index traces_newest from the newest end and stops when a page is full. A
/// text that is rare is looked up in the text index instead.
class TraceQuery
{
public:
    TraceQuery(Connection &connection, const TraceFilter &filter);

    /// Only rows below (older than) this one.
    void startAfter(const PageCursor &cursor);
    /// Only these traces.seq, instead of what the text index would say.
    void restrictTo(const std::vector<std::int64_t> &traces);

    /// The query, ready to be stepped: columns, newest first, at most limit rows.
    Statement select(const std::string &columns, std::int64_t limit);
    /// How many rows match, counted up to limit.
    std::int64_t count(std::int64_t limit);

private:
    using Parameter = std::variant<std::int64_t, double, std::string>;

    void addWindow(const TimeWindow &window);
    void addAttributes(const TraceFilter &filter);
    void addLabels(Labelling labelled);
    void addText(const std::string &text);
    std::string candidates(const std::vector<std::int64_t> &found, const std::vector<std::string> &words);
    std::int64_t idOf(std::string_view sql, const std::string &name);
    void where(const std::string &condition, std::initializer_list<Parameter> parameters = {});
    void bindAll(Statement &statement) const;
    std::string from() const;

    Connection &m_connection;
    std::string m_candidates; // a SELECT of seq, when the text index is asked first
    bool m_troubleOnly = false;
    bool m_pinnedOnly = false;
    std::string m_conditions;
    std::vector<Parameter>
        m_candidateParameters; // m_candidates come before m_conditions in the text of the query
    std::vector<Parameter> m_parameters;
};

} // namespace spanwise
