// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/facts.h"

#include "core/genai/evaluations.h"
#include "core/genai/indexedkey.h"
#include "core/genai/reading.h"
#include "core/genai/stepwords.h"
#include "core/genai/texts.h"
#include "core/genai/vocabulary.h"

#include <algorithm>
#include <array>

namespace spanwise {
namespace {

/// What a span says of itself, in the words of its dialect.
enum class Role : std::uint8_t {
    Unsaid,
    Model,     ///< one call of a language model
    Embedding, ///< one call of an embedding model: counts tokens, is no step
    Retriever,
    Reranker,
    Evaluator,
    Part,     ///< a chain, task or tool: its name says what it does
    Pipeline, ///< the whole: an agent, a workflow, a pipeline run
};

Role roleOfOpenInference(std::string_view kind)
{
    if (kind == "LLM")
        return Role::Model;
    if (kind == "EMBEDDING")
        return Role::Embedding;
    if (kind == "RETRIEVER")
        return Role::Retriever;
    if (kind == "RERANKER")
        return Role::Reranker;
    if (kind == "GUARDRAIL" || kind == "EVALUATOR")
        return Role::Evaluator;
    return Role::Part;
}

Role roleOfOperation(std::string_view operation)
{
    if (operation == "chat" || operation == "text_completion" || operation == "generate_content" ||
        operation == "completion")
        return Role::Model;
    if (operation == "embeddings" || operation == "embedding")
        return Role::Embedding;
    if (operation == "retrieval")
        return Role::Retriever;
    if (operation == "rerank")
        return Role::Reranker;
    if (operation == "invoke_workflow")
        return Role::Pipeline;
    return Role::Part; // agents and tools; also names of later versions
}

bool isPipelineRun(std::string_view name)
{
    return name == "haystack.pipeline.run" || name == "haystack.async_pipeline.run";
}

/// A query of a vector database as OpenLLMetry traces it: chroma.query, pinecone.query, qdrant.search_batch.
/// What it does besides (add, upsert, delete) finds nothing.
bool isVectorQuery(const Vocabulary &words)
{
    static constexpr std::array<std::string_view, 7> systems{"chroma",   "lancedb", "marqo",   "milvus",
                                                             "pinecone", "qdrant",  "weaviate"};
    const std::string_view operation = words.text(Word::DbOperation);
    return (operation.starts_with("query") || operation.starts_with("search") ||
            operation == "hybrid_search") &&
           std::ranges::find(systems, words.text(Word::DbSystem)) != systems.end();
}

/// Explicit words first, from the most to the least specific dialect (genai.md section 7 for gen_ai).
Role roleOf(const Span &span, const Vocabulary &words)
{
    if (const auto kind = words.text(Word::SpanKindWord); !kind.empty())
        return roleOfOpenInference(kind);
    if (const auto operation = words.text(Word::Operation); !operation.empty())
        return roleOfOperation(operation);
    if (const auto type = words.text(Word::LlmRequestType); !type.empty() && type != "unknown")
        return type == "rerank" ? Role::Reranker : type == "embedding" ? Role::Embedding : Role::Model;
    if (const auto kind = words.text(Word::TraceloopKind); !kind.empty())
        return kind == "workflow" ? Role::Pipeline : Role::Part;
    if (isPipelineRun(span.name))
        return Role::Pipeline;
    if (words.has(Word::HaystackComponentType))
        return Role::Part;
    if (words.has(Word::RerankerQuery))
        return Role::Reranker;
    if (words.has(Word::RetrievalQuery) || words.has(Word::DbVectorTopK) || isVectorQuery(words))
        return Role::Retriever;
    if (words.has(Word::TokensPrompt) || words.has(Word::UsageInputTokens) ||
        words.has(Word::UsagePromptTokens) || words.has(Word::InputMessages))
        return Role::Model;
    return Role::Unsaid;
}

StepKind stepOf(const Span &span, const Vocabulary &words, Role role)
{
    switch (role) {
    case Role::Model: {
        // A model call may be made for another step: "rewrite_query" asks a model and is analysis all the
        // same.
        const StepKind named = stepOfName(span.name);
        const bool special = named == StepKind::Analysis || named == StepKind::Routing ||
                             named == StepKind::Reranking || named == StepKind::Verification;
        return special ? named : StepKind::Generation;
    }
    case Role::Retriever:
        return StepKind::Retrieval;
    case Role::Reranker:
        return StepKind::Reranking;
    case Role::Evaluator:
        return StepKind::Verification;
    case Role::Embedding:
    case Role::Pipeline:
        return StepKind::Other;
    case Role::Part:
    case Role::Unsaid:
        break;
    }
    if (const auto type = words.text(Word::HaystackComponentType); !type.empty())
        return stepOfName(type);
    // The query itself is no step of itself, and "GET /search" of an HTTP library is not a retrieval.
    const bool insideProcess = span.kind == SpanKind::Internal || span.kind == SpanKind::Unspecified;
    return insideProcess && !span.isEntry() ? stepOfName(span.name) : StepKind::Other;
}

/// The content of the last item of a flattened list whose role is the one asked for.
std::string_view lastOfRole(std::span<const Attribute> attributes, std::string_view list,
                            std::string_view roleKey, std::string_view contentKey, std::string_view role)
{
    std::string_view content;
    std::uint32_t best = 0;
    for (const Attribute &attribute : attributes) {
        const auto key = IndexedKey::parse(attribute.key, list);
        if (!key || key->rest != roleKey || attribute.value.stringOr({}) != role || (key->index < best))
            continue;
        for (const Attribute &other : attributes) {
            const auto otherKey = IndexedKey::parse(other.key, list);
            if (otherKey && otherKey->index == key->index && otherKey->rest == contentKey) {
                content = other.value.stringOr({});
                best = key->index;
            }
        }
    }
    return content;
}

constexpr std::array inputWords{Word::InputValue,         Word::TraceloopInput, Word::HaystackPipelineInput,
                                Word::HaystackAgentInput, Word::RetrievalQuery, Word::RerankerQuery,
                                Word::InputMessages};

bool hasInput(const Vocabulary &words)
{
    return words.hasIndexedMessages() ||
           std::ranges::any_of(inputWords, [&](Word word) { return words.has(word); });
}

std::string_view question(const Span &span, const Vocabulary &words, Arena &arena)
{
    for (const Word word : inputWords) {
        if (const auto text = questionIn(words[word], arena); !text.empty())
            return text;
    }
    if (!words.hasIndexedMessages())
        return {};
    const auto modern =
        lastOfRole(span.attributes, "llm.input_messages.", "message.role", "message.content", "user");
    return !modern.empty() ? modern
                           : lastOfRole(span.attributes, "gen_ai.prompt.", "role", "content", "user");
}

std::string_view answer(const Span &span, const Vocabulary &words, Arena &arena)
{
    for (const Word word : {Word::OutputValue, Word::TraceloopOutput, Word::HaystackPipelineOutput,
                            Word::HaystackAgentOutput, Word::OutputMessages}) {
        if (const auto text = answerIn(words[word], arena); !text.empty())
            return text;
    }
    if (!words.hasIndexedMessages())
        return {};
    const auto modern =
        lastOfRole(span.attributes, "llm.output_messages.", "message.role", "message.content", "assistant");
    return !modern.empty()
               ? modern
               : lastOfRole(span.attributes, "gen_ai.completion.", "role", "content", "assistant");
}

std::int64_t count(const Vocabulary &words, std::initializer_list<Word> candidates)
{
    constexpr double most = 1e15; // beyond it a double is no count any more
    for (const Word word : candidates) {
        const auto number = words.number(word);
        if (number && *number > 0 && *number < most)
            return static_cast<std::int64_t>(*number);
    }
    return 0;
}

void readUsage(const Vocabulary &words, SpanFacts &facts)
{
    facts.inputTokens = count(words, {Word::TokensPrompt, Word::UsageInputTokens, Word::UsagePromptTokens});
    facts.outputTokens =
        count(words, {Word::TokensCompletion, Word::UsageOutputTokens, Word::UsageCompletionTokens});
    const auto total = words.number(Word::CostTotal);
    const double parts =
        words.number(Word::CostPrompt).value_or(0) + words.number(Word::CostCompletion).value_or(0);
    const double cost = total ? *total : parts > 0 ? parts : words.number(Word::UsageCost).value_or(0);
    facts.costUsd = cost > 0 && cost < 1e12 ? cost : 0;
}

bool hasException(const Span &span)
{
    return std::ranges::find(span.events, "exception", &Event::name) != span.events.end();
}

/// A replay says what it repeats on a link with spanwise.replay_of = true, or in an attribute of that name.
TraceId replayOf(const Span &span, const Vocabulary &words)
{
    if (const auto id = TraceId::fromHex(words.text(Word::ReplayOf)))
        return *id;
    for (const Link &link : span.links) {
        const Value *const mark = find(link.attributes, "spanwise.replay_of");
        if (mark != nullptr && mark->type() == Value::Type::Bool && mark->boolean())
            return link.traceId;
    }
    return {};
}

std::string_view pipelineOf(const Vocabulary &words, const Resource &resource)
{
    if (const auto own = words.textOf({Word::QueryPipeline, Word::Pipeline}); !own.empty())
        return own;
    const Value *const shared = find(resource.attributes, "pipeline");
    if (shared != nullptr && !shared->stringOr({}).empty())
        return shared->stringOr({});
    return words.text(Word::TraceloopWorkflow);
}

} // namespace

Reading readSpan(const Span &span, const Resource &resource, Arena &arena)
{
    const Vocabulary words(span.attributes);
    const Role role = roleOf(span, words);
    Reading reading;
    SpanFacts &facts = reading.facts;
    facts.step = stepOf(span, words, role);
    facts.failed =
        span.status == StatusCode::Error || (span.status == StatusCode::Unset && hasException(span));
    facts.pipeline = pipelineOf(words, resource);
    facts.model = words.textOf(
        {Word::LlmModel, Word::ResponseModel, Word::RequestModel, Word::RerankerModel, Word::EmbeddingModel});
    facts.hallucination = hallucinationOf(span, words);
    if (const Value *const hit = words[Word::CacheHit]; hit != nullptr && hit->type() == Value::Type::Bool)
        facts.cacheHit = hit->boolean();
    facts.replayOf = replayOf(span, words);

    if (role != Role::Part && role != Role::Pipeline)
        readUsage(words, facts);

    const bool isPart = role == Role::Part && (words.has(Word::SpanKindWord) || words.has(Word::Operation));
    reading.mayBeQuery = (span.isEntry() || role == Role::Pipeline || isPart) && hasInput(words);
    if (reading.mayBeQuery && (span.isEntry() || role == Role::Pipeline))
        reading.mayBeQuery = readQuery(span, arena, facts);
    return reading;
}

bool readQuery(const Span &span, Arena &arena, SpanFacts &facts)
{
    const Vocabulary words(span.attributes);
    facts.question = question(span, words, arena);
    facts.isQuery = !facts.question.empty();
    if (facts.isQuery) {
        facts.answer = answer(span, words, arena);
        facts.context = words.textOf({Word::QueryContext, Word::Metadata});
    }
    return facts.isQuery;
}

SpanFacts readFacts(const Span &span, const Resource &resource, const Scope & /*scope*/, Arena &arena)
{
    return readSpan(span, resource, arena).facts;
}

} // namespace spanwise
