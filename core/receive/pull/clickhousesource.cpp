// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/clickhousesource.h"

#include "core/codec/clickhouse.h"
#include "core/receive/pull/decoding.h"
#include "core/receive/pull/json.h"
#include "core/receive/pull/matching.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using Json = nlohmann::json;

/// "Code: 60. DB::Exception: Table x doesn't exist. (UNKNOWN_TABLE)" at the end of a body, or empty.
std::string exceptionIn(std::string_view body)
{
    constexpr std::size_t tailLength = 16U << 10U;
    const std::string_view tail = body.substr(body.size() - std::min(body.size(), tailLength));
    const std::size_t what = tail.rfind("DB::Exception");
    if (what == std::string_view::npos)
        return {};
    // At the begin of a line, or as {"exception": "Code: ..."}: not inside somebody's attribute.
    const std::size_t code = tail.rfind("Code: ", what);
    if (code == std::string_view::npos || what - code > 32)
        return {};
    const std::string_view before = tail.substr(0, code);
    if (!before.empty() && before.back() != '\n' && !before.ends_with("\"exception\":\"") &&
        !before.ends_with("\"exception\": \""))
        return {};
    const std::string_view text = tail.substr(code);
    return std::string(text.substr(0, std::min(text.find_first_of("\r\n"), std::size_t(400))));
}

bool isUnknownTable(std::string_view exception)
{
    return exception.starts_with("Code: 60.") || exception.starts_with("Code: 81.");
}

Error failureOf(const Exchange &exchange, const std::string &exception)
{
    const std::string message = exchange.connection().url + ": " + exception;
    if (exception.starts_with("Code: 516.") || exception.starts_with("Code: 497.") ||
        exception.starts_with("Code: 193.") || exception.starts_with("Code: 194.") ||
        exception.starts_with("Code: 192."))
        return {Error::Code::Denied, message};
    if (exception.starts_with("Code: 159."))
        return {Error::Code::Unreachable,
                message + " Take the time window smaller, or the limit under Settings, Connections larger."};
    return {isUnknownTable(exception) ? Error::Code::NotFound : Error::Code::Io, message};
}

TraceSummary summaryOf(const Json &row)
{
    TraceSummary summary;
    summary.id = TraceId::fromHex(textAt(row, "trace_id")).value_or(TraceId{});
    const auto instant = [&](const char *key) {
        return Timestamp(Duration(std::max<std::int64_t>(0, integerAt(row, key))));
    };
    const auto count = [&](const char *key) {
        return static_cast<std::uint32_t>(std::clamp<std::int64_t>(integerAt(row, key), 0, 4'000'000'000));
    };
    summary.time = {instant("begin_ns"), std::max(instant("begin_ns"), instant("end_ns"))};
    summary.service = textAt(row, "service");
    summary.rootName = textAt(row, "name");
    summary.spanCount = count("spans");
    summary.errorCount = count("errors");
    summary.hasRoot = count("has_root") > 0;
    summary.failed = count("failed") > 0;
    return summary;
}

} // namespace

ClickHouseSource::ClickHouseSource(Exchange exchange, FactsReader readFacts)
    : m_exchange(std::move(exchange))
    , m_readFacts(std::move(readFacts))
{
}

Result<std::string> ClickHouseSource::rows(const ClickHouseStatement &statement,
                                           const std::stop_token &stop) const
{
    ExchangeRequest request;
    request.path = u"/"_s;
    request.accept = "*/*";
    request.body = QByteArray::fromStdString(statement.sql);
    request.bodyType = "text/plain; charset=utf-8";
    const auto seconds = std::max<std::int64_t>(1, m_exchange.connection().timeout.count() / 1000);
    request.query.addQueryItem(u"max_execution_time"_s, QString::number(seconds));
    for (const auto &[name, value] : statement.parameters)
        request.query.addQueryItem(
            u"param_"_s + QString::fromStdString(name),
            QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(value))));
    auto answer = m_exchange.ask(request, stop);
    if (!answer)
        return answer.error();
    if (const std::string exception = exceptionIn(answer->body); !exception.empty())
        return failureOf(m_exchange, exception);
    if (!answer->isGood())
        return m_exchange.refusalOf(*answer);
    if (answer->isPage())
        return m_exchange.strangeAnswer("it sent a web page instead of rows");
    return std::move(answer->body);
}

