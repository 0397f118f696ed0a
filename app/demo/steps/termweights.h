// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/corpus/corpus.h"

#include <string>
#include <unordered_map>

namespace spanwise::demo {

/// How much a term says: its inverse document frequency over the corpus. Immutable; any thread.
class TermWeights
{
public:
    explicit TermWeights(const Corpus &corpus);

    /// Between about 0.4 for a term of every section and about 5 for one that occurs nowhere.
    double of(const std::string &term) const;
    bool knows(const std::string &term) const { return m_sectionsWith.contains(term); }

private:
    double weight(double sections) const;

    double m_count = 0;
    std::unordered_map<std::string, double> m_sectionsWith;
};

} // namespace spanwise::demo
