// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/appender.h"

#include "core/store/chunk/chunkformat.h"
#include "core/store/text/searchtext.h"
#include "core/store/sqlite/tracerow.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace spanwise {
namespace {

constexpr std::string_view selectState =
    "SELECT " SPANWISE_SUMMARY_COLUMNS
    ", CAST(t.answer AS BLOB), " SPANWISE_LONG_TEXT("answer") ", CAST(t.context AS BLOB), " SPANWISE_LONG_TEXT(
        "context") ", t.seq, t.naming_rank, t.naming_begin_ns, t.steps, t.question_text, t.answer_text, t.context_text "
                   "FROM traces t WHERE t.id = ?";

// Both name the columns in one order, so that one function binds them.
constexpr std::string_view insertRow =
    "INSERT INTO traces (begin_ns, end_ns, service, root_name, pipeline, span_count, error_count, step_count, has_root, "
    "failed, trouble, is_query, input_tokens, output_tokens, cost_usd, hallucination, cache_hit, replay_of, naming_rank, "
    "naming_begin_ns, steps, question, question_text, answer, answer_text, context, context_text, seq, id) "
    "VALUES (?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, "
    "CAST(? AS TEXT), ?, CAST(? AS TEXT), ?, ?, ?)";
constexpr std::string_view updateRow =
    "UPDATE traces SET begin_ns = ?, end_ns = ?, service = ?, root_name = CAST(? AS TEXT), pipeline = CAST(? AS TEXT), "
    "span_count = ?, error_count = ?, step_count = ?, has_root = ?, failed = ?, trouble = ?, is_query = ?, input_tokens = ?, "
    "output_tokens = ?, cost_usd = ?, hallucination = ?, cache_hit = ?, replay_of = ?, naming_rank = ?, naming_begin_ns = ?, "
    "steps = ?, question = CAST(? AS TEXT), question_text = ?, answer = CAST(? AS TEXT), answer_text = ?, "
    "context = CAST(? AS TEXT), context_text = ? WHERE seq = ?";

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

std::string_view serviceOf(const TelemetryBatch &batch, const Span &span)
{
    return span.resource < batch.resources.size() ? batch.resources[span.resource].serviceName() : std::string_view();
}

/// NULL when it is empty, or long and in texts.
void bindShort(Statement &statement, std::string_view text, const std::optional<std::int64_t> &textId)
{
    if (text.empty() || textId)
        statement.bindNull();
    else
        statement.bind(text);
    statement.bind(textId);
}

} // namespace

Appender::Appender(Connection &connection)
    : m_connection(connection)
    , m_texts(connection)
    , m_search(connection)
    , m_services(connection, "SELECT id FROM services WHERE name = CAST(? AS TEXT)",
                 "INSERT INTO services (name, last_seen_ns) VALUES (CAST(? AS TEXT), -9223372036854775808)")
    , m_steps(connection, "SELECT id FROM step_names WHERE name = CAST(? AS TEXT)",
              "INSERT INTO step_names (name) VALUES (CAST(? AS TEXT))")
{
}

void Appender::forget()
{
    m_texts.forget();
    m_search.forget();
    m_services.forget();
    m_steps.forget();
    m_cache.clear();
    m_seen.clear();
    m_nextSeq = 0;
}

std::vector<AppendReport> Appender::append(std::span<const AdmittedBatch *const> group)
{
    std::vector<AppendReport> reports;
    try {
        reports = write(group);
    } catch (...) {
        forget(); // what is remembered was rolled back
        throw;
    }
    m_cache.trim();
    try {
        m_search.catchUp();
    } catch (const SqlFailure &) {
        m_search.forget(); // the group is committed; the rows stay in the tail, which a search reads, too
    }
    return reports;
}

std::vector<AppendReport> Appender::write(std::span<const AdmittedBatch *const> group)
{
    std::vector<AppendReport> reports(group.size());
    std::vector<std::pair<TraceId, Places>> traces; // in the order of first appearance
    std::unordered_map<TraceId, std::size_t> index;
    for (std::uint32_t b = 0; b < group.size(); ++b) {
        const std::vector<Span> &spans = group[b]->batch.spans;
        reports[b].duplicate.resize(spans.size());
        for (std::uint32_t s = 0; s < spans.size(); ++s) {
            const auto [it, isNew] = index.try_emplace(spans[s].traceId, traces.size());
            if (isNew)
                traces.emplace_back(spans[s].traceId, Places());
            traces[it->second].second.push_back({b, s});
        }
    }

    Transaction transaction(m_connection, Transaction::Kind::Write);
    noticeOthers();
    std::int64_t newTraces = 0;
    std::int64_t newSpans = 0;
    for (auto &[id, places] : traces) {
        bool isNew = false;
        TraceState &state = stateOf(id, isNew);
        std::erase_if(places, [&](Place place) {
            const bool fresh = state.ids.insert(group[place.batch]->batch.spans[place.span].id);
            reports[place.batch].stored += fresh ? 1U : 0U;
            reports[place.batch].duplicate[place.span] = !fresh;
            return !fresh;
        });
        if (places.empty())
            continue;
        addSpans(state, isNew, group, places);
        newTraces += isNew ? 1 : 0;
        newSpans += static_cast<std::int64_t>(places.size());
    }
    if (newSpans == 0)
        return reports;
    m_texts.flush();
    writeServices();
    count("traces", newTraces);
    count("spans", newSpans);
    transaction.commit();
    return reports;
}