Result<std::vector<Json>> ClickHouseSource::objects(const ClickHouseStatement &statement,
                                                    const std::stop_token &stop) const
{
    const auto text = rows(statement, stop);
    if (!text)
        return text.error();
    std::vector<Json> objects;
    std::string_view rest = *text;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        Json object = Json::parse(line, nullptr, false);
        if (!object.is_object())
            return m_exchange.strangeAnswer("a row of its answer is not JSON");
        objects.push_back(std::move(object));
    }
    return objects;
}

Result<ClickHouseColumns> ClickHouseSource::describe(const std::string &table, bool isNeeded,
                                                     const std::stop_token &stop) const
{
    const auto columns = objects(ClickHouseSql::describe(m_exchange.connection(), table), stop);
    if (!columns) {
        const bool isAbsent = columns.error().code == Error::Code::NotFound && !isNeeded;
        return isAbsent ? Result<ClickHouseColumns>(ClickHouseColumns{}) : columns.error();
    }
    ClickHouseColumns found;
    for (const Json &column : *columns)
        found.emplace(textAt(column, "name"), textAt(column, "type"));
    return found;
}

Result<ClickHouseSource::Sql> ClickHouseSource::sql(const std::stop_token &stop) const
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_sql)
            return m_sql;
    }
    const RemoteConnection &connection = m_exchange.connection();
    auto spans = describe(connection.tracesTable, true, stop);
    if (!spans)
        return spans.error();
    auto windows = describe(connection.tracesTable + "_trace_id_ts", false, stop);
    if (!windows)
        return windows.error();
    auto logs = describe(connection.logsTable, false, stop);
    if (!logs)
        return logs.error();
    const Sql made = std::make_shared<const ClickHouseSql>(connection, std::move(*spans), std::move(*windows),
                                                           std::move(*logs));
    if (const std::string missing = made->missingColumn(); !missing.empty())
        return m_exchange.strangeAnswer("the table " + connection.tracesTable + " has no column " + missing +
                                        ", so it is not one of the Collector's exporter");
    const std::lock_guard lock(m_mutex);
    m_sql = made;
    return made;
}

Result<std::string> ClickHouseSource::test(std::stop_token stop) const
{
    {
        const std::lock_guard lock(m_mutex);
        m_sql.reset();
    }
    const auto version = objects({"SELECT version() AS version FORMAT JSONEachRow"}, stop);
    if (!version)
        return version.error();
    if (version->empty() || textAt(version->front(), "version").empty())
        return m_exchange.strangeAnswer("it does not tell its version");
    const auto statements = sql(stop);
    if (!statements)
        return statements.error();
    const RemoteConnection &connection = m_exchange.connection();
    return "ClickHouse " + textAt(version->front(), "version") + ", table " + connection.tracesTable +
           ((*statements)->hasLogs() ? " and " + connection.logsTable : ", no table " + connection.logsTable);
}

Result<std::vector<std::string>> ClickHouseSource::names(const ClickHouseStatement &statement,
                                                         const std::stop_token &stop) const
{
    const auto found = objects(statement, stop);
    if (!found)
        return found.error();
    Json texts = Json::array();
    for (const Json &row : *found)
        texts.push_back(textAt(row, "name"));
    return sortedTexts(texts);
}

Result<std::vector<std::string>> ClickHouseSource::services(std::stop_token stop) const
{
    const auto statements = sql(stop);
    return statements ? names((*statements)->services(), stop) : statements.error();
}

Result<std::vector<std::string>> ClickHouseSource::operations(const std::string &service,
                                                              std::stop_token stop) const
{
    const auto statements = sql(stop);
    return statements ? names((*statements)->operations(service), stop) : statements.error();
}

