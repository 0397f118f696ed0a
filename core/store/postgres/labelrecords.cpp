// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/labelrecords.h"

#include "core/store/chunk/labelrestore.h"
#include "core/store/chunk/labelrows.h"
#include "core/store/postgres/counters.h"
#include "core/store/postgres/tracerow.h"

namespace spanwise::pg::records {
namespace {

constexpr const char *queryColumns = "SELECT trace, verdict, note, time_ns FROM query_labels ";
constexpr const char *documentColumns =
    "SELECT trace, document, question, wanted, id, title, time_ns FROM document_labels ";

#define SPANWISE_PG_OF_DOCUMENT " WHERE document = $2 AND (trace = $1 OR ($3 <> 0 AND question = $3))"

Parameters parametersOf(TraceId trace, std::uint64_t document, std::uint64_t question)
{
    Parameters parameters;
    parameters.id(trace)
        .integer(static_cast<std::int64_t>(document))
        .integer(static_cast<std::int64_t>(question));
    return parameters;
}

/// What restoreLabels() asks, and what writes do.
class LabelTables
{
public:
    explicit LabelTables(Session &session)
        : m_session(session)
    {
    }

    /// Locks the row, so that of two who say something about a trace the later one sees what the other said.
    std::optional<TraceId> rowOf(TraceId trace)
    {
        Rows row = m_session.runPrepared(
            "SELECT id FROM traces WHERE seq = " SPANWISE_PG_SEQ_OF("$1") " FOR NO KEY UPDATE", only(trace));
        return row.next() ? std::optional(row.id<TraceId>(0)) : std::nullopt;
    }
    std::optional<Timestamp> saidAt(const QueryLabel &label)
    {
        return newest("SELECT max(time_ns) FROM query_labels WHERE trace = $1", only(label.trace));
    }
    std::optional<Timestamp> saidAt(const DocumentLabel &label)
    {
        return newest("SELECT max(time_ns) FROM document_labels" SPANWISE_PG_OF_DOCUMENT,
                      parametersOf(label.trace, label.document, label.question));
    }
    std::optional<Timestamp> takenBackAt(const QueryLabel &label)
    {
        return newest("SELECT max(time_ns) FROM labels_taken_back WHERE trace = $1 AND document = 0",
                      only(label.trace));
    }
    std::optional<Timestamp> takenBackAt(const DocumentLabel &label)
    {
        return newest("SELECT max(time_ns) FROM labels_taken_back" SPANWISE_PG_OF_DOCUMENT,
                      parametersOf(label.trace, label.document, label.question));
    }

    void put(const QueryLabel &label)
    {
        Parameters parameters = only(label.trace);
        parameters.integer(label.verdict ? static_cast<std::int64_t>(*label.verdict) : 0)
            .bytes(label.note)
            .integer(label.time);
        m_session.runPrepared(
            "INSERT INTO query_labels (trace, verdict, note, time_ns) VALUES ($1, nullif($2, 0), $3, $4) "
            "ON CONFLICT (trace) DO UPDATE SET verdict = excluded.verdict, note = excluded.note, time_ns = "
            "excluded.time_ns",
            parameters);
        sayAgain(label.trace, 0);
    }
    void put(const DocumentLabel &label)
    {
        Parameters parameters = parametersOf(label.trace, label.document, label.question);
        parameters.boolean(label.wanted).bytes(label.id).bytes(label.title).integer(label.time);
        m_session.runPrepared(
            "INSERT INTO document_labels (trace, document, question, wanted, id, title, time_ns) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (trace, document) DO UPDATE SET question = "
            "excluded.question, "
            "wanted = excluded.wanted, id = excluded.id, title = excluded.title, time_ns = excluded.time_ns",
            parameters);
        sayAgain(label.trace, label.document);
    }
    void takeBack(TraceId trace, Timestamp time)
    {
        Parameters parameters = only(trace);
        parameters.integer(time);
        m_session.runPrepared("INSERT INTO labels_taken_back (trace, document, question, time_ns) "
                              "SELECT trace, 0, 0, greatest(time_ns, $2) FROM query_labels WHERE trace = $1 "
                              "ON CONFLICT (trace, document) DO UPDATE SET time_ns = excluded.time_ns",
                              parameters);
        m_session.runPrepared("DELETE FROM query_labels WHERE trace = $1", only(trace));
    }
    void takeBack(TraceId trace, std::uint64_t question, std::uint64_t document, Timestamp time)
    {
        Parameters parameters = parametersOf(trace, document, question);
        parameters.integer(time);
        m_session.runPrepared("INSERT INTO labels_taken_back (trace, document, question, time_ns) "
                              "SELECT trace, document, question, greatest(time_ns, $4) FROM "
                              "document_labels" SPANWISE_PG_OF_DOCUMENT
                              " ON CONFLICT (trace, document) DO UPDATE SET question = excluded.question, "
                              "time_ns = excluded.time_ns",
                              parameters);
        m_session.runPrepared("DELETE FROM document_labels" SPANWISE_PG_OF_DOCUMENT,
                              parametersOf(trace, document, question));
    }

private:
    static Parameters only(TraceId trace)
    {
        Parameters parameters;
        parameters.id(trace);
        return parameters;
    }
    std::optional<Timestamp> newest(std::string_view sql, const Parameters &parameters)
    {
        Rows row = m_session.runPrepared(sql, parameters);
        return row.next() && !row.isNull(0) ? std::optional(row.time(0)) : std::nullopt;
    }
    void sayAgain(TraceId trace, std::uint64_t document)
    {
        Parameters parameters = only(trace);
        parameters.integer(static_cast<std::int64_t>(document));
        m_session.runPrepared("DELETE FROM labels_taken_back WHERE trace = $1 AND document = $2", parameters);
    }

