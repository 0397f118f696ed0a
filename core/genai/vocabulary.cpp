// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/vocabulary.h"

#include <algorithm>

namespace spanwise {
namespace {

/// In the order of Word and sorted, so that a key is found by bisection.
constexpr std::array<std::string_view, static_cast<std::size_t>(Word::Count)> names{
    "cache.hit",
    "db.operation",
    "db.system",
    "db.vector.query.top_k",
    "embedding.model_name",
    "gen_ai.eval.groundedness",
    "gen_ai.evaluation.name",
    "gen_ai.evaluation.score.label",
    "gen_ai.evaluation.score.value",
    "gen_ai.input.messages",
    "gen_ai.operation.name",
    "gen_ai.output.messages",
    "gen_ai.request.model",
    "gen_ai.response.model",
    "gen_ai.retrieval.query.text",
    "gen_ai.usage.completion_tokens",
    "gen_ai.usage.cost",
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.prompt_tokens",
    "hallucination_score",
    "haystack.agent.input",
    "haystack.agent.output",
    "haystack.component.type",
    "haystack.pipeline.input_data",
    "haystack.pipeline.output_data",
    "input.value",
    "llm.cost.completion",
    "llm.cost.prompt",
    "llm.cost.total",
    "llm.model_name",
    "llm.request.type",
    "llm.token_count.completion",
    "llm.token_count.prompt",
    "metadata",
    "openinference.span.kind",
    "output.value",
    "pipeline",
    "query.context",
    "query.pipeline",
    "reranker.model_name",
    "reranker.query",
    "spanwise.replay_of",
    "traceloop.entity.input",
    "traceloop.entity.output",
    "traceloop.span.kind",
    "traceloop.workflow.name",
};
static_assert(std::ranges::is_sorted(names));

constexpr std::size_t shortest = std::ranges::min(names, {}, &std::string_view::size).size();
constexpr std::size_t longest = std::ranges::max(names, {}, &std::string_view::size).size();

} // namespace

Vocabulary::Vocabulary(std::span<const Attribute> attributes) noexcept
{
    for (const Attribute &attribute : attributes) {
        const std::string_view key = attribute.key;
        if (key.starts_with("evaluations.") || key.starts_with("annotations."))
            m_hasEvaluations = true;
        else if (key.starts_with("llm.input_messages.") || key.starts_with("llm.output_messages.") ||
                 key.starts_with("gen_ai.prompt.") || key.starts_with("gen_ai.completion."))
            m_hasIndexedMessages = true;
        if (key.size() < shortest || key.size() > longest)
            continue;
        const auto it = std::ranges::lower_bound(names, key);
        if (it == names.end() || *it != key)
            continue;
        const Value *&value = m_values[static_cast<std::size_t>(it - names.begin())];
        if (value == nullptr)
            value = &attribute.value;
    }
}

std::string_view Vocabulary::text(Word word) const noexcept
{
    const Value *const value = (*this)[word];
    return value == nullptr ? std::string_view() : value->stringOr({});
}

std::string_view Vocabulary::textOf(std::initializer_list<Word> words) const noexcept
{
    for (const Word word : words) {
        if (const std::string_view found = text(word); !found.empty())
            return found;
    }
    return {};
}

std::optional<double> Vocabulary::number(Word word) const noexcept
{
    const Value *const value = (*this)[word];
    if (value == nullptr || !value->isNumber())
        return std::nullopt;
    return value->numberOr(0);
}

} // namespace spanwise
