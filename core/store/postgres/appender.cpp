// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/appender.h"

#include "core/store/chunk/chunkformat.h"
#include "core/store/postgres/counters.h"
#include "core/store/postgres/stopsignal.h"
#include "core/store/postgres/storedtraces.h"
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
    return span.resource < batch.resources.size() ? storable(batch.resources[span.resource].serviceName())
                                                  : std::string();
}

/// Two writers saw for the first time at the same moment what only one of them can create.
Failure clash()
{
    return Failure({Error::Code::Busy,
                    "Another Spanwise keeps writing the same traces. Send the same data again later."},
                   Failure::Kind::Clash);
}

} // namespace

std::vector<AppendReport> Appender::append(Session &session, Group group, Timestamp now)
{
    learnNames(session, group);

    Unit unit(session, Unit::Kind::Write);
    Works works = sorted(session, group);
    findStates(session, works);
    std::vector<AppendReport> reports = leaveOutStored(session, works, group);
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
    m_services.keepNewest();
    m_steps.keepNewest();
    m_cache.trim();
    return reports;
}

/// Traces of which nothing is new are no work.
std::vector<AppendReport> Appender::leaveOutStored(Session &session, Works &works, Group group)
{
    std::vector<AppendReport> reports = emptyReports(group);
    for (auto &[id, work] : works)
        work.repeated = takeRepeated(work.places, work.state->ids, group, reports);
    addLateHalves(session, works, group, reports);
    std::erase_if(
        works, [](const auto &entry) { return entry.second.places.empty() && entry.second.late == nullptr; });
    learnLateNames(session, works);
    return reports;
}

/// What the repeated spans say that is not known yet.
void Appender::addLateHalves(Session &session, Works &works, Group group, std::vector<AppendReport> &reports)
{
    StoredTraces::Wanted wanted;
    for (auto &[id, work] : works) {
        if (work.repeated.empty())
            continue;
        work.late = std::make_unique<LateHalves>(work.state->ids);
        if (auto stored = knowFresh(*work.late, work.places, work.repeated, group); !stored.empty())
            wanted.emplace(id, std::move(stored));
    }
    const StopSignal never{std::stop_token()};
    StoredTraces(session, never, m_readFacts).spansOf(wanted, [&](TraceId id, TelemetryBatch stored) {
        works.at(id).late->know(std::move(stored));
    });
    for (auto &[id, work] : works) {
        if (work.late != nullptr && !addRepeated(*work.late, work.repeated, group, m_readFacts, reports))
            work.late.reset();
    }
}

/// The pieces together may be a step where none of them was.
void Appender::learnLateNames(Session &session, const Works &works)
{
    std::set<std::string> services;
    std::set<std::string> steps;
    for (const auto &[id, work] : works) {
        if (work.late == nullptr)
            continue;
        for (const SpanSource &source : work.late->sources()) {
            services.insert(serviceOf(*source.batch, source.span()));
            if (source.facts->step != StepKind::Other || !source.facts->documents.empty())
                steps.insert(storable(source.span().name));
        }
    }
    m_services.learnWithin(session, services);
    m_steps.learnWithin(session, steps);
}

/// As far as the texts.
void Appender::addSpans(Works &works, Group group, Texts &texts, CounterChange &change)
{
    for (auto &[id, work] : works) {
        addSpansOf(*work.state, work, group, texts);
        change.traces += work.isNew ? 1 : 0;
        change.spans += static_cast<std::int64_t>(work.places.size());
        if (work.late != nullptr)
            change.spans += static_cast<std::int64_t>(work.late->sources().size() - work.late->repeated());
    }
    encode(works, group, texts);
}

/// Once the texts have their numbers.
void Appender::writeSpans(Session &session, Works &works, const Texts &texts, Timestamp now,
                          CounterChange &change)
{
    change.bytes += insertChunks(session, works, texts) + insertSightings(session, works) +
                    change.traces * bytesof::trace;
    for (auto &[id, work] : works) {
        for (std::size_t i = 0; i < work.ownTexts.size(); ++i)
            work.state->texts[i] =
                work.ownTexts[i] ? std::optional(texts.idOf(*work.ownTexts[i])) : std::nullopt;
    }
    writeRows(session, works, Timestamp(std::chrono::floor<std::chrono::hours>(now)));
    m_aliases.write(session);
    writeSearch(session, works);
    writePassages(session, works, now);
}

