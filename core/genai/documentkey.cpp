// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/documentkey.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string_view>

namespace spanwise {
namespace {

constexpr std::uint64_t prime = 0x9fb21c651e98df25U;

/// Folds a 64 by 64 bit product, the mixing step of the multiply-and-fold family of hashes.
std::uint64_t mix(std::uint64_t a, std::uint64_t b)
{
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

std::uint64_t hash(std::string_view text, std::uint64_t seed)
{
    static_assert(std::endian::native == std::endian::little, "the keys are kept in files");
    std::uint64_t state = seed ^ mix(text.size(), prime);
    while (!text.empty()) {
        std::array<std::uint64_t, 2> block{};
        const std::size_t size = std::min(text.size(), sizeof block);
        std::memcpy(block.data(), text.data(), size);
        state = mix(state ^ block[0] ^ prime, block[1] ^ 0xc2b2ae3d27d4eb4fU) + std::rotl(state, 23);
        text.remove_prefix(size);
    }
    const std::uint64_t key = mix(state ^ prime, 0xbf58476d1ce4e5b9U);
    return key == 0 ? 1 : key;
}

bool mayCarryDocuments(const Span &span)
{
    return std::ranges::any_of(span.attributes,
                               [](const Attribute &attribute) {
                                   return attribute.key.starts_with("retrieval.doc") ||
                                          attribute.key.starts_with("reranker.output_doc") ||
                                          attribute.key == "gen_ai.retrieval.documents" ||
                                          attribute.key == "haystack.component.output";
                               }) ||
           std::ranges::any_of(span.events, [](const Event &event) { return event.name.starts_with("db."); });
}

} // namespace

std::uint64_t documentKey(const Document &document)
{
    if (!document.content.empty())
        return hash(document.content, 1);
    return document.id.empty() ? 0 : hash(document.id, 2);
}

std::vector<SeenDocument> seenDocuments(const Span &span)
{
    std::vector<SeenDocument> seen;
    if (!mayCarryDocuments(span))
        return seen;
    for (const Document &document : documentsOf(span)) {
        const std::uint64_t key = documentKey(document);
        if (key != 0 && document.source != DocumentSource::RerankerInput)
            seen.push_back({key, document.rank, document.score});
    }
    return seen;
}

} // namespace spanwise
