// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/labelrecords.h"

#include "core/store/chunk/labelrestore.h"
#include "core/store/chunk/labelrows.h"
#include "core/store/sqlite/tracerow.h"

namespace spanwise::records {
namespace {

constexpr const char *queryColumns = "SELECT trace, verdict, CAST(note AS BLOB), time_ns FROM query_labels ";
constexpr const char *documentColumns = "SELECT trace, document, question, wanted, CAST(id AS BLOB), "
                                        "CAST(title AS BLOB), time_ns FROM document_labels ";

constexpr const char *ofDocument = " WHERE document = ?2 AND (trace = ?1 OR (?3 <> 0 AND question = ?3))";

/// What restoreLabels() asks, and what writes do.
class LabelTables
{
public:
    explicit LabelTables(Connection &connection)
        : m_connection(connection)
    {
    }

    std::optional<TraceId> rowOf(TraceId trace)
    {
        Statement row = m_connection.prepared("SELECT id FROM traces WHERE seq = (" SPANWISE_SEQ_OF_ID ")");
        return bindId(row, trace).next() ? std::optional(row.id<TraceId>(0)) : std::nullopt;
    }
    std::optional<Timestamp> saidAt(const QueryLabel &label)
    {
        return newest("SELECT max(time_ns) FROM query_labels WHERE trace = ?", label);
    }
    std::optional<Timestamp> saidAt(const DocumentLabel &label)
    {
        return newest("SELECT max(time_ns) FROM document_labels", label);
    }
    std::optional<Timestamp> takenBackAt(const QueryLabel &label)
    {
        return newest("SELECT max(time_ns) FROM labels_taken_back WHERE trace = ? AND document = 0", label);
    }
    std::optional<Timestamp> takenBackAt(const DocumentLabel &label)
    {
        return newest("SELECT max(time_ns) FROM labels_taken_back", label);
    }

    void put(const QueryLabel &label)
    {
        Statement statement = m_connection.prepared(
            "INSERT INTO query_labels (trace, verdict, note, time_ns) VALUES (?, ?, CAST(? AS TEXT), ?) "
            "ON CONFLICT (trace) DO UPDATE SET verdict = excluded.verdict, note = excluded.note, time_ns = "
            "excluded.time_ns");
        statement.bind(label.trace);
        if (label.verdict)
            statement.bind(static_cast<std::int64_t>(*label.verdict));
        else
            statement.bindNull();
        statement.bind(std::string_view(label.note)).bind(label.time).run();
        sayAgain(label.trace, 0);
    }
    void put(const DocumentLabel &label)
    {
        Statement statement = m_connection.prepared(
            "INSERT OR REPLACE INTO document_labels (trace, document, question, wanted, id, title, time_ns) "
            "VALUES (?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?)");
        statement.bind(label.trace)
            .bind(static_cast<std::int64_t>(label.document))
            .bind(static_cast<std::int64_t>(label.question));
        statement.bind(std::int64_t(label.wanted ? 1 : 0))
            .bind(std::string_view(label.id))
            .bind(std::string_view(label.title));
        statement.bind(label.time).run();
        sayAgain(label.trace, label.document);
    }
    void takeBack(TraceId trace, Timestamp time)
    {
        Statement note = m_connection.prepared(
            "INSERT OR REPLACE INTO labels_taken_back (trace, document, question, time_ns) "
            "SELECT trace, 0, 0, max(time_ns, ?2) FROM query_labels WHERE trace = ?1");
        note.bind(trace).bind(time).run();
        m_connection.prepared("DELETE FROM query_labels WHERE trace = ?").bind(trace).run();
    }
    void takeBack(TraceId trace, std::uint64_t question, std::uint64_t document, Timestamp time)
    {
        const std::string conditions(ofDocument);
        Statement note = m_connection.prepared(
            "INSERT OR REPLACE INTO labels_taken_back (trace, document, question, time_ns) "
            "SELECT trace, document, question, max(time_ns, ?4) FROM document_labels" +
            conditions);
        note.bind(trace)
            .bind(static_cast<std::int64_t>(document))
            .bind(static_cast<std::int64_t>(question))
            .bind(time)
            .run();
        Statement labels = m_connection.prepared("DELETE FROM document_labels" + conditions);
        labels.bind(trace)
            .bind(static_cast<std::int64_t>(document))
            .bind(static_cast<std::int64_t>(question))
            .run();
    }

private:
    static std::optional<Timestamp> timeIn(Statement &row)
    {
        return row.next() && !row.isNull(0) ? std::optional(row.time(0)) : std::nullopt;
    }
    std::optional<Timestamp> newest(const char *sql, const QueryLabel &label)
    {
        Statement row = m_connection.prepared(sql);
        return timeIn(row.bind(label.trace));
    }
    std::optional<Timestamp> newest(const char *sql, const DocumentLabel &label)
    {
        Statement row = m_connection.prepared(std::string(sql) + ofDocument);
        row.bind(label.trace)
            .bind(static_cast<std::int64_t>(label.document))
            .bind(static_cast<std::int64_t>(label.question));
        return timeIn(row);
    }
    void sayAgain(TraceId trace, std::uint64_t document)
    {
        Statement statement =
            m_connection.prepared("DELETE FROM labels_taken_back WHERE trace = ? AND document = ?");
        statement.bind(trace).bind(static_cast<std::int64_t>(document)).run();
    }

    Connection &m_connection;
};

template<class Label>
bool put(Connection &connection, Label label)
{
    LabelTables tables(connection);
    const auto trace = tables.rowOf(label.trace);
    if (!trace)
        return false;
    label.trace = *trace;
    tables.put(label);
    return true;
}

} // namespace

bool write(Connection &connection, const QueryLabel &label)
{
    if (!label.isEmpty())
        return put(connection, label);
    LabelTables tables(connection);
    const auto trace = tables.rowOf(label.trace);
    if (trace)
        tables.takeBack(*trace, label.time);
    return trace.has_value();
}

bool write(Connection &connection, const DocumentLabel &label)
{
    return put(connection, label);
}

LabelCounts restore(Connection &connection, const TraceLabels &labels)
{
    LabelTables tables(connection);
    return restoreLabels(tables, labels);
}

void remove(Connection &connection, TraceId trace, std::uint64_t question, std::uint64_t document,
            Timestamp time)
{
    LabelTables tables(connection);
    tables.takeBack(tables.rowOf(trace).value_or(trace), question, document, time);
}

TraceLabels labelsOf(Connection &connection, TraceId asked, std::uint64_t question)
{
    const TraceId trace = LabelTables(connection).rowOf(asked).value_or(asked);
    TraceLabels labels;
    {
        Statement row = connection.prepared(std::string(queryColumns) + "WHERE trace = ?");
        row.bind(trace);
        if (auto found = readrows::queryLabels(row); !found.empty())
            labels.query = std::move(found.front());
    }
    Statement rows = connection.prepared(std::string(documentColumns) + "WHERE trace = ? UNION " +
                                         documentColumns + "WHERE question <> 0 AND question = ?");
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
    Statement rows =
        connection.prepared(std::string(documentColumns) + "ORDER BY time_ns DESC, trace, document LIMIT ?");
    rows.bind(std::int64_t(limit));
    return readrows::documentLabels(rows);
}

} // namespace spanwise::records
