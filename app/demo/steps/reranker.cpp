// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/steps/reranker.h"

#include "app/demo/text/terms.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace spanwise::demo {
namespace {

bool has(const std::vector<std::string> &terms, const std::string &term)
{
    return std::find(terms.begin(), terms.end(), term) != terms.end();
}

/// What an expansion term counts beside one that the question says itself.
constexpr double expansionWorth = 0.35;

} // namespace

Reranker::Reranker(const Corpus &corpus, const TermWeights &weights)
    : m_weights(weights)
{
    for (const Section &section : corpus.sections())
        m_features.push_back({termsOf(section.title), termsOf(section.page), termsOf(section.content)});
}

Hits Reranker::rerank(std::span<const Analysis> parts, const Hits &candidates) const
{
    Hits ranked;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const std::size_t section = candidates[i].section;
        double best = 0;
        for (const Analysis &part : parts)
            best = std::max(best, score(part, m_features[section]));
        const double prior = 1 / (1 + 0.5 * static_cast<double>(i));
        ranked.push_back({section, 0.87 * best + 0.13 * prior});
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const Hit &a, const Hit &b) { return a.score > b.score; });
    return ranked;
}

double Reranker::score(const Analysis &analysis, const Features &section) const
{
    return 0.57 * coverage(analysis, section) + 0.31 * titleMatch(analysis, section) +
           0.12 * proximity(analysis, section);
}

double Reranker::coverage(const Analysis &analysis, const Features &section) const
{
    double asked = 0;
    double found = 0;
    const auto add = [&](const std::string &term, double worth) {
        const double weight = worth * m_weights.of(term);
        asked += weight;
        if (has(section.body, term))
            found += weight;
        else if (has(section.title, term) || has(section.page, term))
            found += 0.8 * weight;
    };
    for (const std::string &term : analysis.terms) {
        if (analysis.isEnglish() || m_weights.knows(term))
            add(term, 1);
    }
    const double worth = analysis.isEnglish() ? expansionWorth : 1;
    for (const std::string &term : analysis.expansion)
        add(term, worth);
    return asked > 0 ? found / asked : 0;
}

double Reranker::titleMatch(const Analysis &analysis, const Features &section) const
{
    double named = 0;
    double all = 0;
    for (const std::string &term : section.title) {
        const double weight = m_weights.of(term);
        all += weight;
        if (has(analysis.terms, term))
            named += weight;
        else if (has(analysis.expansion, term))
            named += 0.7 * weight;
    }
    const bool pageNamed =
        std::any_of(section.page.begin(), section.page.end(), [&](const std::string &term) {
            return has(analysis.terms, term) || has(analysis.expansion, term);
        });
    const double title = all > 0 ? named / all : 0;
    return 0.8 * title + (pageNamed ? 0.2 : 0);
}

double Reranker::proximity(const Analysis &analysis, const Features &section) const
{
    // Smallest window of the body that holds every term which occurs at all.
    std::map<std::string_view, std::size_t> wanted;
    for (const std::string &term : analysis.terms) {
        if (has(section.body, term))
            wanted.emplace(term, 0);
    }
    if (wanted.size() < 2)
        return wanted.empty() ? 0 : 0.5;
    std::size_t distinct = 0;
    std::size_t begin = 0;
    std::size_t smallest = section.body.size();
    for (std::size_t end = 0; end < section.body.size(); ++end) {
        if (const auto it = wanted.find(section.body[end]); it != wanted.end() && it->second++ == 0)
            ++distinct;
        while (distinct == wanted.size()) {
            smallest = std::min(smallest, end - begin + 1);
            if (const auto it = wanted.find(section.body[begin]); it != wanted.end() && --it->second == 0)
                --distinct;
            ++begin;
        }
    }
    return static_cast<double>(wanted.size()) / static_cast<double>(std::max(smallest, wanted.size()));
}

} // namespace spanwise::demo