/// By the ids of their rows.
Appender::Works Appender::sorted(Session &session, Group group)
{
    std::map<TraceId, std::vector<Place>> sent;
    std::vector<TraceId> unknown; // in the order of arrival
    for (std::uint32_t b = 0; b < group.size(); ++b) {
        const std::vector<Span> &spans = group[b]->batch.spans;
        for (std::uint32_t s = 0; s < spans.size(); ++s) {
            const auto [entry, isNew] = sent.try_emplace(spans[s].traceId);
            entry->second.push_back({b, s});
            if (isNew && m_cache.find(entry->first) == nullptr && m_aliases.known(entry->first) == nullptr)
                unknown.push_back(entry->first);
        }
    }
    const auto rows = m_aliases.rowsOf(session, unknown);
    Works works;
    for (const auto &[id, places] : sent) {
        const auto found = rows.find(id);
        const TraceId *const known = found != rows.end() ? &found->second : m_aliases.known(id);
        std::vector<Place> &all = works[known != nullptr && m_cache.find(id) == nullptr ? *known : id].places;
        all.insert(all.end(), places.begin(), places.end());
        std::ranges::sort(all);
    }
    for (const TraceId id : unknown) {
        if (const auto work = works.find(id); work != works.end())
            work->second.mayBegin = true;
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
        Rows rows = session.runPrepared(
            "SELECT id, seq, chunk_count FROM traces WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE",
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
        if (stored.contains(id) || !work.mayBegin) // or retention took it meanwhile
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
        "SELECT " SPANWISE_PG_SUMMARY_COLUMNS
        ", t.answer, " SPANWISE_PG_LONG_TEXT("answer") ", t.context, " SPANWISE_PG_LONG_TEXT(
            "context") ", t.seq, t.chunk_count, t.naming_rank, t.naming_begin_ns, t.question_text, "
                       "t.answer_text, t.context_text, "
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
    Rows ids = session.runPrepared(
        "SELECT s.seq, c.span_ids FROM unnest($1) AS s (seq) JOIN chunks c ON c.id >= s.seq * 16777216 "
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
    const auto compared = [&] {
        return std::array{digest.summary.question, digest.answer, digest.summary.rootName};
    };
    const auto before = work.isNew ? std::array<std::string, 3>() : compared();
    work.wasQuery = !work.isNew && digest.namingRank == TraceDigest::Rank::Query;
    for (const Place &place : work.places) {
        const AdmittedBatch &admitted = *group[place.batch];
        const SpanSource source{&admitted.batch, place.span, &admitted.facts[place.span]};
        digest.add(source.span(), *source.facts, serviceOf(admitted.batch, source.span()));
        noteStep(state, work, source);
    }
    if (work.late != nullptr) {
        work.late->revise(digest);
        for (const SpanSource &source : work.late->sources())
            noteStep(state, work, source);
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

void Appender::noteStep(TraceState &state, Work &work, const SpanSource &source)
{
    const SpanFacts &facts = *source.facts;
    if (facts.step != StepKind::Other)
        state.addStep(static_cast<std::uint64_t>(m_steps.at(storable(source.span().name))));
    for (const SeenDocument &seen : facts.documents)
        work.sightings.insert_or_assign(
            {static_cast<std::int64_t>(seen.key), m_steps.at(storable(source.span().name)), seen.rank},
            seen.score);
}

void Appender::encode(Works &works, Group group, Texts &texts)
{
    std::vector<ChunkPress::Sources> sources;
    std::vector<std::pair<Work *, std::size_t>> owners; // and how many of the sources are repeated
    for (auto &[id, work] : works) {
        if (work.state->chunkCount + 2 >= chunksPerTrace)
            throw Failure(
                {Error::Code::TooLarge, "Trace " + id.toHex() +
                                            " arrived in more pieces than a trace can have. Its spans "
                                            "are refused; start a new trace in the pipeline."});
        if (!work.places.empty()) {
            ChunkPress::Sources &fresh = sources.emplace_back();
            fresh.reserve(work.places.size());
            for (const Place &place : work.places)
                fresh.push_back(
                    {&group[place.batch]->batch, place.span, &group[place.batch]->facts[place.span]});
            owners.emplace_back(&work, 0);
        }
        if (work.late != nullptr) {
            sources.push_back(work.late->sources());
            owners.emplace_back(&work, work.late->repeated());
        }
    }
    std::vector<PressedChunk> chunks = m_press.press(sources);
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const auto &[work, repeated] = owners[i];
        Piece &piece = work->pieces.emplace_back(std::move(chunks[i]));
        piece.repeated = repeated;
        for (const std::string_view text : piece.chunk.texts)
            piece.texts.push_back(texts.reference(text));
    }
}

/// As an array of the server's.
std::string Appender::documentsOf(const Work &work)
{
    std::string keys;
    for (const auto &[document, score] : work.sightings)
        keys += (keys.empty() ? "" : ",") + std::to_string(std::get<0>(document));
    return "{" + keys + "}";
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
    Column repeated(Type::Integer);
    for (const auto &[id, work] : works) {
        std::string seen = documentsOf(work);
        for (const Piece &piece : work.pieces) {
            ids.add(chunkId(work.state->seq, work.state->chunkCount++));
            spanIds.add(std::string_view(piece.chunk.spanIds));
            ByteWriter numbers;
            for (const TextHash &text : piece.texts)
                numbers.varint(static_cast<std::uint64_t>(texts.idOf(text)));
            piece.texts.empty() ? references.addNull() : references.add(std::string_view(numbers.bytes()));
            documents.add(std::string_view(seen));
            seen = "{}"; // of the whole trace, with its first piece: they go together
            data.add(std::string_view(piece.chunk.data));
            marks.add(std::string_view(piece.chunk.marks.packed));
            repeated.add(static_cast<std::int64_t>(piece.repeated));
            bytes += bytesof::chunk +
                     static_cast<std::int64_t>(piece.chunk.spanIds.size() + piece.chunk.data.size());
        }
    }
    Parameters parameters;
    parameters.column(ids).column(spanIds).column(references).column(documents).column(data);
    parameters.column(marks).column(repeated);
    session.runPrepared("WITH n AS MATERIALIZED (SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) "
                        "AS n (id, span_ids, texts, documents, data, marks, repeated)), "
                        "marked AS (INSERT INTO marks (chunk, data) SELECT id, marks FROM n) "
                        "INSERT INTO chunks (id, span_ids, texts, documents, data, marked, repeated) "
                        "SELECT id, span_ids, texts, documents::bigint[], data, true, repeated FROM n",
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
        texts.add(std::string_view(storable(
            vocabulary(searchableText(digest.summary.question, digest.answer, digest.summary.rootName)))));
    }
    if (seqs.count() == 0)
        return;
    Parameters parameters;
    parameters.column(seqs).column(texts);
    session.runPrepared("INSERT INTO search (trace, text) SELECT * FROM unnest($1, $2) ON CONFLICT (trace) "
                        "DO UPDATE SET text = excluded.text",
                        parameters);
}

void Appender::writePassages(Session &session, const Works &works, Timestamp now)
{
    for (const auto &[id, work] : works) {
        const auto note = [&](const Passage &passage) { m_passages.note(passage, now); };
        for (const Piece &piece : work.pieces) {
            const ChunkMarks &marks = piece.chunk.marks;
            std::ranges::for_each(marks.passages, note);
            // The row of a trace has the texts of one query; those of others are passages.
            if (marks.queries > 1 || (work.wasQuery && marks.queries > 0))
                std::ranges::for_each(marks.queryTexts, note);
        }
        std::ranges::for_each(work.displaced, note);
    }
    m_passages.flush(session);
}

} // namespace spanwise::pg