Result<FoundTraces> ClickHouseSource::search(const RemoteSearch &search, std::stop_token stop) const
{
    const auto statements = sql(stop);
    if (!statements)
        return statements.error();
    const auto found = objects((*statements)->search(search), stop);
    if (!found)
        return found.error();
    FoundTraces result;
    std::size_t unreadable = 0;
    for (const Json &row : *found) {
        TraceSummary summary = summaryOf(row);
        if (summary.id)
            result.traces.push_back(std::move(summary));
        else
            ++unreadable;
    }
    if (unreadable > 0)
        result.notes.push_back(std::to_string(unreadable) + " traces have no usable id and were left out.");
    sortAndCut(result, search.limit);
    if (const Status asked = addQuestions(**statements, result, stop); !asked) {
        if (asked.error().code == Error::Code::Cancelled)
            return asked.error();
        result.notes.push_back("The questions could not be read: " + asked.error().message);
    }
    return result;
}

Status ClickHouseSource::addQuestions(const ClickHouseSql &sql, FoundTraces &found,
                                      const std::stop_token &stop) const
{
    if (found.traces.empty())
        return Done{};
    std::vector<std::string> ids;
    TimeWindow window = found.traces.front().time;
    for (const TraceSummary &trace : found.traces) {
        ids.push_back(trace.id.toHex());
        window = {std::min(window.begin, trace.time.begin), std::max(window.end, trace.time.end)};
    }
    auto text = rows(sql.roots(ids, window), stop);
    if (!text)
        return text.error();
    auto decoded = decodeClickHouseSpans(std::move(*text));
    if (!decoded)
        return decoded.error();
    for (const TraceSummary &root : summariesOf(decoded->batch, m_readFacts)) {
        const auto trace = std::ranges::find(found.traces, root.id, &TraceSummary::id);
        if (trace == found.traces.end())
            continue;
        trace->question = root.question;
        trace->pipeline = root.pipeline;
        trace->inputTokens = root.inputTokens;
        trace->outputTokens = root.outputTokens;
        trace->costUsd = root.costUsd;
    }
    return Done{};
}

/// Where in time the trace lies, so that only a little of the table is read; an empty window when that is not
/// known.
Result<TimeWindow> ClickHouseSource::windowOf(const ClickHouseSql &sql, const std::string &id,
                                              const std::stop_token &stop) const
{
    if (!sql.hasWindows())
        return TimeWindow{};
    const auto found = objects(sql.windowOf(id), stop);
    if (!found)
        return found.error();
    if (found->empty() || integerAt(found->front(), "rows") == 0)
        return TimeWindow{};
    constexpr std::int64_t most = 9'000'000'000;
    const std::int64_t begin = std::clamp<std::int64_t>(integerAt(found->front(), "begin_s"), 0, most);
    const std::int64_t end = std::clamp<std::int64_t>(integerAt(found->front(), "end_s"), begin, most);
    return TimeWindow{Timestamp(std::chrono::seconds(begin)), Timestamp(std::chrono::seconds(end + 1))};
}

Result<PulledTrace> ClickHouseSource::load(TraceId id, std::stop_token stop) const
{
    const auto statements = sql(stop);
    if (!statements)
        return statements.error();
    const std::string hex = id.toHex();
    const auto window = windowOf(**statements, hex, stop);
    if (!window)
        return window.error();
    auto text = rows((*statements)->spansOf(hex, *window, maxSpans), stop);
    if (!text)
        return text.error();
    auto decoded = decodeClickHouseSpans(std::move(*text));
    if (!decoded)
        return m_exchange.strangeAnswer(decoded.error().message);
    const bool isCut = decoded->batch.spans.size() >= maxSpans;
    std::string logsProblem;
    if ((*statements)->hasLogs() && !decoded->batch.spans.empty()) {
        auto logText = rows((*statements)->logsOf(hex, maxLogs), stop);
        const Status added =
            logText ? addClickHouseLogs(std::move(*logText), *decoded) : Status(logText.error());
        if (!added && added.error().code == Error::Code::Cancelled)
            return added.error();
        logsProblem = added ? std::string() : added.error().message;
    }
    auto trace = wholeTrace(m_exchange, std::move(*decoded), id);
    if (trace && isCut)
        trace->notes.push_back("Only the first " + std::to_string(maxSpans) + " spans were read.");
    if (trace && !logsProblem.empty())
        trace->notes.push_back("Its log records could not be read: " + logsProblem);
    return trace;
}

} // namespace spanwise
