// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/pipeline/queryrun.h"

#include "app/demo/pipeline/spanattributes.h"
#include "app/demo/pipeline/stepfailure.h"
#include "app/demo/pipeline/stepnames.h"
#include "app/demo/steps/fusion.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <future>
#include <utility>

namespace spanwise::demo {
namespace {

constexpr std::size_t candidatesPerSearch = 20;

/// What a broken step says. Generation breaks most often, as in real pipelines.
struct Breakage
{
    std::string_view step;
    const char *message;
};

constexpr std::array<Breakage, 5> breakages{{
    {step::vectorSearch, "The vector index did not answer within 2 s (broken on purpose by --error-rate)."},
    {step::bm25Search, "The full-text index is locked (broken on purpose by --error-rate)."},
    {step::reranking, "The reranking model ran out of memory (broken on purpose by --error-rate)."},
    {step::generation, "The model is overloaded, status 529 (broken on purpose by --error-rate)."},
    {step::generation, "The model did not answer within 30 s (broken on purpose by --error-rate)."},
}};

/// Statements that no page of the manual supports.
constexpr std::array<const char *, 4> inventions{
    "Beyond that, a hidden bonus mode doubles throughput whenever somebody whistles Beethoven.",
    "Customers in Antarctica additionally receive printed copies by carrier pigeon every Tuesday.",
    "According to astronomers, quantum telescopes aboard submarines predicted exactly this behaviour.",
    "Premium subscribers unlock blockchain notarisation, holographic dashboards and unlimited espresso.",
};

const Breakage *breakageOf(std::string_view step, std::size_t variant)
{
    const auto matches = [&](const Breakage &breakage) { return breakage.step == step; };
    const auto first = std::find_if(breakages.begin(), breakages.end(), matches);
    const auto count = static_cast<std::size_t>(std::count_if(breakages.begin(), breakages.end(), matches));
    return &*(first + static_cast<std::ptrdiff_t>(variant % std::max<std::size_t>(count, 1)));
}

std::vector<Analysis> partsOf(const Analysis &analysis, Route route)
{
    if (route == Route::Simple || analysis.subQuestions.size() < 2)
        return {analysis};
    std::vector<Analysis> parts;
    for (const std::string &question : analysis.subQuestions)
        parts.push_back(analyse(question));
    return parts;
}

std::vector<Answer::Document> documentsOf(const Prompt &prompt)
{
    std::vector<Answer::Document> documents;
    for (const Prompt::Document &each : prompt.documents)
        documents.push_back({each.section->id, each.section->heading(), each.section->content, each.score});
    return documents;
}

} // namespace

QueryRun::QueryRun(const PipelineParts &parts, const QueryRequest &request, Misbehaviour misbehaviour)
    : m_parts(parts)
    , m_request(request)
    , m_misbehaviour(std::move(misbehaviour))
{
    if (m_parts.dice.happens(m_misbehaviour.errorRate)) {
        m_failingStep = breakages[m_parts.dice.pick(breakages.size())].step;
        if (m_failingStep == step::reranking && !m_request.context.rerank)
            m_failingStep = step::generation;
    }
}

Answer QueryRun::compute()
{
    const Analysis analysis = analyseQuestion();
    const Routing routing = route(analysis);
    const std::vector<Analysis> parts = partsOf(analysis, routing.route);
    Hits hits = retrieve(parts);
    if (m_request.context.rerank)
        hits = rerank(parts, hits);
    hits.resize(std::min(hits.size(), m_request.context.topK));
    Prompt prompt{m_request.question, parts, {}};
    for (const Hit &hit : hits)
        prompt.documents.push_back({&m_parts.knowledge.corpus[hit.section], hit.score});
    const Completion completion = generate(prompt);
    const Verification verification = verify(completion, prompt);

    Answer answer;
    answer.text = completion.text;
    answer.pipeline = routing.route;
    answer.hallucinationScore = verification.hallucinationScore;
    answer.groundedness = verification.groundedness;
    answer.documents = documentsOf(prompt);
    answer.timings = m_clock.timings();
    answer.model = m_parts.generator.modelName();
    answer.promptTokens = completion.promptTokens;
    answer.completionTokens = completion.completionTokens;
    const Price price = m_parts.generator.price();
    answer.costUsd =
        price.costOfPrompt(completion.promptTokens) + price.costOfCompletion(completion.completionTokens);
    return answer;
}

void QueryRun::misbehave(std::string_view step) const
{
    if (const auto slow = m_misbehaviour.slowSteps.find(step); slow != m_misbehaviour.slowSteps.end())
        m_parts.pace.wait(slow->second);
    if (step == m_failingStep)
        throw StepFailure(step, breakageOf(step, m_parts.dice.pick(breakages.size()))->message);
}

Analysis QueryRun::analyseQuestion()
{
    return inStep(step::analysis, [&](ScopedSpan &span) {
        Analysis analysis = analyse(m_request.question);
        describe(span, "CHAIN", m_request.question);
        span.set("output.value", analysis.normalised)
            .set("query.language", analysis.language)
            .set("query.intent", nameOf(analysis.intent))
            .set("query.terms", analysis.terms)
            .set("query.expansion", analysis.expansion)
            .set("query.sub_questions", analysis.subQuestions);
        return analysis;
    });
}

Routing QueryRun::route(const Analysis &analysis)
{
    return inStep(step::routing, [&](ScopedSpan &span) {
        Routing routing = decideRoute(analysis, m_request.context.pipeline);
        describe(span, "CHAIN", analysis.normalised);
        span.set("output.value", nameOf(routing.route))
            .set("routing.complexity", routing.complexity)
            .set("routing.reason", routing.reason);
        return routing;
    });
}

Hits QueryRun::retrieve(const std::vector<Analysis> &parts)
{
    return inStep(step::retrieval, [&](ScopedSpan &span) {
        describe(span, "RETRIEVER", m_request.question);
        std::vector<Hits> lists;
        for (const Analysis &part : parts)
            searchBothWays(part, lists);
        Hits fused = inStep(step::fusion, [&](ScopedSpan &fusion) {
            Hits all = fuse(lists, candidatesPerSearch);
            describe(fusion, "CHAIN", m_request.question);
            fusion.set("fusion.method", "reciprocal_rank")
                .set("fusion.lists", lists.size())
                .set("fusion.documents", all.size());
            return all;
        });
        span.set("retrieval.hops", parts.size());
        setDocuments(span, "retrieval.documents", m_parts.knowledge.corpus, fused);
        return fused;
    });
}

void QueryRun::searchBothWays(const Analysis &part, std::vector<Hits> &lists)
{
    // The other thread has no context of its own: hand ours over, or its span would begin a trace.
    auto vectors = std::async(std::launch::async, [this, &part, context = Context::current()] {
        const ContextScope scope(context);
        return vectorSearch(part);
    });
    Hits bm25 = bm25Search(part); // when this throws, the future waits for the other search before it goes
    lists.push_back(vectors.get());
    lists.push_back(std::move(bm25));
}

Hits QueryRun::vectorSearch(const Analysis &part)
{
    return inStep(step::vectorSearch, [&](ScopedSpan &span) {
        const VectorIndex &index = m_parts.knowledge.vectors;
        Hits hits = index.search(index.embed(part.terms, part.expansion), candidatesPerSearch);
        describe(span, "RETRIEVER", part.normalised);
        span.set("embedding.model_name", VectorIndex::modelName)
            .set("retrieval.top_k", candidatesPerSearch)
            .set("retrieval.metric", "cosine");
        setDocuments(span, "retrieval.documents", m_parts.knowledge.corpus, hits);
        return hits;
    });
}

Hits QueryRun::bm25Search(const Analysis &part)
{
    return inStep(step::bm25Search, [&](ScopedSpan &span) {
        Result<Hits> hits = m_parts.knowledge.bm25->search(part.terms, part.expansion, candidatesPerSearch);
        if (!hits)
            throw StepFailure(step::bm25Search, hits.error().message);
        describe(span, "RETRIEVER", part.normalised);
        span.set("db.system", "sqlite")
            .set("retrieval.top_k", candidatesPerSearch)
            .set("retrieval.metric", "bm25");
        setDocuments(span, "retrieval.documents", m_parts.knowledge.corpus, *hits);
        return *std::move(hits);
    });
}

Hits QueryRun::rerank(const std::vector<Analysis> &parts, const Hits &candidates)
{
    return inStep(step::reranking, [&](ScopedSpan &span) {
        Hits ranked = m_parts.knowledge.reranker.rerank(parts, candidates);
        if (const std::size_t lost = m_misbehaviour.dropDocument; lost >= 1 && lost <= ranked.size())
            ranked.erase(ranked.begin() + static_cast<std::ptrdiff_t>(lost - 1));
        ranked.resize(std::min(ranked.size(), m_request.context.topK));
        describe(span, "RERANKER", m_request.question);
        span.set("reranker.query", m_request.question)
            .set("reranker.model_name", Reranker::modelName)
            .set("reranker.top_k", m_request.context.topK);
        setDocuments(span, "reranker.input_documents", m_parts.knowledge.corpus, candidates);
        setDocuments(span, "reranker.output_documents", m_parts.knowledge.corpus, ranked);
        return ranked;
    });
}

Completion QueryRun::generate(const Prompt &prompt)
{
    return inStep(step::generation, [&](ScopedSpan &span) {
        describe(span, "LLM", prompt.userMessage());
        span.set("llm.model_name", m_parts.generator.modelName());
        Result<Completion> made = m_parts.generator.generate(prompt);
        if (!made)
            throw StepFailure(step::generation, made.error().message);
        Completion completion = *std::move(made);
        if (m_parts.dice.happens(m_misbehaviour.hallucinate)) {
            const std::string invention = inventions[m_parts.dice.pick(inventions.size())];
            completion.text += (completion.text.ends_with("```") ? "\n" : " ") + invention;
        }
        m_parts.pace.spend("", completion.completionTokens);
        setGeneration(span, m_parts.generator, prompt, completion);
        return completion;
    });
}

Verification QueryRun::verify(const Completion &completion, const Prompt &prompt)
{
    return inStep(step::verification, [&](ScopedSpan &span) {
        Verification verification = m_parts.verifier.verify(completion.text, prompt);
        describe(span, "EVALUATOR", completion.text);
        span.set("verification.sentences", verification.sentences.size())
            .set("verification.unsupported", verification.unsupported);
        setEvaluations(span, verification);
        for (const SupportedSentence &sentence : verification.sentences) {
            if (sentence.support < Verifier::supportNeeded)
                span.event("unsupported_sentence",
                           {{"sentence", sentence.text}, {"support", sentence.support}});
        }
        return verification;
    });
}

} // namespace spanwise::demo
