// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/clickhousesql.h"

#include <array>
#include <string_view>

namespace spanwise {
namespace {

constexpr std::string_view isError = "lower(toString(StatusCode)) IN ('error', 'status_code_error')";
constexpr std::string_view asRows = " FORMAT JSONEachRow";

/// The text format of parameters: a tab or line end would end the value.
std::string parameterText(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '\\':
            result += "\\\\";
            break;
        case '\t':
            result += "\\t";
            break;
        case '\n':
            result += "\\n";
            break;
        default:
            result += c;
        }
    }
    return result;
}

void bind(ClickHouseStatement &statement, std::string name, std::string_view value)
{
    statement.parameters.emplace_back(std::move(name), parameterText(value));
}

void bind(ClickHouseStatement &statement, std::string name, std::int64_t value)
{
    statement.parameters.emplace_back(std::move(name), std::to_string(value));
}

bool isJson(const ClickHouseColumns &columns, std::string_view column)
{
    const auto it = columns.find(column);
    return it != columns.end() && (it->second.starts_with("JSON") || it->second.starts_with("Object("));
}

std::string hexList(const std::vector<std::string> &traceIds)
{
    std::string list = "[";
    for (const std::string &id : traceIds)
        list += (list.size() == 1 ? "'" : ",'") + id + "'";
    return list + "]";
}

} // namespace

ClickHouseSql::ClickHouseSql(const RemoteConnection &connection, ClickHouseColumns spans,
                             ClickHouseColumns windows, ClickHouseColumns logs)
    : m_connection(connection)
    , m_spans(std::move(spans))
    , m_windows(std::move(windows))
    , m_logs(std::move(logs))
{
}

bool ClickHouseSql::hasLogs() const
{
    return m_logs.contains("TraceId") && m_logs.contains("Body") && m_logs.contains("Timestamp");
}

bool ClickHouseSql::hasWindows() const
{
    return m_windows.contains("TraceId") && m_windows.contains("Start") && m_windows.contains("End");
}

std::string ClickHouseSql::missingColumn() const
{
    for (const char *const column :
         {"Timestamp", "TraceId", "SpanId", "ParentSpanId", "SpanName", "ServiceName", "SpanAttributes",
          "ResourceAttributes", "Duration", "StatusCode"}) {
        if (!m_spans.contains(std::string_view(column)))
            return column;
    }
    return {};
}

std::string ClickHouseSql::table(const std::string &name) const
{
    return "`" + m_connection.database + "`.`" + name + "`";
}

std::string ClickHouseSql::nanoseconds(const std::string &column, const ClickHouseColumns &columns) const
{
    const auto it = columns.find(column);
    if (it != columns.end() && it->second.find("DateTime64") == std::string::npos)
        return "toInt64(toUnixTimestamp(" + column + ")) * 1000000000";
    return "toUnixTimestamp64Nano(toDateTime64(" + column + ", 9))";
}

std::string ClickHouseSql::spanColumns() const
{
    std::string text =
        "TraceId AS trace_id, SpanId AS span_id, ParentSpanId AS parent_id, SpanName AS name, ServiceName AS "
        "service, "
        "toString(StatusCode) AS status, toInt64(Duration) AS duration_ns, ResourceAttributes AS resource, "
        "SpanAttributes AS attributes, " +
        nanoseconds("Timestamp", m_spans) + " AS start_ns";
    const auto add = [&](std::string_view column, std::string_view expression) {
        if (m_spans.contains(column))
            text += ", " + std::string(expression);
    };
    add("TraceState", "TraceState AS trace_state");
    add("SpanKind", "toString(SpanKind) AS kind");
    add("StatusMessage", "StatusMessage AS status_message");
    add("ScopeName", "ScopeName AS scope_name");
    add("ScopeVersion", "ScopeVersion AS scope_version");
    add("Events.Name",
        "arrayMap(t -> toUnixTimestamp64Nano(toDateTime64(t, 9)), `Events.Timestamp`) AS event_ns, "
        "`Events.Name` AS event_names, `Events.Attributes` AS event_attributes");
    add("Links.TraceId",
        "`Links.TraceId` AS link_traces, `Links.SpanId` AS link_spans, `Links.TraceState` AS link_states, "
        "`Links.Attributes` AS link_attributes");
    return text;
}

std::string ClickHouseSql::within(ClickHouseStatement &statement, TimeWindow window) const
{
    bind(statement, "from",
         std::chrono::floor<std::chrono::seconds>(window.begin).time_since_epoch().count());
    bind(statement, "to", std::chrono::ceil<std::chrono::seconds>(window.end).time_since_epoch().count());
    return "Timestamp >= toDateTime({from:Int64}) AND Timestamp <= toDateTime({to:Int64})";
}

ClickHouseStatement ClickHouseSql::services() const
{
    return {"SELECT DISTINCT ServiceName AS name FROM " + table(m_connection.tracesTable) +
            " ORDER BY name LIMIT 10000" + std::string(asRows)};
}

ClickHouseStatement ClickHouseSql::operations(const std::string &service) const
{
    ClickHouseStatement statement;
    bind(statement, "service", service);
    statement.sql = "SELECT DISTINCT SpanName AS name FROM " + table(m_connection.tracesTable) +
                    " WHERE ServiceName = {service:String} ORDER BY name LIMIT 10000" + std::string(asRows);
    return statement;
}

