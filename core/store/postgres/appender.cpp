// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/appender.h"

#include "core/store/chunk/chunkformat.h"
#include "core/store/postgres/counters.h"
#include "core/store/postgres/text.h"
#include "core/store/postgres/tracecolumns.h"
#include "core/store/postgres/tracerow.h"
#include "core/store/text/searchtext.h"

#include <algorithm>

namespace spanwise::pg {
namespace {

constexpr std::int64_t blockSize = 64; // numbers of traces that a writer takes at a time

std::string serviceOf(const TelemetryBatch &batch, const Span &span)
{
    return span.resource < batch.resources.size() ? storable(batch.resources[span.resource].serviceName()) : std::string();
}

/// Two writers saw for the first time at the same moment what only one of them can create.
Failure clash()
{
    return Failure({Error::Code::Busy, "Another Spanwise keeps writing the same traces. Send the same data again later."},
                   Failure::Kind::Clash);
}


} // namespace

std::vector<AppendReport> Appender::append(Session &session, Group group, Timestamp now)
{
    Works works = sorted(group);
    learnNames(session, group);

    Unit unit(session, Unit::Kind::Write);
    findStates(session, works);
    std::vector<AppendReport> reports = leaveOutStored(works, group);
    Texts texts;
    LogAppender logs(m_compressor);
    logs.collect(session, group, now, texts, reports);
    CounterChange change;
    if (!works.empty())
        addSpans(works, group, texts, change);
    texts.flush(session, m_compressor);
    if (!works.empty())
        writeSpans(session, works, texts, now, change);
    logs.insert(session, texts, m_services, change);
    if (works.empty() && change.logs == 0)
        return reports;
    change.bytes += texts.byteChange();
    countCommit(session, change);
    unit.commit();
    m_cache.trim();
    return reports;
}

/// Traces of which nothing is new are no work.
std::vector<AppendReport> Appender::leaveOutStored(Works &works, Group group)
{
    std::vector<AppendReport> reports(group.size());
    for (std::size_t b = 0; b < group.size(); ++b)
        reports[b].duplicate.resize(group[b]->batch.spans.size());
    for (auto &[id, work] : works) {
        std::erase_if(work.places, [&](Place place) {
            const bool fresh = work.state->ids.insert(group[place.batch]->batch.spans[place.span].id);
            reports[place.batch].stored += fresh ? 1U : 0U;
            reports[place.batch].duplicate[place.span] = !fresh;
            return !fresh;
        });
    }
    std::erase_if(works, [](const auto &entry) { return entry.second.places.empty(); });
    return reports;
}

/// As far as the texts.
void Appender::addSpans(Works &works, Group group, Texts &texts, CounterChange &change)
{
    for (auto &[id, work] : works) {
        addSpansOf(*work.state, work, group, texts);
        change.traces += work.isNew ? 1 : 0;
        change.spans += static_cast<std::int64_t>(work.places.size());
    }
    encode(works, group, texts);
}

/// Once the texts have their numbers.
void Appender::writeSpans(Session &session, Works &works, const Texts &texts, Timestamp now, CounterChange &change)
{
    change.bytes += insertChunks(session, works, texts) + insertSightings(session, works) + change.traces * bytesof::trace;
    for (auto &[id, work] : works) {
        for (std::size_t i = 0; i < work.ownTexts.size(); ++i)
            work.state->texts[i] = work.ownTexts[i] ? std::optional(texts.idOf(*work.ownTexts[i])) : std::nullopt;
    }
    writeRows(session, works, Timestamp(std::chrono::floor<std::chrono::hours>(now)));
    writeSearch(session, works);
    writePassages(session, works, now);
}

Appender::Works Appender::sorted(Group group)
{
    Works works;
    for (std::uint32_t b = 0; b < group.size(); ++b) {
        const std::vector<Span> &spans = group[b]->batch.spans;
        for (std::uint32_t s = 0; s < spans.size(); ++s)
            works[spans[s].traceId].places.push_back({b, s});
    }
    return works;
}

void Appender::learnNames(Session &session, Group group)
{
    std::set<std::string> services;
    std::set<std::string> steps;
    for (const AdmittedBatch *const admitted : group) {
        const std::vector<Span> &spans = admitted->batch.spans;
        services.merge(LogAppender::servicesOf(admitted->batch));
        for (std::size_t s = 0; s < spans.size(); ++s) {
            services.insert(serviceOf(admitted->batch, spans[s]));
            if (admitted->facts[s].step != StepKind::Other || !admitted->facts[s].documents.empty())
                steps.insert(storable(spans[s].name));
        }
    }
    m_services.learn(session, services);
    m_steps.learn(session, steps);
}

void Appender::findStates(Session &session, Works &works)
{
    Column ids(Type::Bytes);
    for (const auto &[id, work] : works)
        ids.add(id);
    Parameters parameters;
    parameters.column(ids);
    std::map<std::int64_t, TraceState> unknown;
    Column seqs(Type::Integer);
    std::set<TraceId> stored;
    {
        Rows rows = session.runPrepared("SELECT id, seq, chunk_count FROM traces WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE",
                                        parameters);
        while (rows.next()) {
            const TraceId id = rows.id<TraceId>(0);
            stored.insert(id);
            Work &work = works.at(id);
            work.isNew = false;
            TraceState *const known = m_cache.find(id);
            if (known != nullptr && known->seq == rows.integer(1) && known->chunkCount == rows.integer(2))
                work.state = known;
            else
                seqs.add(rows.integer(1));
        }
    }
    if (seqs.count() > 0)
        loadStates(session, unknown, seqs);
    for (auto &[seq, state] : unknown) {
        const TraceId id = state.digest.summary.id;
        works.at(id).state = &keep(id, std::move(state));
    }
    for (auto &[id, work] : works) {
        if (work.state != nullptr)
            continue;
        if (stored.contains(id))
            throw clash();
        TraceState fresh;
        fresh.seq = nextSeq(session);
        work.state = &keep(id, std::move(fresh));
    }
}

TraceState &Appender::keep(TraceId id, TraceState state)
{
    if (TraceState *const known = m_cache.find(id))
        return *known = std::move(state);
    return m_cache.add(id, std::move(state));
}

void Appender::loadStates(Session &session, std::map<std::int64_t, TraceState> &states, const Column &seqs)
{
    Parameters parameters;
    parameters.column(seqs);
    Rows row = session.runPrepared(
        "SELECT " SPANWISE_PG_SUMMARY_COLUMNS ", t.answer, " SPANWISE_PG_LONG_TEXT("answer") ", t.context, " SPANWISE_PG_LONG_TEXT(
            "context") ", t.seq, t.chunk_count, t.naming_rank, t.naming_begin_ns, t.question_text, t.answer_text, t.context_text, "
                       "t.service, t.steps FROM traces t WHERE t.seq = ANY ($1)",
        parameters);
    while (row.next()) {
        int column = summaryColumnCount;
        TraceState state;
        state.digest.summary = summaryOf(row);
        state.digest.answer = shortOrLong(row, column);
        state.digest.context = shortOrLong(row, column + 2);
        column += 4;
        state.seq = row.integer(column++);
        state.chunkCount = row.integer(column++);
        state.digest.namingRank = static_cast<TraceDigest::Rank>(row.integer(column++));
        state.digest.namingBegin = row.time(column++);
        for (auto &text : state.texts) {
            if (!row.isNull(column))
                text = row.integer(column);
            ++column;
        }
        m_services.remember(state.digest.summary.service, row.integer(column++));
        for (const std::int64_t step : row.integers(column))
            state.addStep(static_cast<std::uint64_t>(step));
        states.emplace(state.seq, std::move(state));
    }
    Rows ids = session.runPrepared("SELECT s.seq, c.span_ids FROM unnest($1) AS s (seq) JOIN chunks c ON c.id >= s.seq * 16777216 "
                                   "AND c.id < (s.seq + 1) * 16777216",
                                   parameters);
    while (ids.next()) {
        const std::string_view bytes = ids.bytes(1);
        for (std::size_t at = 0; at + SpanId::byteCount <= bytes.size(); at += SpanId::byteCount)
            states.at(ids.integer(0)).ids.insert(idFrom<SpanId>(bytes.substr(at, SpanId::byteCount)));
    }
}

std::int64_t Appender::nextSeq(Session &session)
{
    if (m_seqsLeft == 0) {
        Rows row = session.runPrepared("SELECT nextval('trace_blocks')");
        row.next();
        m_nextSeq = row.integer(0) * blockSize;
        m_seqsLeft = blockSize;
    }
    --m_seqsLeft;
    return m_nextSeq++;
}

void Appender::addSpansOf(TraceState &state, Work &work, Group group, Texts &texts)
{
    TraceDigest &digest = state.digest;
    const auto compared = [&] { return std::array{digest.summary.question, digest.answer, digest.summary.rootName}; };
    const auto before = work.isNew ? std::array<std::string, 3>() : compared();
    work.wasQuery = !work.isNew && digest.namingRank == TraceDigest::Rank::Query;
    for (const Place &place : work.places) {
        const AdmittedBatch &admitted = *group[place.batch];
        const Span &span = admitted.batch.spans[place.span];
        const SpanFacts &facts = admitted.facts[place.span];
        digest.add(span, facts, serviceOf(admitted.batch, span));
        if (facts.step != StepKind::Other)
            state.addStep(static_cast<std::uint64_t>(m_steps.at(storable(span.name))));
        for (const SeenDocument &seen : facts.documents)
            work.sightings.insert_or_assign({static_cast<std::int64_t>(seen.key), m_steps.at(storable(span.name)), seen.rank}, seen.score);
    }
    work.isRenamed = work.isNew || before != compared();
    for (std::size_t i = 0; work.isRenamed && work.wasQuery && i < 2; ++i) {
        if (!before[i].empty())
            work.displaced.push_back({textMark(before[i]), before[i]});
    }
    const std::array<const std::string *, 3> own{&digest.summary.question, &digest.answer, &digest.context};
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i]->size() >= chunkformat::textBytes)
            work.ownTexts[i] = texts.reference(*own[i]);
        if (state.texts[i])
            texts.release(*state.texts[i]);
    }
}