/// The data version changes when another connection, here or in another process, has committed.
void Appender::noticeOthers()
{
    const std::int64_t version = m_connection.pragma("data_version");
    if (std::exchange(m_dataVersion, version) != version)
        forget();
}

TraceState &Appender::stateOf(TraceId id, bool &isNew)
{
    if (TraceState *const known = m_cache.find(id)) {
        isNew = false;
        return *known;
    }
    if (auto stored = loadState(id)) {
        isNew = false;
        return m_cache.add(id, *std::move(stored));
    }
    isNew = true;
    TraceState state;
    state.seq = nextSeq();
    return m_cache.add(id, std::move(state));
}

std::optional<TraceState> Appender::loadState(TraceId id)
{
    {
        // Nearly every trace is new. QtSql describes every column of every result, so the wide question is asked second.
        Statement seq = m_connection.prepared("SELECT seq FROM traces WHERE id = ?");
        if (!seq.bind(id).next())
            return std::nullopt;
    }
    TraceState state;
    {
        Statement row = m_connection.prepared(selectState);
        if (!row.bind(id).next())
            return std::nullopt;
        int column = summaryColumnCount;
        state.digest.summary = summaryOf(row);
        state.digest.answer = shortOrLong(row, column);
        state.digest.context = shortOrLong(row, column + 2);
        column += 4;
        state.seq = row.integer(column++);
        state.digest.namingRank = static_cast<TraceDigest::Rank>(row.integer(column++));
        state.digest.namingBegin = row.time(column++);
        const QByteArray steps = row.bytes(column++);
        for (ByteReader in(view(steps)); !in.atEnd();)
            state.addStep(in.varint());
        for (auto &text : state.texts) {
            if (!row.isNull(column))
                text = row.integer(column);
            ++column;
        }
    }
    loadSpanIds(state);
    return state;
}

void Appender::loadSpanIds(TraceState &state)
{
    Statement rows = m_connection.prepared("SELECT id, span_ids FROM chunks WHERE id >= ? AND id < ? ORDER BY id");
    rows.bind(chunkId(state.seq, 0)).bind(chunkId(state.seq + 1, 0));
    while (rows.next()) {
        state.chunkCount = rows.integer(0) - chunkId(state.seq, 0) + 1;
        const QByteArray ids = rows.bytes(1);
        for (qsizetype at = 0; at + qsizetype(SpanId::byteCount) <= ids.size(); at += qsizetype(SpanId::byteCount))
            state.ids.insert(Statement::toId<SpanId>(ids.mid(at, qsizetype(SpanId::byteCount))));
    }
}

void Appender::addSpans(TraceState &state, bool isNew, std::span<const AdmittedBatch *const> group, const Places &places)
{
    const TraceDigest &digest = state.digest;
    const bool isIndexed = !isNew && m_search.isIndexed(state.seq);
    const auto texts = [&] { return std::array{digest.summary.question, digest.answer, digest.summary.rootName}; };
    const auto before = isIndexed ? texts() : std::array<std::string, 3>();

    for (const Place &place : places) {
        const AdmittedBatch &admitted = *group[place.batch];
        const Span &span = admitted.batch.spans[place.span];
        const SpanFacts &facts = admitted.facts[place.span];
        state.digest.add(span, facts, serviceOf(admitted.batch, span));
        if (facts.step != StepKind::Other)
            state.addStep(static_cast<std::uint64_t>(m_steps.idOf(span.name)));
    }
    if (isIndexed && before != texts())
        m_search.retract(state.seq, searchableText(before[0], before[1], before[2]));
    writeChunk(state, places, group);
    updateTexts(state);
    writeRow(state, isNew);
}

