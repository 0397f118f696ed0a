// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/steps/extractive.h"

#include "app/demo/text/sentences.h"
#include "app/demo/text/terms.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace spanwise::demo {
namespace {

constexpr std::size_t usualSentences = 3;
constexpr std::size_t documentsRead = 3;
constexpr double enoughSupport = 0.3; ///< weighted share of the question that a document must cover

/// A sentence that may enter the answer, with the place it came from.
struct Candidate
{
    std::size_t document = 0;
    std::size_t position = 0;
    Sentence sentence;
    std::set<std::string> terms;
    double relevance = 0;
};

/// The question's terms with their weights; expansion counts less unless there is nothing else to go by.
class Wanted
{
public:
    Wanted(const Analysis &analysis, const TermWeights &weights)
    {
        const double worth = analysis.isEnglish() ? 0.4 : 1;
        for (const std::string &term : analysis.terms) {
            if (analysis.isEnglish() || weights.knows(term))
                add(term, weights.of(term));
        }
        for (const std::string &term : analysis.expansion)
            add(term, worth * weights.of(term));
    }

    /// Share of the question, 0..1, that these terms cover.
    double share(const std::set<std::string> &terms) const
    {
        double found = 0;
        for (const auto &[term, weight] : m_terms)
            found += terms.contains(term) ? weight : 0;
        return m_total > 0 ? found / m_total : 0;
    }

private:
    void add(const std::string &term, double weight)
    {
        m_terms.emplace_back(term, weight);
        m_total += weight;
    }

