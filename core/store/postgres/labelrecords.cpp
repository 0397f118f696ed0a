// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/labelrecords.h"

#include "core/store/chunk/labelrows.h"
#include "core/store/postgres/counters.h"

namespace spanwise::pg::records {
namespace {

constexpr const char *queryColumns = "SELECT trace, verdict, note, time_ns FROM query_labels ";
constexpr const char *documentColumns = "SELECT trace, document, question, wanted, id, title, time_ns FROM document_labels ";

/// The trace is here when its row is found: no label without one. What follows says what becomes of an older label.
constexpr const char *insertQueryLabel =
    "INSERT INTO query_labels (trace, verdict, note, time_ns) SELECT t.id, nullif($2, 0), $3, $4 FROM traces t WHERE t.id = $1 "
    "ON CONFLICT (trace) DO UPDATE SET verdict = excluded.verdict, note = excluded.note, time_ns = excluded.time_ns";
constexpr const char *insertDocumentLabel =
    "INSERT INTO document_labels (trace, document, question, wanted, id, title, time_ns) "
    "SELECT t.id, $2, $3, $4, $5, $6, $7 FROM traces t WHERE t.id = $1";
constexpr const char *replaceDocumentLabel =
    " ON CONFLICT (trace, document) DO UPDATE SET question = excluded.question, wanted = excluded.wanted, id = excluded.id, "
    "title = excluded.title, time_ns = excluded.time_ns";
constexpr const char *unlessSaidSince =
    " AND NOT EXISTS (SELECT 1 FROM document_labels said WHERE said.document = $2 AND (said.trace = $1 OR ($3 <> 0 AND said.question = $3)) "
    "AND said.time_ns >= $7)";

Parameters parametersOf(const QueryLabel &label)
{
    Parameters parameters;
    parameters.id(label.trace).integer(label.verdict ? static_cast<std::int64_t>(*label.verdict) : 0).bytes(label.note).integer(label.time);
    return parameters;
}

Parameters parametersOf(const DocumentLabel &label)
{
    Parameters parameters;
    parameters.id(label.trace).integer(static_cast<std::int64_t>(label.document)).integer(static_cast<std::int64_t>(label.question));
    parameters.boolean(label.wanted).bytes(label.id).bytes(label.title).integer(label.time);
    return parameters;
}

/// One transaction that others see as a commit of this store.
template<class Work>
void inUnit(Session &session, Work &&work)
{
    Unit unit(session, Unit::Kind::Write);
    work();
    countCommit(session);
    unit.commit();
}

} // namespace

bool write(Session &session, const QueryLabel &label)
{
    bool found = true;
    inUnit(session, [&] {
        if (label.isEmpty()) {
            Parameters trace;
            trace.id(label.trace);
            session.runPrepared("DELETE FROM query_labels WHERE trace = $1", trace);
            found = session.runPrepared("SELECT 1 FROM traces WHERE id = $1", trace).affected() > 0;
        } else {
            found = session.runPrepared(insertQueryLabel, parametersOf(label)).affected() > 0;
        }
    });
    return found;
}

bool write(Session &session, const DocumentLabel &label)
{
    bool found = true;
    inUnit(session, [&] {
        found = session.runPrepared(std::string(insertDocumentLabel) + replaceDocumentLabel, parametersOf(label)).affected() > 0;
    });
    return found;
}

void restore(Session &session, const TraceLabels &labels)
{
    inUnit(session, [&] {
        if (labels.query && !labels.query->isEmpty())
            session.runPrepared(std::string(insertQueryLabel) + " WHERE excluded.time_ns > query_labels.time_ns", parametersOf(*labels.query));
        for (const DocumentLabel &label : labels.documents)
            session.runPrepared(std::string(insertDocumentLabel) + unlessSaidSince + replaceDocumentLabel, parametersOf(label));
    });
}

void remove(Session &session, TraceId trace, std::uint64_t question, std::uint64_t document)
{
    Parameters parameters;
    parameters.id(trace).integer(static_cast<std::int64_t>(question)).integer(static_cast<std::int64_t>(document));
    inUnit(session, [&] {
        session.runPrepared("DELETE FROM document_labels WHERE document = $3 AND (trace = $1 OR (question <> 0 AND question = $2))", parameters);
    });
}

TraceLabels labelsOf(Session &session, TraceId trace, std::uint64_t question)
{
    TraceLabels labels;
    Parameters one;
    one.id(trace);
    if (auto found = readrows::queryLabels(session.run(std::string(queryColumns) + "WHERE trace = $1", one)); !found.empty())
        labels.query = std::move(found.front());
    Parameters both;
    both.id(trace).integer(static_cast<std::int64_t>(question));
    labels.documents = readrows::oneForEachDocument(
        readrows::documentLabels(session.run(std::string(documentColumns) + "WHERE trace = $1 OR (question <> 0 AND question = $2)", both)),
        trace);
    return labels;
}

std::vector<QueryLabel> queryLabels(Session &session, std::uint32_t limit)
{
    return readrows::queryLabels(session.run(std::string(queryColumns) + "ORDER BY time_ns DESC, trace LIMIT " + std::to_string(limit)));
}

std::vector<DocumentLabel> documentLabels(Session &session, std::uint32_t limit)
{
    return readrows::documentLabels(
        session.run(std::string(documentColumns) + "ORDER BY time_ns DESC, trace, document LIMIT " + std::to_string(limit)));
}

} // namespace spanwise::pg::records
