// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/steps/vectorindex.h"

#include "app/demo/text/terms.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string_view>

namespace spanwise::demo {
namespace {

/// FNV-1a, 64 bits, with a final mix so that low and high bits are both usable.
std::uint64_t hashOf(std::string_view text)
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    hash ^= hash >> 32U;
    hash *= 0x9E3779B97F4A7C15ULL;
    return hash ^ (hash >> 29U);
}

void addFeature(std::string_view feature, float weight, VectorIndex::Embedding &target)
{
    const std::uint64_t hash = hashOf(feature);
    const float sign = (hash >> 63U) != 0 ? -1.0F : 1.0F;
    target[hash % VectorIndex::dimensions] += sign * weight;
}

float dot(const VectorIndex::Embedding &a, const VectorIndex::Embedding &b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
}

} // namespace

VectorIndex::VectorIndex(const Corpus &corpus)
{
    Embedding documentsWith{};
    for (const Section &section : corpus.sections()) {
        Embedding &row = m_rows.emplace_back();
        addFeatures(termsOf(section.content), 1, row);
        // Headings are short and chosen with care: they speak as loudly as three mentions.
        addFeatures(termsOf(section.title), 3, row);
        addFeatures(termsOf(section.page), 1, row);
        for (std::size_t i = 0; i < dimensions; ++i)
            documentsWith[i] += row[i] != 0 ? 1.0F : 0.0F;
    }
    const auto count = static_cast<float>(corpus.size());
    for (std::size_t i = 0; i < dimensions; ++i)
        m_idf[i] = std::log((count + 1) / (documentsWith[i] + 1)) + 0.1F;
    for (Embedding &row : m_rows)
        weigh(row);
}

VectorIndex::Embedding VectorIndex::embed(std::span<const std::string> terms,
                                          std::span<const std::string> expansion) const
{
    Embedding embedding{};
    addFeatures(terms, 1, embedding);
    addFeatures(expansion, 0.5F, embedding);
    weigh(embedding);
    return embedding;
}

Hits VectorIndex::search(const Embedding &question, std::size_t count) const
{
    Hits hits;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (const float similarity = dot(question, m_rows[i]); similarity > 0)
            hits.push_back({i, similarity});
    }
    const auto better = [](const Hit &a, const Hit &b) {
        return a.score != b.score ? a.score > b.score : a.section < b.section;
    };
    const std::size_t kept = std::min(count, hits.size());
    std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(kept), hits.end(), better);
    hits.resize(kept);
    return hits;
}

void VectorIndex::addFeatures(std::span<const std::string> terms, float weight, Embedding &target) const
{
    for (const std::string &term : terms) {
        addFeature(term, 2 * weight, target);
        const std::string marked = "^" + term + "$";
        for (std::size_t n = 3; n <= 5; ++n) {
            for (std::size_t at = 0; at + n <= marked.size(); ++at)
                addFeature(std::string_view(marked).substr(at, n), 0.4F * weight, target);
        }
    }
}

void VectorIndex::weigh(Embedding &target) const
{
    for (std::size_t i = 0; i < dimensions; ++i) {
        // Logarithmic term frequency: the tenth mention says less than the first.
        const float damped = std::copysign(std::log1p(std::fabs(target[i])), target[i]);
        target[i] = damped * m_idf[i];
    }
    const float length = std::sqrt(dot(target, target));
    if (length > 0) {
        for (float &value : target)
            value /= length;
    }
}

} // namespace spanwise::demo
