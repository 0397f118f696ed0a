// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/stepwords.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace spanwise {
namespace {

struct StepWord
{
    std::string_view begin; ///< of the word
    bool whole;             ///< the word is exactly this
    StepKind step;
    std::uint8_t weight; ///< the heaviest word of a name decides
};

constexpr std::array<StepWord, 39> stepWords{{
    {"rerank", false, StepKind::Reranking, 6},       {"ranker", true, StepKind::Reranking, 6},
    {"ranking", true, StepKind::Reranking, 6},       {"verif", false, StepKind::Verification, 5},
    {"grounded", false, StepKind::Verification, 5},  {"grounding", true, StepKind::Verification, 5},
    {"faithful", false, StepKind::Verification, 5},  {"hallucination", false, StepKind::Verification, 5},
    {"guardrail", false, StepKind::Verification, 5}, {"evaluat", false, StepKind::Verification, 5},
    {"eval", true, StepKind::Verification, 5},       {"judge", true, StepKind::Verification, 5},
    {"moderation", true, StepKind::Verification, 5}, {"router", true, StepKind::Routing, 4},
    {"routing", true, StepKind::Routing, 4},         {"route", true, StepKind::Routing, 4},
    {"analysis", true, StepKind::Analysis, 3},       {"analyze", false, StepKind::Analysis, 3},
    {"analyse", false, StepKind::Analysis, 3},       {"rewrit", false, StepKind::Analysis, 3},
    {"expansion", true, StepKind::Analysis, 3},      {"understanding", true, StepKind::Analysis, 3},
    {"decompos", false, StepKind::Analysis, 3},      {"intent", true, StepKind::Analysis, 3},
    {"hyde", true, StepKind::Analysis, 3},           {"classify", true, StepKind::Analysis, 3},
    {"classification", true, StepKind::Analysis, 3}, {"retriev", false, StepKind::Retrieval, 2},
    {"search", true, StepKind::Retrieval, 2},        {"searcher", true, StepKind::Retrieval, 2},
    {"bm25", false, StepKind::Retrieval, 2},         {"generat", false, StepKind::Generation, 1},
    {"synthes", false, StepKind::Generation, 1},     {"llm", true, StepKind::Generation, 1},
    {"chat", true, StepKind::Generation, 1},         {"completion", false, StepKind::Generation, 1},
    {"summariz", false, StepKind::Generation, 1},    {"answering", true, StepKind::Generation, 1},
    {"inference", true, StepKind::Generation, 1},
}};

constexpr bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}
constexpr bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr char lowered(char c)
{
    return isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

bool matches(std::string_view word, const StepWord &known)
{
    if (known.whole ? word.size() != known.begin.size() : word.size() < known.begin.size())
        return false;
    for (std::size_t i = 0; i < known.begin.size(); ++i) {
        if (lowered(word[i]) != known.begin[i])
            return false;
    }
    return true;
}

/// Whether a word ends before position i: at a separator, at aB, and at the B of ABc.
bool endsBefore(std::string_view name, std::size_t i)
{
    if (!isUpper(name[i]))
        return !isLower(name[i]) && !isDigit(name[i]);
    const bool afterSmall = isLower(name[i - 1]) || isDigit(name[i - 1]);
    const bool beforeSmall = i + 1 < name.size() && isLower(name[i + 1]);
    return afterSmall || (beforeSmall && isUpper(name[i - 1]));
}

bool isWord(std::string_view word, std::string_view known)
{
    return matches(word, {known, true, StepKind::Other, 0});
}

/// A whole pipeline is none of its steps: LlamaIndex's RetrieverQueryEngine, CondenseQuestionChatEngine. A
/// search engine is one.
bool isWholePipeline(std::string_view before, std::string_view word)
{
    return isWord(word, "engine") && (isWord(before, "query") || isWord(before, "chat"));
}

} // namespace

StepKind stepOfName(std::string_view name) noexcept
{
    const StepWord *best = nullptr;
    std::string_view before;
    for (std::size_t begin = 0; begin < name.size();) {
        if (!isUpper(name[begin]) && !isLower(name[begin]) && !isDigit(name[begin])) {
            ++begin;
            continue;
        }
        std::size_t end = begin + 1;
        while (end < name.size() && !endsBefore(name, end))
            ++end;
        const std::string_view word = name.substr(begin, end - begin);
        if (isWholePipeline(before, word))
            return StepKind::Other;
        for (const StepWord &known : stepWords) {
            if (matches(word, known) && (best == nullptr || known.weight > best->weight))
                best = &known;
        }
        before = word;
        begin = end;
    }
    return best == nullptr ? StepKind::Other : best->step;
}

} // namespace spanwise
