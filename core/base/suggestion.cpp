// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/suggestion.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace spanwise {
namespace {

constexpr std::size_t longestWord = 100;

/// Levenshtein's distance, one row at a time.
std::size_t distance(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < right.size(); ++j) {
            const std::size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

} // namespace

std::string_view nearest(std::string_view word, std::span<const std::string> candidates)
{
    if (word.size() > longestWord)
        return {};
    std::size_t best = std::max<std::size_t>(2, word.size() / 3) + 1;
    std::string_view found;
    for (const std::string &candidate : candidates) {
        // A word that was not finished is nearer than its distance says.
        const bool begun = word.size() >= 4 && candidate.starts_with(word);
        const std::size_t far = begun ? 1 : distance(word, candidate);
        if (far < best && far < word.size()) {
            best = far;
            found = candidate;
        }
    }
    return found;
}

std::string suggestionFor(std::string_view word, std::span<const std::string> candidates)
{
    const std::string_view meant = nearest(word, candidates);
    return meant.empty() ? std::string() : ", did you mean '" + std::string(meant) + "'?";
}

} // namespace spanwise