    Session &m_session;
};

/// One transaction that others see as a commit of this store.
template<class Work>
void inUnit(Session &session, Work &&work)
{
    Unit unit(session, Unit::Kind::Write);
    work();
    countCommit(session);
    unit.commit();
}

/// act(tables, label) under the id that the trace's row has; false when there is none.
template<class Label, class Act>
bool onRow(Session &session, Label label, Act &&act)
{
    std::optional<TraceId> trace;
    inUnit(session, [&] {
        LabelTables tables(session);
        trace = tables.rowOf(label.trace);
        if (!trace)
            return;
        label.trace = *trace;
        act(tables, label);
    });
    return trace.has_value();
}

} // namespace

bool write(Session &session, const QueryLabel &label)
{
    return onRow(session, label, [](LabelTables &tables, const QueryLabel &said) {
        if (said.isEmpty())
            tables.takeBack(said.trace, said.time);
        else
            tables.put(said);
    });
}

bool write(Session &session, const DocumentLabel &label)
{
    return onRow(session, label, [](LabelTables &tables, const DocumentLabel &said) { tables.put(said); });
}

LabelCounts restore(Session &session, const TraceLabels &labels)
{
    LabelCounts counts;
    inUnit(session, [&] {
        LabelTables tables(session);
        counts = restoreLabels(tables, labels);
    });
    return counts;
}

void remove(Session &session, TraceId trace, std::uint64_t question, std::uint64_t document, Timestamp time)
{
    inUnit(session, [&] {
        LabelTables tables(session);
        tables.takeBack(tables.rowOf(trace).value_or(trace), question, document, time);
    });
}

TraceLabels labelsOf(Session &session, TraceId asked, std::uint64_t question)
{
    TraceLabels labels;
    Parameters wanted;
    wanted.id(asked);
    Rows row = session.run("SELECT id FROM traces WHERE seq = " SPANWISE_PG_SEQ_OF("$1"), wanted);
    const TraceId trace = row.next() ? row.id<TraceId>(0) : asked;
    Parameters one;
    one.id(trace);
    if (auto found = readrows::queryLabels(session.run(std::string(queryColumns) + "WHERE trace = $1", one));
        !found.empty())
        labels.query = std::move(found.front());
    Parameters both;
    both.id(trace).integer(static_cast<std::int64_t>(question));
    labels.documents = readrows::oneForEachDocument(
        readrows::documentLabels(session.run(
            std::string(documentColumns) + "WHERE trace = $1 OR (question <> 0 AND question = $2)", both)),
        trace);
    return labels;
}

std::vector<QueryLabel> queryLabels(Session &session, std::uint32_t limit)
{
    return readrows::queryLabels(session.run(std::string(queryColumns) +
                                             "ORDER BY time_ns DESC, trace LIMIT " + std::to_string(limit)));
}

std::vector<DocumentLabel> documentLabels(Session &session, std::uint32_t limit)
{
    return readrows::documentLabels(session.run(std::string(documentColumns) +
                                                "ORDER BY time_ns DESC, trace, document LIMIT " +
                                                std::to_string(limit)));
}

} // namespace spanwise::pg::records
