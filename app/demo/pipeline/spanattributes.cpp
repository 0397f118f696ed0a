// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/pipeline/spanattributes.h"

#include <nlohmann/json.hpp>

#include <string>

namespace spanwise::demo {
namespace {

using Json = nlohmann::json;

void setMessage(OpenSpan &span, const std::string &prefix, std::string_view role, std::string_view content)
{
    span.set(prefix + ".message.role", role).set(prefix + ".message.content", content);
}

void setEvaluation(OpenSpan &span, int index, std::string_view name, double score, std::string_view label,
                   std::string_view explanation)
{
    const std::string prefix = "evaluations." + std::to_string(index) + ".evaluation.";
    span.set(prefix + "name", name)
        .set(prefix + "score", score)
        .set(prefix + "label", label)
        .set(prefix + "explanation", explanation)
        .set(prefix + "annotator_kind", "CODE");
}

std::string explanationOf(const Verification &verification)
{
    if (verification.sentences.empty())
        return "The answer claims nothing.";
    std::string text = std::to_string(verification.sentences.size() - verification.unsupported) + " of " +
                       std::to_string(verification.sentences.size()) +
                       " sentences are supported by a document.";
    for (const SupportedSentence &sentence : verification.sentences) {
        if (sentence.support < Verifier::supportNeeded)
            text += " Not supported: \"" + sentence.text + "\"";
    }
    return text;
}

} // namespace

void describe(OpenSpan &span, std::string_view kind, std::string_view input)
{
    span.set("openinference.span.kind", kind).set("input.value", input).set("input.mime_type", "text/plain");
}

void setDocuments(OpenSpan &span, std::string_view prefix, const Corpus &corpus, const Hits &hits)
{
    if (!span.isRecording())
        return;
    for (std::size_t i = 0; i < hits.size(); ++i) {
        const Section &section = corpus[hits[i].section];
        const std::string document = std::string(prefix) + "." + std::to_string(i) + ".document.";
        span.set(document + "id", section.id)
            .set(document + "content", section.content)
            .set(document + "score", hits[i].score)
            .set(document + "metadata", Json{{"title", section.heading()}, {"page", section.page}}.dump());
    }
}

void setGeneration(OpenSpan &span, const Generator &generator, const Prompt &prompt,
                   const Completion &completion)
{
    if (!span.isRecording())
        return;
    setMessage(span, "llm.input_messages.0", "system", prompt.systemMessage());
    setMessage(span, "llm.input_messages.1", "user", prompt.userMessage());
    setMessage(span, "llm.output_messages.0", "assistant", completion.text);
    const Price price = generator.price();
    const double promptCost = price.costOfPrompt(completion.promptTokens);
    const double completionCost = price.costOfCompletion(completion.completionTokens);
    span.set("llm.model_name", generator.modelName())
        .set("llm.provider", generator.provider())
        .set("llm.invocation_parameters", R"({"temperature":0})")
        .set("llm.finish_reason", completion.finishReason)
        .set("llm.token_count.prompt", completion.promptTokens)
        .set("llm.token_count.completion", completion.completionTokens)
        .set("llm.token_count.total", completion.promptTokens + completion.completionTokens)
        .set("llm.cost.prompt", promptCost)
        .set("llm.cost.completion", completionCost)
        .set("llm.cost.total", promptCost + completionCost)
        .set("output.value", completion.text)
        .set("output.mime_type", "text/plain");
}

void setEvaluations(OpenSpan &span, const Verification &verification)
{
    if (!span.isRecording())
        return;
    const std::string explanation = explanationOf(verification);
    const bool clean = verification.unsupported == 0;
    setEvaluation(span, 0, "groundedness", verification.groundedness, clean ? "grounded" : "partly grounded",
                  explanation);
    setEvaluation(span, 1, "hallucination", verification.hallucinationScore,
                  clean ? "factual" : "hallucinated", explanation);
}

} // namespace spanwise::demo