void Appender::encode(Works &works, Group group, Texts &texts)
{
    std::vector<ChunkPress::Sources> sources;
    for (const auto &[id, work] : works) {
        if (work.state->chunkCount + 1 >= chunksPerTrace)
            throw Failure({Error::Code::TooLarge, "Trace " + id.toHex() + " arrived in more pieces than a trace can have. Its spans "
                                                                          "are refused; start a new trace in the pipeline."});
        ChunkPress::Sources &trace = sources.emplace_back();
        trace.reserve(work.places.size());
        for (const Place &place : work.places)
            trace.push_back({&group[place.batch]->batch, place.span, &group[place.batch]->facts[place.span]});
    }
    std::vector<PressedChunk> chunks = m_press.press(sources);
    auto chunk = chunks.begin();
    for (auto &[id, work] : works) {
        work.chunk = std::move(*chunk++);
        for (const std::string_view text : work.chunk.texts)
            work.texts.push_back(texts.reference(text));
    }
}

/// Returns the bytes they take.
std::int64_t Appender::insertChunks(Session &session, const Works &works, const Texts &texts)
{
    std::int64_t bytes = 0;
    Column ids(Type::Integer);
    Column spanIds(Type::Bytes);
    Column references(Type::Bytes);
    Column documents(Type::Text); // "{1,2}": arrays within an array must be of one length
    Column data(Type::Bytes);
    Column marks(Type::Bytes);
    for (const auto &[id, work] : works) {
        ids.add(chunkId(work.state->seq, work.state->chunkCount++));
        spanIds.add(std::string_view(work.chunk.spanIds));
        ByteWriter numbers;
        for (const TextHash &text : work.texts)
            numbers.varint(static_cast<std::uint64_t>(texts.idOf(text)));
        work.texts.empty() ? references.addNull() : references.add(std::string_view(numbers.bytes()));
        std::string keys;
        for (const auto &[document, sighting] : work.sightings)
            keys += (keys.empty() ? "" : ",") + std::to_string(std::get<0>(document));
        documents.add(std::string_view("{" + keys + "}"));
        data.add(std::string_view(work.chunk.data));
        marks.add(std::string_view(work.chunk.marks.packed));
        bytes += bytesof::chunk + static_cast<std::int64_t>(work.chunk.spanIds.size() + work.chunk.data.size());
    }
    Parameters parameters;
    parameters.column(ids).column(spanIds).column(references).column(documents).column(data);
    parameters.column(marks);
    session.runPrepared("WITH n AS MATERIALIZED (SELECT * FROM unnest($1, $2, $3, $4, $5, $6) AS n (id, span_ids, texts, documents, data, marks)), "
                        "marked AS (INSERT INTO marks (chunk, data) SELECT id, marks FROM n) "
                        "INSERT INTO chunks (id, span_ids, texts, documents, data, marked) "
                        "SELECT id, span_ids, texts, documents::bigint[], data, true FROM n",
                        parameters);
    return bytes;
}

