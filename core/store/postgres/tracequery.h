// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/postgres/session.h"
#include "core/store/store.h"

#include <cstdint>
#include <string>
#include <vector>

namespace spanwise::pg {

/// A TraceFilter as SQL. Newest first through an index that has that order; a text that is rare is looked up
/// first, through the index of trigrams where there is one.
class TraceQuery
{
public:
    TraceQuery(Session &session, const TraceFilter &filter);

    /// Only rows below (older than) this one.
    void startAfter(const PageCursor &cursor);
    /// Only these traces.seq.
    void restrictTo(const std::vector<std::int64_t> &traces);

    /// columns of `traces t`, newest first, at most limit rows.
    Rows select(const std::string &columns, std::int64_t limit);
    /// How many rows match, counted up to limit.
    std::uint64_t count(std::uint64_t limit);

private:
    void addAttributes(const TraceFilter &filter);
    void addText(const std::string &text);
    bool isRare(const std::vector<std::string> &words);
    std::int64_t idOf(const char *table, const std::string &name);
    void where(const std::string &condition);
    std::string idCondition(const std::string &prefix);

    Session &m_session;
    Parameters m_parameters;
    std::string m_with; // the rare matches, when they are looked up first
    std::string m_conditions;
};

} // namespace spanwise::pg
