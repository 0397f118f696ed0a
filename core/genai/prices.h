// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// What tokens of one family of models cost, in US dollars for a million.
struct ModelPrice
{
    std::string model; ///< the beginning of the model's name, in lower case
    double input = 0;
    double output = 0;

    friend bool operator==(const ModelPrice &, const ModelPrice &) = default;
};

/// The price list that the user keeps, as text: a line for each family, "gpt-4o-mini 0.15 0.60"; empty lines
/// and lines that begin with # are notes. The longest beginning that fits a model's name counts. Values; any
/// thread.
class PriceList
{
public:
    struct Problem
    {
        std::size_t line = 0; ///< from 1
        std::string message;
    };
    struct Parsed; // below: it holds a PriceList

    PriceList() = default;

    static Parsed parse(std::string_view text);

    /// In US dollars; nullopt for a model that is not on the list.
    std::optional<double> costOf(std::string_view model, std::int64_t inputTokens,
                                 std::int64_t outputTokens) const;
    const std::vector<ModelPrice> &prices() const noexcept { return m_prices; }

private:
    std::vector<ModelPrice> m_prices;
};

struct PriceList::Parsed
{
    PriceList list; ///< of the lines that could be read
    std::vector<Problem> problems{};
};

} // namespace spanwise
