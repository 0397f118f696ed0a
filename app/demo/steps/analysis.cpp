// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/steps/analysis.h"

#include "app/demo/text/language.h"
#include "app/demo/text/lexicon.h"
#include "app/demo/text/terms.h"
#include "app/demo/text/utf8.h"

#include <array>
#include <optional>

namespace spanwise::demo {
namespace {

using Intent = Analysis::Intent;

struct Cue
{
    std::string_view said; ///< with blanks where a word must begin or end
    Intent intent;
};

/// The first that occurs decides, so the more specific ones stand first.
constexpr auto cues = std::to_array<Cue>({
    {" difference between ", Intent::Comparison},
    {" compare ", Intent::Comparison},
    {" differ ", Intent::Comparison},
    {" versus ", Intent::Comparison},
    {" vs ", Intent::Comparison},
    {" unterschied ", Intent::Comparison},
    {" différence ", Intent::Comparison},
    {" diferencia ", Intent::Comparison},
    {"区别", Intent::Comparison},
    {"違い", Intent::Comparison},
    {" why ", Intent::Reason},
    {" warum ", Intent::Reason},
    {" pourquoi ", Intent::Reason},
    {" por qué ", Intent::Reason},
    {"为什么", Intent::Reason},
    {"なぜ", Intent::Reason},
    {" how long ", Intent::Quantity},
    {" how many ", Intent::Quantity},
    {" how much ", Intent::Quantity},
    {" how large ", Intent::Quantity},
    {" how fast ", Intent::Quantity},
    {" how often ", Intent::Quantity},
    {" wie lange ", Intent::Quantity},
    {" wie viele ", Intent::Quantity},
    {" wie viel ", Intent::Quantity},
    {" combien ", Intent::Quantity},
    {" cuánto ", Intent::Quantity},
    {"多久", Intent::Quantity},
    {"多少", Intent::Quantity},
    {"どのくらい", Intent::Quantity},
    {"期間", Intent::Quantity},
    {" how ", Intent::HowTo},
    {" wie ", Intent::HowTo},
    {" comment ", Intent::HowTo},
    {" cómo ", Intent::HowTo},
    {"如何", Intent::HowTo},
    {"怎么", Intent::HowTo},
    {"どうやって", Intent::HowTo},
    {"方法", Intent::HowTo},
    {" what is ", Intent::Definition},
    {" what are ", Intent::Definition},
    {" what does ", Intent::Definition},
    {" was ist ", Intent::Definition},
    {" was bedeutet ", Intent::Definition},
    {" qu est ", Intent::Definition},
    {" qué es ", Intent::Definition},
    {"是什么", Intent::Definition},
    {"とは", Intent::Definition},
});

constexpr auto questionWords = std::to_array<std::string_view>(
    {"how",  "what", "where", "which", "why", "when",   "who",     "can",      "does", "is",   "do",   "are",
     "will", "wie",  "was",   "warum", "wo",  "welche", "comment", "pourquoi", "où",   "cómo", "dónde"});

Intent intentOf(std::string_view normalisedQuestion)
{
    std::string text = " ";
    for (const std::string &word : wordsOf(normalisedQuestion))
        text.append(word).push_back(' ');
    for (const Cue &cue : cues) {
        if (text.find(cue.said) != std::string::npos)
            return cue.intent;
    }
    return Intent::Lookup;
}

bool isQuestionMark(std::string_view text)
{
    return text.starts_with("?") || text.starts_with(";") || text.starts_with("？");
}

/// Bytes of a joint at position behind which another question begins, or 0: "? ", "; ", " and how ", " und
/// wie ".
std::size_t jointAt(std::string_view text, std::size_t position)
{
    const std::string_view rest = text.substr(position);
    if (isQuestionMark(rest))
        return rest.front() == '?' || rest.front() == ';' ? 1 : 3;
    for (const std::string_view joint : {", and ", " and ", " und ", " et ", " y ", " then "}) {
        if (!rest.starts_with(joint))
            continue;
        const std::string_view behind = rest.substr(joint.size());
        for (const std::string_view word : questionWords) {
            if (behind.starts_with(word) && behind.substr(word.size()).starts_with(" "))
                return joint.size();
        }
    }
    return 0;
}

/// "difference between A and B" asks for A and for B.
std::optional<std::vector<std::string>> comparedThings(std::string_view text)
{
    std::string_view rest;
    std::string_view joint = " and ";
    if (const auto at = text.find("difference between "); at != std::string_view::npos) {
        rest = text.substr(at + 19);
    } else if (const auto versus = text.find(" vs "); versus != std::string_view::npos) {
        rest = text;
        joint = " vs ";
    } else {
        return std::nullopt;
    }
    const auto at = rest.find(joint);
    if (at == std::string_view::npos)
        return std::nullopt;
    return std::vector{"what is " + std::string(rest.substr(0, at)),
                       "what is " + std::string(rest.substr(at + joint.size()))};
}

std::vector<std::string> subQuestionsOf(const std::string &text)
{
    if (auto things = comparedThings(text))
        return *std::move(things);
    std::vector<std::string> parts;
    std::size_t begin = 0;
    const auto take = [&](std::size_t end) {
        std::string part = normalised(std::string_view(text).substr(begin, end - begin));
        if (!termsOf(part).empty())
            parts.push_back(std::move(part));
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (const std::size_t length = jointAt(text, at); length > 0) {
            take(at);
            begin = at + length;
            at = begin - 1;
        }
    }
    take(text.size());
    if (parts.empty())
        parts.push_back(text);
    return parts;
}

} // namespace

std::string_view nameOf(Analysis::Intent intent)
{
    constexpr std::array<std::string_view, 6> names{"lookup",   "definition", "how_to",
                                                    "quantity", "reason",     "comparison"};
    return names[static_cast<std::size_t>(intent)];
}

std::string normalised(std::string_view question)
{
    std::string text;
    for (std::size_t at = 0; at < question.size();) {
        const char32_t c = lowered(nextCharacter(question, at));
        if (c > ' ' && c != 0x3000)
            appendUtf8(text, c);
        else if (!text.empty() && text.back() != ' ')
            text.push_back(' ');
    }
    const auto endsWithMark = [&] {
        return text.ends_with(' ') || text.ends_with('?') || text.ends_with('.') || text.ends_with('!');
    };
    while (endsWithMark())
        text.pop_back();
    while (text.ends_with("。"))
        text.resize(text.size() - 3);
    return text;
}

Analysis analyse(std::string_view question)
{
    Analysis analysis;
    analysis.normalised = normalised(question);
    analysis.language = languageOf(question);
    analysis.intent = intentOf(analysis.normalised);
    analysis.terms = termsOf(question);
    analysis.expansion = expansionOf(question);
    analysis.subQuestions = subQuestionsOf(analysis.normalised);
    analysis.words = wordsOf(question).size();
    return analysis;
}

} // namespace spanwise::demo
