// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/corpus/corpus.h"
#include "app/demo/steps/hit.h"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace spanwise::demo {

/// Finds sections by cosine similarity of hashed n-gram embeddings. Immutable; any thread may search.
///
/// A text becomes its terms and their character n-grams (3 to 5 letters, word ends marked), hashed with a
/// sign into 1024 dimensions (feature hashing, Weinberger et al. 2009), weighted tf-idf over the corpus and
/// normalised. So "retained" finds "retention" although no word is equal. A search costs one product of 1024
/// floats for each section.
class VectorIndex
{
public:
    static constexpr std::size_t dimensions = 1024;
    static constexpr const char *modelName = "hashed-ngram-1024";
    using Embedding = std::array<float, dimensions>;

    explicit VectorIndex(const Corpus &corpus);

    /// Length 1, or all zero for a text without terms. Expansion terms count half.
    Embedding embed(std::span<const std::string> terms, std::span<const std::string> expansion = {}) const;
    /// At most count sections with a similarity above 0, best first.
    Hits search(const Embedding &question, std::size_t count) const;

private:
    void addFeatures(std::span<const std::string> terms, float weight, Embedding &target) const;
    void weigh(Embedding &target) const;

    Embedding m_idf{};
    std::vector<Embedding> m_rows; ///< by section
};

} // namespace spanwise::demo