ClickHouseStatement ClickHouseSql::search(const RemoteSearch &search) const
{
    ClickHouseStatement statement;
    const std::string time = within(statement, search.window);
    std::string conditions;
    if (!search.service.empty()) {
        conditions += " AND ServiceName = {service:String}";
        bind(statement, "service", search.service);
    }
    if (!search.operation.empty()) {
        conditions += " AND SpanName = {operation:String}";
        bind(statement, "operation", search.operation);
    }
    if (search.onlyFailed)
        conditions += " AND " + std::string(isError);
    for (std::size_t i = 0; i < search.tags.size(); ++i) {
        const std::string key = "k" + std::to_string(i);
        const std::string value = "v" + std::to_string(i);
        const auto equals = [&](const char *column) {
            return isJson(m_spans, column)
                       ? "JSONExtractString(toJSONString(" + std::string(column) + "), {" + key +
                             ":String}) = {" + value + ":String}"
                       : std::string(column) + "[{" + key + ":String}] = {" + value + ":String}";
        };
        conditions += " AND (" + equals("SpanAttributes") + " OR " + equals("ResourceAttributes") + ")";
        bind(statement, key, search.tags[i].first);
        bind(statement, value, search.tags[i].second);
    }
    std::string having;
    if (search.minDuration || search.maxDuration) {
        bind(statement, "least", search.minDuration.value_or(Duration(0)).count());
        bind(statement, "most", search.maxDuration.value_or(Duration::max()).count());
        having = " HAVING end_ns - begin_ns >= {least:Int64} AND end_ns - begin_ns <= {most:Int64}";
    }
    const std::string start = nanoseconds("Timestamp", m_spans);
    bind(statement, "limit", search.limit);
    statement.sql =
        "SELECT TraceId AS trace_id, min(" + start + ") AS begin_ns, max(" + start +
        " + toInt64(Duration)) AS end_ns, "
        "count() AS spans, countIf(" +
        std::string(isError) +
        ") AS errors, "
        "argMin(ServiceName, (ParentSpanId != '', Timestamp)) AS service, "
        "argMin(SpanName, (ParentSpanId != '', Timestamp)) AS name, countIf(ParentSpanId = '') AS has_root, "
        "countIf(ParentSpanId = '' AND " +
        std::string(isError) + ") AS failed FROM " + table(m_connection.tracesTable) + " WHERE " + time +
        " AND TraceId != ''";
    if (!conditions.empty())
        statement.sql += " AND TraceId IN (SELECT DISTINCT TraceId FROM " + table(m_connection.tracesTable) +
                         " WHERE " + time + conditions + ")";
    statement.sql += " GROUP BY TraceId" + having +
                     " ORDER BY begin_ns DESC, trace_id DESC LIMIT {limit:UInt32}" + std::string(asRows);
    return statement;
}

ClickHouseStatement ClickHouseSql::roots(const std::vector<std::string> &traceIds, TimeWindow window) const
{
    ClickHouseStatement statement;
    const std::string time = within(statement, window);
    statement.parameters.emplace_back("ids", hexList(traceIds));
    statement.sql = "SELECT " + spanColumns() + " FROM " + table(m_connection.tracesTable) + " WHERE " +
                    time + " AND TraceId IN {ids:Array(String)} AND ParentSpanId = '' LIMIT 1000" +
                    std::string(asRows);
    return statement;
}

ClickHouseStatement ClickHouseSql::windowOf(const std::string &traceId) const
{
    ClickHouseStatement statement;
    bind(statement, "id", traceId);
    statement.sql = "SELECT toInt64(toUnixTimestamp(min(Start))) AS begin_s, "
                    "toInt64(toUnixTimestamp(max(End))) AS end_s, count() AS rows FROM " +
                    table(m_connection.tracesTable + "_trace_id_ts") + " WHERE TraceId = {id:String}" +
                    std::string(asRows);
    return statement;
}

ClickHouseStatement ClickHouseSql::spansOf(const std::string &traceId, TimeWindow window,
                                           std::uint32_t limit) const
{
    ClickHouseStatement statement;
    const bool isNarrow = window.end > window.begin;
    const std::string time = isNarrow ? within(statement, window) + " AND " : std::string();
    bind(statement, "id", traceId);
    bind(statement, "limit", limit);
    statement.sql = "SELECT " + spanColumns() + " FROM " + table(m_connection.tracesTable) + " WHERE " +
                    time + "TraceId = {id:String} LIMIT {limit:UInt32}" + std::string(asRows);
    return statement;
}

ClickHouseStatement ClickHouseSql::logsOf(const std::string &traceId, std::uint32_t limit) const
{
    ClickHouseStatement statement;
    std::string text =
        "SELECT TraceId AS trace_id, Body AS body, " + nanoseconds("Timestamp", m_logs) + " AS time_ns";
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> optional{{
        {"SpanId", "SpanId AS span_id"},
        {"TraceFlags", "TraceFlags AS flags"},
        {"SeverityText", "SeverityText AS severity_text"},
        {"SeverityNumber", "SeverityNumber AS severity"},
        {"ServiceName", "ServiceName AS service"},
        {"ResourceAttributes", "ResourceAttributes AS resource"},
        {"LogAttributes", "LogAttributes AS attributes"},
        {"ScopeName", "ScopeName AS scope_name"},
        {"ScopeVersion", "ScopeVersion AS scope_version"},
    }};
    for (const auto &[column, expression] : optional) {
        if (m_logs.contains(column))
            text += ", " + std::string(expression);
    }
    bind(statement, "id", traceId);
    bind(statement, "limit", limit);
    statement.sql = text + " FROM " + table(m_connection.logsTable) +
                    " WHERE TraceId = {id:String} ORDER BY time_ns LIMIT {limit:UInt32}" +
                    std::string(asRows);
    return statement;
}

ClickHouseStatement ClickHouseSql::describe(const RemoteConnection &connection, const std::string &table)
{
    return {"DESCRIBE TABLE `" + connection.database + "`.`" + table + "`" + std::string(asRows)};
}

} // namespace spanwise
