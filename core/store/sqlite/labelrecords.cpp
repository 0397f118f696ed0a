// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/labelrecords.h"

#include "core/store/chunk/labelrows.h"
#include "core/store/sqlite/tracerow.h"

namespace spanwise::records {
namespace {

constexpr const char *queryColumns = "SELECT trace, verdict, CAST(note AS BLOB), time_ns FROM query_labels ";
constexpr const char *documentColumns =
    "SELECT trace, document, question, wanted, CAST(id AS BLOB), CAST(title AS BLOB), time_ns FROM document_labels ";

bool hasTrace(Connection &connection, TraceId trace)
{
    Statement row = connection.prepared(SPANWISE_SEQ_OF_ID);
    return bindId(row, trace).next() && !row.isNull(0);
}

constexpr const char *replaceQueryLabel =
    "VALUES (?, ?, CAST(? AS TEXT), ?) "
    "ON CONFLICT (trace) DO UPDATE SET verdict = excluded.verdict, note = excluded.note, time_ns = excluded.time_ns";
constexpr const char *restoreDocumentLabel =
    "SELECT ?1, ?2, ?3, ?4, CAST(?5 AS TEXT), CAST(?6 AS TEXT), ?7 WHERE NOT EXISTS (SELECT 1 FROM document_labels "
    "WHERE document = ?2 AND (trace = ?1 OR (?3 <> 0 AND question = ?3)) AND time_ns >= ?7)";

void insert(Connection &connection, const QueryLabel &label, const std::string &values)
{
    Statement statement = connection.prepared("INSERT INTO query_labels (trace, verdict, note, time_ns) " + values);
    statement.bind(label.trace);
    if (label.verdict)
        statement.bind(static_cast<std::int64_t>(*label.verdict));
    else
        statement.bindNull();
    statement.bind(std::string_view(label.note)).bind(label.time).run();
}

void insert(Connection &connection, const DocumentLabel &label, const std::string &values)
{
    Statement statement =
        connection.prepared("INSERT OR REPLACE INTO document_labels (trace, document, question, wanted, id, title, time_ns) " + values);
    statement.bind(label.trace).bind(static_cast<std::int64_t>(label.document)).bind(static_cast<std::int64_t>(label.question));
    statement.bind(std::int64_t(label.wanted ? 1 : 0)).bind(std::string_view(label.id)).bind(std::string_view(label.title));
    statement.bind(label.time).run();
}

} // namespace

bool write(Connection &connection, const QueryLabel &label)
{
    if (!hasTrace(connection, label.trace))
        return false;
    if (label.isEmpty())
        connection.prepared("DELETE FROM query_labels WHERE trace = ?").bind(label.trace).run();
    else
        insert(connection, label, replaceQueryLabel);
    return true;
}

bool write(Connection &connection, const DocumentLabel &label)
{
    if (!hasTrace(connection, label.trace))
        return false;
    insert(connection, label, "VALUES (?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?)");
    return true;
}

void restore(Connection &connection, const TraceLabels &labels)
{
    if (labels.query && !labels.query->isEmpty() && hasTrace(connection, labels.query->trace))
        insert(connection, *labels.query, std::string(replaceQueryLabel) + " WHERE excluded.time_ns > time_ns");
    for (const DocumentLabel &label : labels.documents) {
        if (hasTrace(connection, label.trace))
            insert(connection, label, restoreDocumentLabel);
    }
}

void remove(Connection &connection, TraceId trace, std::uint64_t question, std::uint64_t document)
{
    Statement statement = connection.prepared(
        "DELETE FROM document_labels WHERE document = ? AND (trace = ? OR (question <> 0 AND question = ?))");
    statement.bind(static_cast<std::int64_t>(document)).bind(trace).bind(static_cast<std::int64_t>(question)).run();
}

TraceLabels labelsOf(Connection &connection, TraceId trace, std::uint64_t question)
{
    TraceLabels labels;
    {
        Statement row = connection.prepared(std::string(queryColumns) + "WHERE trace = ?");
        row.bind(trace);
        if (auto found = readrows::queryLabels(row); !found.empty())
            labels.query = std::move(found.front());
    }
    Statement rows = connection.prepared(std::string(documentColumns)
                                         + "WHERE trace = ? UNION " + documentColumns + "WHERE question <> 0 AND question = ?");
    rows.bind(trace).bind(static_cast<std::int64_t>(question));
    labels.documents = readrows::oneForEachDocument(readrows::documentLabels(rows), trace);
    return labels;
}

std::vector<QueryLabel> queryLabels(Connection &connection, std::uint32_t limit)
{
    Statement rows = connection.prepared(std::string(queryColumns) + "ORDER BY time_ns DESC, trace LIMIT ?");
    rows.bind(std::int64_t(limit));
    return readrows::queryLabels(rows);
}

std::vector<DocumentLabel> documentLabels(Connection &connection, std::uint32_t limit)
{
    Statement rows = connection.prepared(std::string(documentColumns) + "ORDER BY time_ns DESC, trace, document LIMIT ?");
    rows.bind(std::int64_t(limit));
    return readrows::documentLabels(rows);
}

} // namespace spanwise::records