/// Returns the bytes they take.
std::int64_t Appender::insertSightings(Session &session, const Works &works)
{
    Column documents(Type::Integer);
    Column traces(Type::Integer);
    Column steps(Type::Integer);
    Column ranks(Type::Integer);
    Column scores(Type::Real);
    for (const auto &[id, work] : works) {
        for (const auto &[key, score] : work.sightings) {
            documents.add(std::get<0>(key));
            traces.add(work.state->seq);
            steps.add(std::get<1>(key));
            ranks.add(std::get<2>(key));
            scores.add(score);
        }
    }
    if (documents.count() == 0)
        return 0;
    Parameters parameters;
    parameters.column(documents).column(traces).column(steps).column(ranks).column(scores);
    const Rows rows = session.runPrepared("INSERT INTO sightings (document, trace, step, rank, score) "
                                          "SELECT * FROM unnest($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                                          parameters);
    return rows.affected() * bytesof::sighting;
}

void Appender::writeRows(Session &session, const Works &works, Timestamp arrived)
{
    TraceColumns added;
    TraceColumns changed;
    for (const auto &[id, work] : works)
        (work.isNew ? added : changed).add(*work.state, m_services.at(work.state->digest.summary.service));
    if (changed.count() > 0)
        changed.update(session);
    if (added.count() > 0 && added.insert(session, arrived) != added.count())
        throw clash();
}

void Appender::writeSearch(Session &session, const Works &works)
{
    Column seqs(Type::Integer);
    Column texts(Type::Text);
    for (const auto &[id, work] : works) {
        if (!work.isRenamed)
            continue;
        const TraceDigest &digest = work.state->digest;
        seqs.add(work.state->seq);
        texts.add(std::string_view(storable(vocabulary(searchableText(digest.summary.question, digest.answer, digest.summary.rootName)))));
    }
    if (seqs.count() == 0)
        return;
    Parameters parameters;
    parameters.column(seqs).column(texts);
    session.runPrepared("INSERT INTO search (trace, text) SELECT * FROM unnest($1, $2) ON CONFLICT (trace) DO UPDATE SET text = excluded.text",
                        parameters);
}

void Appender::writePassages(Session &session, const Works &works, Timestamp now)
{
    for (const auto &[id, work] : works) {
        const ChunkMarks &marks = work.chunk.marks;
        const auto note = [&](const Passage &passage) { m_passages.note(passage, now); };
        std::ranges::for_each(marks.passages, note);
        // The row of a trace has the texts of one query; those of others are passages.
        if (marks.queries > 1 || (work.wasQuery && marks.queries > 0))
            std::ranges::for_each(marks.queryTexts, note);
        std::ranges::for_each(work.displaced, note);
    }
    m_passages.flush(session);
}

} // namespace spanwise::pg
