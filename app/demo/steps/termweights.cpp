// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/steps/termweights.h"

#include "app/demo/text/terms.h"

#include <cmath>
#include <set>

namespace spanwise::demo {

TermWeights::TermWeights(const Corpus &corpus)
    : m_count(static_cast<double>(corpus.size()))
{
    for (const Section &section : corpus.sections()) {
        std::set<std::string> distinct;
        for (std::string &term : termsOf(section.heading() + " " + section.content))
            distinct.insert(std::move(term));
        for (const std::string &term : distinct)
            ++m_sectionsWith[term];
    }
}

double TermWeights::of(const std::string &term) const
{
    const auto it = m_sectionsWith.find(term);
    return weight(it == m_sectionsWith.end() ? 0 : it->second);
}

double TermWeights::weight(double sections) const
{
    return std::log(1.5 + (m_count - sections + 0.5) / (sections + 0.5));
}

} // namespace spanwise::demo