    std::vector<std::pair<std::string, double>> m_terms;
    double m_total = 0;
};

std::set<std::string> distinctTerms(const std::string &text)
{
    std::set<std::string> distinct;
    for (std::string &term : termsOf(text))
        distinct.insert(std::move(term));
    return distinct;
}

double supportOf(const Prompt::Document &document, const Wanted &wanted)
{
    return wanted.share(distinctTerms(document.section->heading() + " " + document.section->content));
}

/// The documents that one part of the question is answered from, with their standing 0..1, best first.
std::vector<std::pair<std::size_t, double>> standings(const Prompt &prompt, const Wanted &wanted)
{
    std::vector<std::pair<std::size_t, double>> result;
    double bestSupport = 0;
    double bestScore = 1e-9;
    for (const Prompt::Document &document : prompt.documents) {
        bestSupport = std::max(bestSupport, supportOf(document, wanted));
        bestScore = std::max(bestScore, document.score);
    }
    for (std::size_t d = 0; d < prompt.documents.size(); ++d) {
        const double support = supportOf(prompt.documents[d], wanted);
        if (support >= enoughSupport)
            result.emplace_back(d, support / bestSupport * prompt.documents[d].score / bestScore);
    }
    std::stable_sort(result.begin(), result.end(),
                     [](const auto &a, const auto &b) { return a.second > b.second; });
    result.resize(std::min(documentsRead, result.size()));
    return result;
}

std::vector<Candidate> candidatesOf(const Prompt &prompt, const Wanted &wanted)
{
    std::vector<Candidate> candidates;
    for (const auto &[d, standing] : standings(prompt, wanted)) {
        const Section &section = *prompt.documents[d].section;
        const double heading = wanted.share(distinctTerms(section.heading()));
        std::size_t position = 0;
        for (Sentence &sentence : sentencesOf(section.content)) {
            Candidate candidate{d, position, std::move(sentence), {}, 0};
            candidate.terms = distinctTerms(candidate.sentence.text);
            // The heading says what all of its sentences are about; the first one usually is the answer.
            const double lead = position == 0 ? 0.25 : position == 1 ? 0.08 : 0;
            candidate.relevance =
                (wanted.share(candidate.terms) + 0.6 * heading + lead) * standing * standing;
            if (candidate.sentence.isCode)
                candidate.relevance *= 0.5; // comes along with the sentence that introduces it
            candidates.push_back(std::move(candidate));
            ++position;
        }
    }
    return candidates;
}

double overlapOf(const Candidate &a, const Candidate &b)
{
    const auto common =
        std::count_if(a.terms.begin(), a.terms.end(), [&](const auto &t) { return b.terms.contains(t); });
    const std::size_t smaller = std::min(a.terms.size(), b.terms.size());
    return smaller == 0 ? 0 : static_cast<double>(common) / static_cast<double>(smaller);
}

bool isSame(const Candidate &a, const Candidate &b)
{
    return a.document == b.document && a.position == b.position;
}

/// Greedy choice by relevance, less what is already said (maximal marginal relevance, Carbonell and Goldstein
/// 1998). Adds at most count sentences to answer.
void choose(std::vector<Candidate> candidates, std::size_t count, std::vector<Candidate> &answer)
{
    const auto worth = [&](const Candidate &candidate) {
        double said = 0;
        for (const Candidate &taken : answer)
            said = std::max(said, overlapOf(candidate, taken));
        return candidate.relevance - (said > 0.7 ? 0.5 : 0.1 * said);
    };
    double best = 0;
    for (std::size_t taken = 0; taken < count && !candidates.empty(); ++taken) {
        const auto next = std::max_element(candidates.begin(), candidates.end(),
                                           [&](const auto &a, const auto &b) { return worth(a) < worth(b); });
        best = std::max(best, worth(*next));
        // A sentence far weaker than the best one dilutes the answer, the more so from another section.
        const bool changesTopic = taken > 0 && next->document != answer.back().document;
        if (worth(*next) < (changesTopic ? 0.65 : 0.45) * best)
            break;
        answer.push_back(std::move(*next));
        candidates.erase(next);
    }
}

/// Reads on behind the sentences of the first section used until the answer has grown by count: what follows
/// a good sentence usually explains it.
void readOn(const std::vector<Candidate> &all, std::size_t from, std::size_t count,
            std::vector<Candidate> &answer)
{
    if (answer.size() == from)
        return;
    const std::size_t document = answer[from].document;
    const std::size_t position = answer[from].position;
    for (const Candidate &candidate : all) {
        const auto taken = [&](const Candidate &c) { return isSame(c, candidate); };
        if (answer.size() >= from + count)
            return;
        if (candidate.document == document && candidate.position > position && !candidate.sentence.isItem &&
            std::none_of(answer.begin(), answer.end(), taken))
            answer.push_back(candidate);
    }
}

/// A code block follows the sentence that introduces it ("... set these variables:").
void bringCodeAlong(const std::vector<Candidate> &all, std::vector<Candidate> &answer)
{
    std::vector<Candidate> added;
    for (const Candidate &candidate : all) {
        const auto taken = [&](const Candidate &c) { return isSame(c, candidate); };
        const auto introduces = [&](const Candidate &c) {
            return c.document == candidate.document && c.position + 1 == candidate.position;
        };
        if (candidate.sentence.isCode && std::none_of(answer.begin(), answer.end(), taken) &&
            std::any_of(answer.begin(), answer.end(), introduces))
            added.push_back(candidate);
    }
    answer.insert(answer.end(), added.begin(), added.end());
}

std::string stitched(std::vector<Candidate> answer)
{
    std::sort(answer.begin(), answer.end(), [](const Candidate &a, const Candidate &b) {
        return std::pair(a.document, a.position) < std::pair(b.document, b.position);
    });
    std::string text;
    bool afterBlock = false;
    for (const Candidate &candidate : answer) {
        const Sentence &sentence = candidate.sentence;
        if (!text.empty())
            text.push_back(sentence.isCode || sentence.isItem || afterBlock ? '\n' : ' ');
        text += sentence.isItem ? "- " + sentence.text : sentence.text;
        afterBlock = sentence.isCode || sentence.isItem;
    }
    return text;
}

} // namespace

ExtractiveGenerator::ExtractiveGenerator(const TermWeights &weights)
    : m_weights(weights)
{
}

Result<Completion> ExtractiveGenerator::generate(const Prompt &prompt) const
{
    const std::size_t sentencesPerPart = prompt.parts.size() > 1 ? 2 : usualSentences;
    std::vector<Candidate> answer;
    for (const Analysis &part : prompt.parts) {
        const Wanted wanted(part, m_weights);
        std::vector<Candidate> candidates = candidatesOf(prompt, wanted);
        std::erase_if(candidates, [&](const Candidate &candidate) {
            return std::any_of(answer.begin(), answer.end(),
                               [&](const auto &taken) { return isSame(taken, candidate); });
        });
        const std::size_t before = answer.size();
        choose(candidates, sentencesPerPart, answer);
        readOn(candidates, before, sentencesPerPart, answer);
        bringCodeAlong(candidates, answer);
    }
    Completion completion;
    completion.text = answer.empty() ? noAnswer : stitched(std::move(answer));
    completion.promptTokens = tokenCount(prompt.systemMessage()) + tokenCount(prompt.userMessage());
    completion.completionTokens = tokenCount(completion.text);
    return completion;
}

} // namespace spanwise::demo
