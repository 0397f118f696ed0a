// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/pipeline/pipeline.h"

#include "app/demo/pipeline/queryrun.h"
#include "app/demo/pipeline/spanattributes.h"
#include "app/demo/pipeline/stepfailure.h"
#include "app/demo/pipeline/stepnames.h"

#include <utility>

namespace spanwise::demo {
namespace {

StartOptions startOptions(const QueryRequest &request)
{
    if (!request.caller)
        return {};
    return {.parent = request.caller, .kind = SpanKind::Server};
}

void setAnswer(OpenSpan &span, const Answer &answer)
{
    span.set("output.value", answer.text)
        .set("output.mime_type", "text/plain")
        .set("pipeline", nameOf(answer.pipeline))
        .set("cache.hit", answer.cacheHit)
        .set("hallucination_score", answer.hallucinationScore)
        .set("groundedness", answer.groundedness);
}

} // namespace

Pipeline::Pipeline(PipelineParts parts, const MisbehaviourSwitch &misbehaviour, AnswerCache &cache)
    : m_parts(std::move(parts))
    , m_misbehaviour(misbehaviour)
    , m_cache(cache)
{
}

std::variant<Answer, QueryFailure> Pipeline::answer(const QueryRequest &request)
{
    ++m_queries;
    ScopedSpan span = m_parts.tracer.start(step::query, startOptions(request));
    describe(span, "CHAIN", request.question);
    span.set("query.context", request.context.json).set("query.source", request.caller ? "http" : "self");
    const TraceId traceId = span.context().traceId;
    QueryFailure failure{{}, {}, traceId};
    try {
        Answer answer = answerInSpan(request, span);
        answer.traceId = traceId;
        setAnswer(span, answer);
        return answer;
    } catch (const StepFailure &broken) {
        failure.step = broken.step();
        failure.message = broken.what();
    } catch (const std::exception &unexpected) {
        failure.step = step::query;
        failure.message = std::string("The query could not be computed: ") + unexpected.what() + ".";
    }
    ++m_failed;
    span.set("cache.hit", false).set("error.type", failure.step).error(failure.message);
    return failure;
}

Answer Pipeline::answerInSpan(const QueryRequest &request, ScopedSpan &span)
{
    const auto begin = std::chrono::steady_clock::now();
    const auto elapsed = [&] { return Duration(std::chrono::steady_clock::now() - begin); };
    const std::string key = normalised(request.question) + '\n' + request.context.cacheKey();
    if (request.context.cache && !request.fresh) {
        if (const auto known = lookUp(request, key)) {
            Answer answer = *known;
            answer.cacheHit = true;
            answer.timings = {{std::string(step::cacheLookup), {}, elapsed()}};
            answer.duration = elapsed();
            // Nothing was generated this time, so nothing was paid for.
            answer.promptTokens = answer.completionTokens = 0;
            answer.costUsd = 0;
            return answer;
        }
    }
    Answer answer = QueryRun(m_parts, request, m_misbehaviour.current()).compute();
    answer.duration = elapsed();
    span.set("query.documents", answer.documents.size());
    m_cache.insert(key, std::make_shared<const Answer>(answer));
    return answer;
}

std::shared_ptr<const Answer> Pipeline::lookUp(const QueryRequest &request, const std::string &key)
{
    return m_parts.tracer.traced(step::cacheLookup, [&](ScopedSpan &span) {
        auto known = m_cache.find(key);
        describe(span, "CHAIN", request.question);
        span.set("output.value", known ? "hit" : "miss").set("cache.size", m_cache.statistics().size);
        return known;
    });
}

} // namespace spanwise::demo
