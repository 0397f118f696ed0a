// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/tracecolumns.h"

#include "core/store/postgres/text.h"

#include <string>

// In the order of TraceColumns::parameters(); the names are those of the table.
#define SPANWISE_PG_TRACE_COLUMNS                                                                            \
    "seq, id, chunk_count, begin_ns, end_ns, duration_ns, service, root_name, pipeline, span_count, "        \
    "error_count, step_count, "                                                                              \
    "has_root, failed, trouble, is_query, input_tokens, output_tokens, cost_usd, hallucination, cache_hit, " \
    "replay_of, "                                                                                            \
    "naming_rank, naming_begin_ns, steps, question, question_text, answer, answer_text, context, "           \
    "context_text"
#define SPANWISE_PG_TRACE_ROWS                                                                           \
    "unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, " \
    "$21, $22, $23, $24, $25, "                                                                          \
    "$26, $27, $28, $29, $30, $31) AS n (" SPANWISE_PG_TRACE_COLUMNS ")"

namespace spanwise::pg {
namespace {

/// As far as a number reaches: times come from outside.
std::int64_t lengthOf(const TimeWindow &time)
{
    std::int64_t length = 0;
    const bool isTooLong =
        __builtin_sub_overflow(std::int64_t(time.end.time_since_epoch().count()),
                               std::int64_t(time.begin.time_since_epoch().count()), &length);
    return isTooLong ? INT64_MAX : length;
}

std::string arrayText(const std::vector<std::uint64_t> &steps)
{
    std::string text = "{";
    for (const std::uint64_t step : steps)
        text += (text.size() > 1 ? "," : "") + std::to_string(step);
    return text + "}";
}

} // namespace

void TraceColumns::add(const TraceState &state, std::int64_t service)
{
    const TraceDigest &digest = state.digest;
    const TraceSummary &summary = digest.summary;
    m_seq.add(state.seq);
    m_id.add(summary.id);
    m_chunkCount.add(state.chunkCount);
    m_begin.add(summary.time.begin);
    m_end.add(summary.time.end);
    m_duration.add(lengthOf(summary.time));
    m_service.add(service);
    m_rootName.add(std::string_view(storable(summary.rootName)));
    m_pipeline.add(std::string_view(storable(summary.pipeline)));
    m_spanCount.add(std::int64_t(summary.spanCount));
    m_errorCount.add(std::int64_t(summary.errorCount));
    m_stepCount.add(std::int64_t(summary.stepCount));
    m_hasRoot.add(summary.hasRoot);
    m_failed.add(summary.failed);
    m_trouble.add(summary.failed || summary.errorCount > 0);
    m_isQuery.add(!summary.question.empty());
    m_inputTokens.add(summary.inputTokens);
    m_outputTokens.add(summary.outputTokens);
    m_costUsd.add(summary.costUsd);
    m_hallucination.add(summary.hallucination);
    m_cacheHit.add(summary.cacheHit);
    if (summary.replayOf)
        m_replayOf.add(summary.replayOf);
    else
        m_replayOf.addNull();
    m_namingRank.add(static_cast<std::int64_t>(digest.namingRank));
    m_namingBegin.add(digest.namingBegin);
    m_steps.add(std::string_view(arrayText(state.steps)));
    addText(m_question, m_questionText, summary.question, state.texts[0]);
    addText(m_answer, m_answerText, digest.answer, state.texts[1]);
    addText(m_context, m_contextText, digest.context, state.texts[2]);
}

/// NULL when it is empty, or long and in texts.
void TraceColumns::addText(Column &shortText, Column &longText, std::string_view text,
                           const std::optional<std::int64_t> &id)
{
    if (text.empty() || id)
        shortText.addNull();
    else
        shortText.add(text);
    longText.add(id);
}

Parameters TraceColumns::parameters() const
{
    Parameters all;
    for (const Column *const column :
         {&m_seq,        &m_id,           &m_chunkCount,   &m_begin,       &m_end,
          &m_duration,   &m_service,      &m_rootName,     &m_pipeline,    &m_spanCount,
          &m_errorCount, &m_stepCount,    &m_hasRoot,      &m_failed,      &m_trouble,
          &m_isQuery,    &m_inputTokens,  &m_outputTokens, &m_costUsd,     &m_hallucination,
          &m_cacheHit,   &m_replayOf,     &m_namingRank,   &m_namingBegin, &m_steps,
          &m_question,   &m_questionText, &m_answer,       &m_answerText,  &m_context,
          &m_contextText})
        all.column(*column);
    return all;
}

std::size_t TraceColumns::insert(Session &session, Timestamp arrived) const
{
    Parameters all = parameters();
    all.integer(arrived);
    const Rows rows = session.runPrepared(
        "INSERT INTO traces (arrived_ns, " SPANWISE_PG_TRACE_COLUMNS
        ") SELECT $32, seq, id, chunk_count, begin_ns, end_ns, duration_ns, service, root_name, pipeline, "
        "span_count, error_count, "
        "step_count, has_root, failed, trouble, is_query, input_tokens, output_tokens, cost_usd, "
        "hallucination, cache_hit, "
        "replay_of, naming_rank, naming_begin_ns, steps::bigint[], question, question_text, answer, "
        "answer_text, context, "
        "context_text FROM " SPANWISE_PG_TRACE_ROWS " ORDER BY id ON CONFLICT (id) DO NOTHING",
        all);
    return static_cast<std::size_t>(rows.affected());
}

void TraceColumns::update(Session &session) const
{
    session.runPrepared(
        "UPDATE traces t SET chunk_count = n.chunk_count, begin_ns = n.begin_ns, end_ns = n.end_ns, "
        "duration_ns = n.duration_ns, "
        "service = n.service, root_name = n.root_name, pipeline = n.pipeline, span_count = n.span_count, "
        "error_count = n.error_count, step_count = n.step_count, has_root = n.has_root, failed = n.failed, "
        "trouble = n.trouble, "
        "is_query = n.is_query, input_tokens = n.input_tokens, output_tokens = n.output_tokens, cost_usd = "
        "n.cost_usd, "
        "hallucination = n.hallucination, cache_hit = n.cache_hit, replay_of = n.replay_of, naming_rank = "
        "n.naming_rank, "
        "naming_begin_ns = n.naming_begin_ns, steps = n.steps::bigint[], question = n.question, "
        "question_text = n.question_text, "
        "answer = n.answer, answer_text = n.answer_text, context = n.context, context_text = n.context_text "
        "FROM " SPANWISE_PG_TRACE_ROWS " WHERE t.seq = n.seq",
        parameters());
}

} // namespace spanwise::pg
