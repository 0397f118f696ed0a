// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace spanwise {

/// Where and how well a pattern was found.
struct FuzzyMatch
{
    int score = 0;              ///< higher is better
    QList<qsizetype> positions; ///< of the matched characters, ascending
};

/// Finds the pattern's characters in text in their order, whatever the case; blanks in the pattern match
/// nothing. Beginnings of words and runs of neighbours score higher, long gaps and long texts lower. An empty
/// pattern matches everything with score 0. O(pattern x text).
std::optional<FuzzyMatch> fuzzyMatch(const QString &pattern, const QString &text);

} // namespace spanwise
