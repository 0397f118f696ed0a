// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/evaluations.h"

#include "core/genai/indexedkey.h"

#include <algorithm>
#include <array>

namespace spanwise {
namespace {

struct Evaluation
{
    std::string_view name;
    std::string_view label;
    std::optional<double> score;
};

bool containsWord(std::string_view text, std::string_view word)
{
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

std::optional<double> unit(std::optional<double> score)
{
    return score && *score >= 0 && *score <= 1 ? score : std::nullopt;
}

std::optional<double> hallucinationIn(const Evaluation &evaluation)
{
    if (containsWord(evaluation.name, "hallucination")) {
        if (const auto score = unit(evaluation.score))
            return score;
        if (evaluation.label.empty())
            return std::nullopt;
        const bool denied = containsWord(evaluation.label, "not") || containsWord(evaluation.label, "non");
        if (containsWord(evaluation.label, "hallucinat"))
            return denied ? 0.0 : 1.0;
        if (containsWord(evaluation.label, "factual") || containsWord(evaluation.label, "grounded"))
            return denied || containsWord(evaluation.label, "un") ? 1.0 : 0.0;
        return std::nullopt;
    }
    if (containsWord(evaluation.name, "grounded") || containsWord(evaluation.name, "faithful")) {
        if (const auto score = unit(evaluation.score))
            return 1 - *score;
    }
    return std::nullopt;
}

/// evaluations.{i}.evaluation.{name,score,label} and the same as annotations.
std::optional<double> fromIndexed(std::span<const Attribute> attributes, std::string_view list,
                                  std::string_view item)
{
    constexpr std::size_t most = 16; // evaluations on one span; further ones are shown with the attributes
    std::array<Evaluation, most> evaluations{};
    for (const Attribute &attribute : attributes) {
        const auto key = IndexedKey::parse(attribute.key, list);
        if (!key || key->index >= most || !key->rest.starts_with(item))
            continue;
        Evaluation &evaluation = evaluations[key->index];
        const std::string_view member = key->rest.substr(item.size());
        if (member == "name")
            evaluation.name = attribute.value.stringOr({});
        else if (member == "label")
            evaluation.label = attribute.value.stringOr({});
        else if (member == "score" && attribute.value.isNumber())
            evaluation.score = attribute.value.numberOr(0);
    }
    for (const Evaluation &evaluation : evaluations) {
        if (const auto score = hallucinationIn(evaluation))
            return score;
    }
    return std::nullopt;
}

std::optional<double> fromEvents(std::span<const Event> events)
{
    for (const Event &event : events) {
        if (event.name != "gen_ai.evaluation.result")
            continue;
        Evaluation evaluation;
        for (const Attribute &attribute : event.attributes) {
            if (attribute.key == "gen_ai.evaluation.name")
                evaluation.name = attribute.value.stringOr({});
            else if (attribute.key == "gen_ai.evaluation.score.label")
                evaluation.label = attribute.value.stringOr({});
            else if (attribute.key == "gen_ai.evaluation.score.value" && attribute.value.isNumber())
                evaluation.score = attribute.value.numberOr(0);
        }
        if (const auto score = hallucinationIn(evaluation))
            return score;
    }
    return std::nullopt;
}

} // namespace

std::optional<double> hallucinationOf(const Span &span, const Vocabulary &words)
{
    if (const auto score = unit(words.number(Word::HallucinationScore)))
        return score;
    if (words.has(Word::EvaluationName)) {
        const Evaluation evaluation{words.text(Word::EvaluationName), words.text(Word::EvaluationLabel),
                                    words.number(Word::EvaluationScore)};
        if (const auto score = hallucinationIn(evaluation))
            return score;
    }
    if (const auto grounded = unit(words.number(Word::EvalGroundedness)))
        return 1 - *grounded;
    if (words.hasEvaluations()) {
        if (const auto score = fromIndexed(span.attributes, "evaluations.", "evaluation."))
            return score;
        if (const auto score = fromIndexed(span.attributes, "annotations.", "annotation."))
            return score;
    }
    return fromEvents(span.events);
}

} // namespace spanwise
