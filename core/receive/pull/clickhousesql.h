// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/pull/remotesearch.h"
#include "core/settings/remoteconnection.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace spanwise {

/// The columns that DESCRIBE TABLE told of: name -> type. Empty: there is no such table.
using ClickHouseColumns = std::map<std::string, std::string, std::less<>>;

/// A statement with its bind parameters: `{name:Type}` in the text, values beside it, never inside.
struct ClickHouseStatement
{
    std::string sql;
    std::vector<std::pair<std::string, std::string>>
        parameters{}; ///< values escaped as the parameter format asks
};

/// The statements for one database, in the words of whatever schema its tables have (protocols.md 15.1):
/// tables from before scopes had columns, kinds and states in old and new spelling, attributes as Map or
/// JSON, seconds or nanoseconds.
///
/// Rows come out under the names that core/codec/clickhouse reads. Pure.
class ClickHouseSql
{
public:
    ClickHouseSql(const RemoteConnection &connection, ClickHouseColumns spans, ClickHouseColumns windows,
                  ClickHouseColumns logs);

    bool hasLogs() const;
    bool hasWindows() const;
    /// The column that is needed and not there; empty when all are.
    std::string missingColumn() const;

    ClickHouseStatement services() const;
    ClickHouseStatement operations(const std::string &service) const;
    /// One row a trace: trace_id, begin_ns, end_ns, spans, errors, service, name, has_root, failed.
    ClickHouseStatement search(const RemoteSearch &search) const;
    /// Root spans of these traces: they carry the question.
    ClickHouseStatement roots(const std::vector<std::string> &traceIds, TimeWindow window) const;
    /// begin_s and end_s of a trace, out of the table that is kept for it.
    ClickHouseStatement windowOf(const std::string &traceId) const;
    /// window may be the whole time.
    ClickHouseStatement spansOf(const std::string &traceId, TimeWindow window, std::uint32_t limit) const;
    ClickHouseStatement logsOf(const std::string &traceId, std::uint32_t limit) const;

    static ClickHouseStatement describe(const RemoteConnection &connection, const std::string &table);

private:
    std::string table(const std::string &name) const;
    std::string nanoseconds(const std::string &column, const ClickHouseColumns &columns) const;
    std::string spanColumns() const;
    std::string within(ClickHouseStatement &statement, TimeWindow window) const;

    const RemoteConnection &m_connection;
    ClickHouseColumns m_spans;
    ClickHouseColumns m_windows;
    ClickHouseColumns m_logs;
};

} // namespace spanwise
