// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/value.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

namespace spanwise {

/// The attributes that facts are read from, of every dialect (genai.md sections 1 to 5), in the order of
/// their names.
enum class Word : std::uint8_t {
    CacheHit,
    DbOperation,
    DbSystem,
    DbVectorTopK,
    EmbeddingModel,
    EvalGroundedness,
    EvaluationName,
    EvaluationLabel,
    EvaluationScore,
    InputMessages,
    Operation,
    OutputMessages,
    RequestModel,
    ResponseModel,
    RetrievalQuery,
    UsageCompletionTokens,
    UsageCost,
    UsageInputTokens,
    UsageOutputTokens,
    UsagePromptTokens,
    HallucinationScore,
    HaystackAgentInput,
    HaystackAgentOutput,
    HaystackComponentType,
    HaystackPipelineInput,
    HaystackPipelineOutput,
    InputValue,
    CostCompletion,
    CostPrompt,
    CostTotal,
    LlmModel,
    LlmRequestType,
    TokensCompletion,
    TokensPrompt,
    Metadata,
    SpanKindWord,
    OutputValue,
    Pipeline,
    QueryContext,
    QueryPipeline,
    RerankerModel,
    RerankerQuery,
    ReplayOf,
    TraceloopInput,
    TraceloopOutput,
    TraceloopKind,
    TraceloopWorkflow,
    Count,
};

/// The words that one span uses, found in one pass over its attributes. Views the span; the first of two
/// equal keys wins.
class Vocabulary
{
public:
    explicit Vocabulary(std::span<const Attribute> attributes) noexcept;

    const Value *operator[](Word word) const noexcept { return m_values[static_cast<std::size_t>(word)]; }
    bool has(Word word) const noexcept { return (*this)[word] != nullptr; }
    /// The text of a String, otherwise empty.
    std::string_view text(Word word) const noexcept;
    /// The first of the words that has text.
    std::string_view textOf(std::initializer_list<Word> words) const noexcept;
    std::optional<double> number(Word word) const noexcept;

    /// Some key begins with evaluations. or annotations. (OpenInference's evaluations).
    bool hasEvaluations() const noexcept { return m_hasEvaluations; }
    /// Some key begins with llm.input_messages., gen_ai.prompt. or their output twins.
    bool hasIndexedMessages() const noexcept { return m_hasIndexedMessages; }

private:
    std::array<const Value *, static_cast<std::size_t>(Word::Count)> m_values{};
    bool m_hasEvaluations = false;
    bool m_hasIndexedMessages = false;
};

} // namespace spanwise
