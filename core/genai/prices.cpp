// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/prices.h"

#include <charconv>
#include <cmath>

namespace spanwise {
namespace {

std::vector<std::string_view> wordsOfLine(std::string_view line)
{
    constexpr std::string_view blanks = " \t\r,;";
    std::vector<std::string_view> words;
    for (std::size_t at = line.find_first_not_of(blanks); at != std::string_view::npos;
         at = line.find_first_not_of(blanks, at)) {
        const std::size_t end = std::min(line.find_first_of(blanks, at), line.size());
        words.push_back(line.substr(at, end - at));
        at = end;
    }
    return words;
}

std::optional<double> priceIn(std::string_view word)
{
    if (word.starts_with('$'))
        word.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool whole = error == std::errc() && end == word.data() + word.size();
    return whole && std::isfinite(value) && value >= 0 ? std::optional(value) : std::nullopt;
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
}

} // namespace

PriceList::Parsed PriceList::parse(std::string_view text)
{
    Parsed parsed;
    std::size_t number = 0;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const auto words = wordsOfLine(text.substr(begin, end - begin));
        begin = end + 1;
        ++number;
        if (words.empty() || words.front().starts_with('#'))
            continue;
        const auto input = words.size() == 3 ? priceIn(words[1]) : std::nullopt;
        const auto output = words.size() == 3 ? priceIn(words[2]) : std::nullopt;
        if (!input || !output) {
            parsed.problems.push_back({number, "a line is the beginning of a model's name, then what a "
                                               "million tokens cost in and out: gpt-4o-mini 0.15 0.60"});
            continue;
        }
        parsed.list.m_prices.push_back({lowerCase(words[0]), *input, *output});
    }
    return parsed;
}

std::optional<double> PriceList::costOf(std::string_view model, std::int64_t inputTokens,
                                        std::int64_t outputTokens) const
{
    const std::string name = lowerCase(model);
    const ModelPrice *best = nullptr;
    for (const ModelPrice &price : m_prices) {
        if (name.starts_with(price.model) && (best == nullptr || price.model.size() > best->model.size()))
            best = &price;
    }
    if (best == nullptr)
        return std::nullopt;
    return (static_cast<double>(inputTokens) * best->input +
            static_cast<double>(outputTokens) * best->output) /
           1e6;
}

} // namespace spanwise
