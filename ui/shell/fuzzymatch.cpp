// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/fuzzymatch.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace spanwise {
namespace {

constexpr int wordStartBonus = 12;
constexpr int neighbourBonus = 8;
constexpr int firstCharBonus = 6;
constexpr int unreachable = std::numeric_limits<int>::min() / 2;

bool startsWord(const QString &text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isUpper() && text[at - 1].isLower());
}

int bonusAt(const QString &text, qsizetype at)
{
    return 1 + (startsWord(text, at) ? wordStartBonus : 0) + (at == 0 ? firstCharBonus : 0);
}

/// best[i][j]: the best score of pattern[0..i] with pattern[i] at text[j]; from[i][j]: where pattern[i-1]
/// then is.
struct Table
{
    std::vector<std::vector<int>> best;
    std::vector<std::vector<qsizetype>> from;
};

void fillRow(Table &table, std::size_t row, const QString &pattern, const QString &text)
{
    int reach = unreachable; // best of the row above, left of here, less one for each character of gap
    qsizetype reachFrom = -1;
    for (qsizetype j = 0; j < text.size(); ++j) {
        const auto column = static_cast<std::size_t>(j);
        if (row > 0 && j > 0) {
            --reach;
            if (table.best[row - 1][column - 1] > reach) {
                reach = table.best[row - 1][column - 1];
                reachFrom = j - 1;
            }
        }
        if (text[j].toCaseFolded() != pattern[static_cast<qsizetype>(row)].toCaseFolded())
            continue;
        if (row == 0) {
            table.best[row][column] = bonusAt(text, j) - static_cast<int>(std::min<qsizetype>(j, 8));
            continue;
        }
        if (reach <= unreachable / 2)
            continue;
        const int neighbour = table.best[row - 1][column - (j > 0 ? 1 : 0)];
        const bool adjacent = j > 0 && neighbour > unreachable / 2 && neighbour + neighbourBonus >= reach;
        table.best[row][column] = bonusAt(text, j) + (adjacent ? neighbour + neighbourBonus : reach);
        table.from[row][column] = adjacent ? j - 1 : reachFrom;
    }
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString &pattern, const QString &text)
{
    QString wanted = pattern;
    wanted.removeIf([](QChar c) { return c.isSpace(); });
    if (wanted.isEmpty())
        return FuzzyMatch{};
    if (wanted.size() > text.size())
        return std::nullopt;
    const auto rows = static_cast<std::size_t>(wanted.size());
    const auto columns = static_cast<std::size_t>(text.size());
    Table table{{rows, std::vector<int>(columns, unreachable)}, {rows, std::vector<qsizetype>(columns, -1)}};
    for (std::size_t row = 0; row < rows; ++row)
        fillRow(table, row, wanted, text);

    const auto &last = table.best.back();
    const auto winner = std::ranges::max_element(last);
    if (*winner <= unreachable / 2)
        return std::nullopt;
    FuzzyMatch match{*winner * 4 - static_cast<int>(text.size()), {}};
    auto at = static_cast<qsizetype>(winner - last.begin());
    for (std::size_t row = rows; row-- > 0; at = table.from[row][static_cast<std::size_t>(at)])
        match.positions.prepend(at);
    return match;
}

} // namespace spanwise