void Appender::writeChunk(TraceState &state, const Places &places, std::span<const AdmittedBatch *const> group)
{
    if (state.chunkCount >= chunksPerTrace)
        throw SqlFailure({Error::Code::TooLarge, "Trace " + state.digest.summary.id.toHex()
                                                     + " arrived in more pieces than a trace can have. Its spans are refused; "
                                                       "start a new trace in the pipeline."});
    std::vector<SpanSource> sources;
    sources.reserve(places.size());
    for (const Place &place : places)
        sources.push_back({&group[place.batch]->batch, place.span});
    const EncodedChunk chunk = m_chunks.encode(sources);
    ByteWriter texts;
    for (const std::string_view text : chunk.texts)
        texts.varint(static_cast<std::uint64_t>(m_texts.reference(text)));

    Statement insert = m_connection.prepared("INSERT INTO chunks (id, span_ids, texts, data) VALUES (?, ?, ?, ?)");
    insert.bind(chunkId(state.seq, state.chunkCount++)).bind(std::string_view(chunk.spanIds));
    if (texts.size() == 0)
        insert.bindNull();
    else
        insert.bind(std::string_view(texts.bytes()));
    insert.bind(m_compressor.compress(chunk.data)).run();
}

void Appender::updateTexts(TraceState &state)
{
    const std::array<const std::string *, 3> texts{&state.digest.summary.question, &state.digest.answer, &state.digest.context};
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto before = state.texts[i];
        state.texts[i].reset();
        if (texts[i]->size() >= chunkformat::textBytes)
            state.texts[i] = m_texts.reference(*texts[i]);
        if (before)
            m_texts.release(*before); // after the new reference: an unchanged text keeps its row
    }
}

void Appender::writeRow(const TraceState &state, bool isNew)
{
    const TraceDigest &digest = state.digest;
    const TraceSummary &summary = digest.summary;
    const std::int64_t service = m_services.idOf(summary.service);
    const auto [seen, inserted] = m_seen.try_emplace(service, summary.time.begin);
    if (!inserted)
        seen->second = std::max(seen->second, summary.time.begin);
    ByteWriter steps;
    for (const std::uint64_t id : state.steps)
        steps.varint(id);
    const auto flag = [](bool value) { return std::int64_t(value ? 1 : 0); };

    Statement row = m_connection.prepared(isNew ? insertRow : updateRow);
    row.bind(summary.time.begin).bind(summary.time.end).bind(service).bind(std::string_view(summary.rootName));
    row.bind(std::string_view(summary.pipeline)).bind(std::int64_t(summary.spanCount)).bind(std::int64_t(summary.errorCount));
    row.bind(std::int64_t(summary.stepCount)).bind(flag(summary.hasRoot)).bind(flag(summary.failed));
    row.bind(flag(summary.failed || summary.errorCount > 0)).bind(flag(!summary.question.empty()));
    row.bind(summary.inputTokens).bind(summary.outputTokens).bind(summary.costUsd).bind(summary.hallucination);
    if (summary.cacheHit)
        row.bind(flag(*summary.cacheHit));
    else
        row.bindNull();
    if (summary.replayOf)
        row.bind(summary.replayOf);
    else
        row.bindNull();
    row.bind(static_cast<std::int64_t>(digest.namingRank)).bind(digest.namingBegin).bind(std::string_view(steps.bytes()));
    bindShort(row, summary.question, state.texts[0]);
    bindShort(row, digest.answer, state.texts[1]);
    bindShort(row, digest.context, state.texts[2]);
    row.bind(state.seq);
    if (isNew)
        row.bind(summary.id);
    row.run();
}

void Appender::writeServices()
{
    for (const auto &[id, seen] : m_seen) {
        Statement update = m_connection.prepared("UPDATE services SET last_seen_ns = max(last_seen_ns, ?) WHERE id = ?");
        update.bind(seen).bind(id).run();
    }
    m_seen.clear();
}

void Appender::count(const char *name, std::int64_t more)
{
    Statement update = m_connection.prepared("UPDATE counters SET value = value + ? WHERE name = CAST(? AS TEXT)");
    update.bind(more).bind(std::string_view(name)).run();
}

std::int64_t Appender::nextSeq()
{
    if (m_nextSeq == 0) {
        Statement statement = m_connection.prepared("SELECT coalesce(max(seq), 0) + 1 FROM traces");
        statement.next();
        // Never a number that a trace had which retention has removed: the text index and the arrivals may still know it.
        Statement used = m_connection.prepared("SELECT max(value, (SELECT coalesce(max(seq), 0) FROM arrivals)) + 1 "
                                               "FROM counters WHERE name = 'indexed_seq'");
        m_nextSeq = std::max(statement.integer(0), used.next() ? used.integer(0) : 1);
    }
    return m_nextSeq++;
}

} // namespace spanwise
