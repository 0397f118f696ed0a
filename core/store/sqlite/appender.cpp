// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/appender.h"

#include "core/store/chunk/chunkformat.h"
#include "core/store/sqlite/storedtrace.h"
#include "core/store/sqlite/tracerow.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

namespace spanwise {
namespace {

constexpr std::string_view selectState =
    "SELECT " SPANWISE_SUMMARY_COLUMNS ", CAST(t.answer AS BLOB), " SPANWISE_LONG_TEXT(
        "answer") ", CAST(t.context AS BLOB), " SPANWISE_LONG_TEXT("context") ", t.seq, t.naming_rank, "
                                                                              "t.naming_begin_ns, t.steps, "
                                                                              "t.question_text, "
                                                                              "t.answer_text, t.context_text "
                                                                              "FROM traces t WHERE t.seq = ?";

// Both name the columns in one order, so that one function binds them.
constexpr std::string_view insertRow =
    "INSERT INTO traces (begin_ns, end_ns, service, root_name, pipeline, span_count, error_count, "
    "step_count, has_root, "
    "failed, trouble, is_query, input_tokens, output_tokens, cost_usd, hallucination, cache_hit, replay_of, "
    "naming_rank, "
    "naming_begin_ns, steps, question, question_text, answer, answer_text, context, context_text, seq, id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view updateRow =
    "UPDATE traces SET begin_ns = ?, end_ns = ?, service = ?, root_name = ?, pipeline = ?, "
    "span_count = ?, error_count = ?, step_count = ?, has_root = ?, failed = ?, trouble = ?, is_query = ?, "
    "input_tokens = ?, "
    "output_tokens = ?, cost_usd = ?, hallucination = ?, cache_hit = ?, replay_of = ?, naming_rank = ?, "
    "naming_begin_ns = ?, "
    "steps = ?, question = ?, question_text = ?, answer = ?, answer_text = ?, "
    "context = ?, context_text = ? WHERE seq = ?";

std::string_view serviceOf(const TelemetryBatch &batch, const Span &span)
{
    return span.resource < batch.resources.size() ? batch.resources[span.resource].serviceName()
                                                  : std::string_view();
}

std::string_view bytesOf(const TraceId &id)
{
    return {reinterpret_cast<const char *>(id.bytes().data()), TraceId::byteCount};
}

/// NULL when it is empty, or long and in texts.
void bindShort(Statement &statement, std::string_view text, const std::optional<std::int64_t> &textId)
{
    if (text.empty() || textId)
        statement.bindNull();
    else
        statement.bindText(text);
    statement.bind(textId);
}

} // namespace

Appender::Appender(Connection &connection, LogAppender::Clock clock, DictionaryTrainer &trainer,
                   const Reading &reading)
    : m_connection(connection)
    , m_press(&trainer, &m_textPress)
    , m_reading(reading)
    , m_ids(traceIndex(connection))
    , m_texts(connection)
    , m_sightings(connection)
    , m_passages(connection, m_texts)
    , m_services(connection, "SELECT id FROM services WHERE name = CAST(? AS TEXT)",
                 "INSERT INTO services (name, last_seen_ns) VALUES (CAST(? AS TEXT), -9223372036854775808)")
    , m_steps(connection, "SELECT id FROM step_names WHERE name = CAST(? AS TEXT)",
              "INSERT INTO step_names (name) VALUES (CAST(? AS TEXT))")
    , m_logs(connection, m_texts, m_services, std::move(clock))
    , m_aliases(connection, m_ids, m_cache)
{
}

void Appender::forget()
{
    m_texts.forget();
    m_ids.forget();
    m_sightings.forget();
    m_passages.forget();
    m_services.forget();
    m_steps.forget();
    m_logs.forget();
    m_cache.clear();
    m_aliases.forget();
    m_seen.clear();
    m_nextSeq = 0;
}

SpanSource Appender::sourceOf(const AdmittedBatch &admitted, std::uint32_t span)
{
    return {&admitted.batch, span, &admitted.facts[span]};
}

void Appender::beginArrival(std::size_t i, TraceId trace)
{
    if (i == m_arrivals.size())
        m_arrivals.emplace_back();
    if (i == m_sources.size())
        m_sources.emplace_back();
    m_arrivals[i].id = trace;
    m_arrivals[i].places.clear();
    m_arrivals[i].repeated.clear();
    m_sources[i].clear();
}

void Appender::prepare(std::span<const AdmittedBatch *const> group)
{
    std::size_t count = 0; // of m_arrivals and m_sources, whose lists keep their room from group to group
    std::size_t last = 0;
    std::unordered_map<TraceId, std::size_t> index;
    for (std::uint32_t b = 0; b < group.size(); ++b) {
        const std::vector<Span> &spans = group[b]->batch.spans;
        for (std::uint32_t s = 0; s < spans.size(); ++s) {
            const TraceId trace = spans[s].traceId;
            if (count == 0 || m_arrivals[last].id != trace) { // spans of a trace come in runs
                const auto [it, isNew] = index.try_emplace(trace, count);
                last = it->second;
                if (isNew)
                    beginArrival(count++, trace);
            }
            m_arrivals[last].places.push_back({b, s});
            m_sources[last].push_back(sourceOf(*group[b], s));
        }
    }
    m_arrivals.resize(count);
    m_sources.resize(count);
    m_press.begin(m_sources);
}

Appender::Outcome Appender::write(std::span<const AdmittedBatch *const> group)
{
    Outcome outcome;
    try {
        outcome = writePrepared(group);
    } catch (...) {
        forget(); // what is remembered was rolled back
        throw;
    }
    m_cache.trim();
    return outcome;
}

Appender::Outcome Appender::writePrepared(std::span<const AdmittedBatch *const> group)
{
    Outcome outcome;
    m_displaced.clear();
    m_late.clear();
    m_newTraces = 0;
    m_newSpans = 0;
    outcome.reports = emptyReports(group);

    Transaction transaction(m_connection, Transaction::Kind::Write);
    noticeOthers();
    bool changed = false;
    for (std::size_t i = 0; i < m_arrivals.size(); ++i)
        changed = writeArrival(i, group, outcome) || changed;
    const std::int64_t newLogs = m_logs.append(group, outcome.reports);
    if (!changed && newLogs == 0)
        return outcome;
    m_texts.flush();
    m_ids.settle();
    m_sightings.settle();
    writeServices();
    count("traces", m_newTraces);
    count("spans", m_newSpans);
    if (newLogs > 0)
        count("logs", newLogs);
    transaction.commit();
    return outcome;
}

/// False when there is nothing new in it.
bool Appender::writeArrival(std::size_t i, Group group, Outcome &outcome)
{
    Arrival &arrival = m_arrivals[i];
    bool isNew = false;
    TraceState &state = stateOf(arrival.id, isNew);
    arrival.repeated = takeRepeated(arrival.places, state.ids, group, outcome.reports);
    const LateHalves *const late =
        arrival.repeated.empty() ? nullptr : lateHalvesOf(state, arrival, group, outcome);
    if (arrival.places.empty() && late == nullptr)
        return false;
    outcome.toIndex += addSpans(state, isNew, group, arrival, late) ? 1 : 0;
    if (!arrival.places.empty()) {
        PressedChunk &chunk = m_press.chunk(i);
        m_texts.prepared(chunk.newTexts);
        if (!arrival.repeated.empty())
            pressAgain(i, group);
        writeChunk(state, chunk, writeSightings(state, m_sources[i]));
    }
    if (late != nullptr)
        writeChunk(state, m_press.pressOne(late->sources()), writeSightings(state, late->sources()),
                   late->repeated());
    updateTexts(state);
    writeRow(state, isNew);
    m_newTraces += isNew ? 1 : 0;
    m_newSpans += static_cast<std::int64_t>(
        arrival.places.size() + (late == nullptr ? 0 : late->sources().size() - late->repeated()));
    return true;
}

/// What was prepared has spans too many.
void Appender::pressAgain(std::size_t i, Group group)
{
    m_sources[i].clear();
    for (const Place &place : m_arrivals[i].places)
        m_sources[i].push_back(sourceOf(*group[place.batch], place.span));
    m_press.chunk(i) = m_press.pressOne(m_sources[i]);
    m_texts.prepared(m_press.chunk(i).newTexts);
}

/// What the repeated spans say that is not known yet; nullptr when they are redeliveries.
const LateHalves *Appender::lateHalvesOf(TraceState &state, const Arrival &arrival, Group group,
                                         Outcome &outcome)
{
    LateHalves &late = m_late.emplace_back(state.ids);
    const std::set<SpanId> stored = knowFresh(late, arrival.places, arrival.repeated, group);
    if (!stored.empty()) {
        const Interruptible running(m_connection, {});
        StoredTrace trace(m_connection, running, m_reading.dictionaries);
        late.know(trace.spans(state.digest.summary.id, state.seq, stored));
    }
    if (addRepeated(late, arrival.repeated, group, m_reading.readFacts, outcome.reports))
        return &late;
    m_late.pop_back();
    return nullptr;
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
    isNew = false;
    if (TraceState *const known = m_cache.find(id))
        return *known;
    const auto alias = m_aliases.known(id);
    if (alias)
        id = *alias;
    if (TraceState *const known = alias ? findState(id) : takeState(id))
        return *known;
    if (const auto row = m_aliases.find(id)) {
        if (TraceState *const known = findState(*row))
            return *known;
    }
    isNew = true;
    TraceState state;
    state.seq = nextSeq();
    m_ids.insert(bytesOf(id), state.seq);
    m_aliases.inserted(id);
    return m_cache.add(id, std::move(state));
}

/// nullptr when there is no such trace.
TraceState *Appender::findState(TraceId id)
{
    TraceState *const known = m_cache.find(id);
    return known != nullptr ? known : takeState(id);
}

/// The same of a trace that is not in the cache.
TraceState *Appender::takeState(TraceId id)
{
    auto stored = loadState(id);
    return stored ? &m_cache.add(id, *std::move(stored)) : nullptr;
}

std::optional<TraceState> Appender::loadState(TraceId id)
{
    const auto seq = m_ids.find(bytesOf(id)); // nearly every trace is new
    if (!seq)
        return std::nullopt;
    TraceState state;
    {
        Statement row = m_connection.prepared(selectState);
        if (!row.bind(*seq).next())
            return std::nullopt;
        int column = summaryColumnCount;
        state.digest.summary = summaryOf(row);
        state.digest.answer = shortOrLong(row, column);
        state.digest.context = shortOrLong(row, column + 2);
        column += 4;
        state.seq = row.integer(column++);
        state.digest.namingRank = static_cast<TraceDigest::Rank>(row.integer(column++));
        state.digest.namingBegin = row.time(column++);
        for (ByteReader in(row.bytes(column++)); !in.atEnd();)
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
    Statement rows =
        m_connection.prepared("SELECT id, span_ids FROM chunks WHERE id >= ? AND id < ? ORDER BY id");
    rows.bind(chunkId(state.seq, 0)).bind(chunkId(state.seq + 1, 0));
    while (rows.next()) {
        state.chunkCount = rows.integer(0) - chunkId(state.seq, 0) + 1;
        const std::string_view ids = rows.bytes(1);
        for (std::size_t at = 0; at + SpanId::byteCount <= ids.size(); at += SpanId::byteCount)
            state.ids.insert(Statement::toId<SpanId>(ids.substr(at, SpanId::byteCount)));
    }
}

/// True when the trace's searchable texts are other than before.
bool Appender::addSpans(TraceState &state, bool isNew, Group group, const Arrival &arrival,
                        const LateHalves *late)
{
    const TraceDigest &digest = state.digest;
    const auto texts = [&] {
        return std::array{digest.summary.question, digest.answer, digest.summary.rootName};
    };
    const auto before = isNew ? std::array<std::string, 3>() : texts();
    const bool hadQuery = !isNew && digest.namingRank == TraceDigest::Rank::Query;
    m_firstDisplaced = m_displaced.size();
    m_wasQuery = hadQuery;
    for (const Place &place : arrival.places) {
        const AdmittedBatch &admitted = *group[place.batch];
        const Span &span = admitted.batch.spans[place.span];
        const SpanFacts &facts = admitted.facts[place.span];
        state.digest.add(span, facts, serviceOf(admitted.batch, span));
        if (facts.step != StepKind::Other)
            state.addStep(static_cast<std::uint64_t>(m_steps.idOf(span.name)));
    }
    if (late != nullptr) {
        late->revise(state.digest);
        for (const SpanSource &source : late->sources()) {
            if (source.facts->step != StepKind::Other)
                state.addStep(static_cast<std::uint64_t>(m_steps.idOf(source.span().name)));
        }
    }
    if (isNew)
        return true;
    if (before == texts())
        return false;
    for (std::size_t i = 0; hadQuery && i < 2; ++i) {
        if (!before[i].empty())
            m_displaced.push_back({textMark(before[i]), before[i]});
    }
    // Also when it is not indexed yet: whoever builds the index may be reading the old texts now.
    Statement again = m_connection.prepared("INSERT INTO reindex (trace) VALUES (?)");
    again.bind(state.seq).run();
    return true;
}

void Appender::writeChunk(TraceState &state, const PressedChunk &chunk, std::string_view documents,
                          std::size_t repeated)
{
    if (state.chunkCount >= chunksPerTrace)
        throw SqlFailure({Error::Code::TooLarge,
                          "Trace " + state.digest.summary.id.toHex() +
                              " arrived in more pieces than a trace can have. Its spans are refused; "
                              "start a new trace in the pipeline."});
    ByteWriter texts;
    for (const std::string_view text : chunk.texts)
        texts.varint(static_cast<std::uint64_t>(m_texts.reference(text)));
    const auto bindFilled = [](Statement &statement, std::string_view bytes) {
        if (bytes.empty())
            statement.bindNull();
        else
            statement.bind(bytes);
    };
    Statement insert = m_connection.prepared(
        "INSERT INTO chunks (id, span_ids, texts, data, documents, repeated) VALUES (?, ?, ?, ?, ?, ?)");
    const std::int64_t id = chunkId(state.seq, state.chunkCount++);
    insert.bind(id).bind(std::string_view(chunk.spanIds));
    bindFilled(insert, texts.bytes());
    insert.bind(std::string_view(chunk.data));
    bindFilled(insert, documents);
    insert
        .bind(repeated == 0 ? std::optional<std::int64_t>()
                            : std::optional(static_cast<std::int64_t>(repeated)))
        .run();
    writeMarks(id, chunk.marks, state);
}

void Appender::writeMarks(std::int64_t chunk, const ChunkMarks &marks, const TraceState &state)
{
    Statement insert = m_connection.prepared("INSERT INTO marks (chunk, data) VALUES (?, ?)");
    insert.bind(chunk).bind(std::string_view(marks.packed)).run();
    for (const Passage &passage : marks.passages)
        m_passages.note(passage, state.seq);
    // The row of a trace, and with it the text index, has the texts of one query; those of others are
    // passages.
    if (marks.queries > 1 || (m_wasQuery && marks.queries > 0)) {
        for (const Passage &passage : marks.queryTexts)
            m_passages.note(passage, state.seq);
    }
    for (std::size_t i = m_firstDisplaced; i < m_displaced.size(); ++i)
        m_passages.note(m_displaced[i], state.seq);
}

/// Returns chunks.documents.
std::string Appender::writeSightings(const TraceState &state, std::span<const SpanSource> sources)
{
    std::string documents;
    for (const SpanSource &source : sources) {
        if (source.facts->documents.empty())
            continue;
        const std::int64_t step = m_steps.idOf(source.span().name);
        for (const SeenDocument &document : source.facts->documents)
            m_sightings.add(document, state.seq, step, documents);
    }
    return documents;
}

void Appender::updateTexts(TraceState &state)
{
    const std::array<const std::string *, 3> texts{&state.digest.summary.question, &state.digest.answer,
                                                   &state.digest.context};
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
    row.bind(summary.time.begin).bind(summary.time.end).bind(service).bindText(summary.rootName);
    row.bindText(summary.pipeline)
        .bind(std::int64_t(summary.spanCount))
        .bind(std::int64_t(summary.errorCount));
    row.bind(std::int64_t(summary.stepCount)).bind(flag(summary.hasRoot)).bind(flag(summary.failed));
    row.bind(flag(summary.failed || summary.errorCount > 0)).bind(flag(!summary.question.empty()));
    row.bind(summary.inputTokens)
        .bind(summary.outputTokens)
        .bind(summary.costUsd)
        .bind(summary.hallucination);
    if (summary.cacheHit)
        row.bind(flag(*summary.cacheHit));
    else
        row.bindNull();
    if (summary.replayOf)
        row.bind(summary.replayOf);
    else
        row.bindNull();
    row.bind(static_cast<std::int64_t>(digest.namingRank))
        .bind(digest.namingBegin)
        .bind(std::string_view(steps.bytes()));
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
        Statement update =
            m_connection.prepared("UPDATE services SET last_seen_ns = max(last_seen_ns, ?) WHERE id = ?");
        update.bind(seen).bind(id).run();
    }
    m_seen.clear();
}

void Appender::count(const char *name, std::int64_t more)
{
    Statement update =
        m_connection.prepared("UPDATE counters SET value = value + ? WHERE name = CAST(? AS TEXT)");
    update.bind(more).bind(std::string_view(name)).run();
}

std::int64_t Appender::nextSeq()
{
    if (m_nextSeq == 0) {
        Statement statement = m_connection.prepared("SELECT coalesce(max(seq), 0) + 1 FROM traces");
        statement.next();
        // Never a number that a trace had which retention has removed: the text index and the arrivals may
        // still know it.
        Statement used =
            m_connection.prepared("SELECT max(value, (SELECT coalesce(max(seq), 0) FROM arrivals)) + 1 "
                                  "FROM counters WHERE name = 'indexed_seq'");
        m_nextSeq = std::max({statement.integer(0), used.next() ? used.integer(0) : 1, m_ids.settled() + 1});
    }
    return m_nextSeq++;
}

} // namespace spanwise
