// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/datum.h"
#include "core/search/field.h"
#include "core/search/searchquery.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// A piece of a search that stands for itself: it can be shown as a chip, replaced, and taken out.
struct SearchPart
{
    std::size_t begin = 0; ///< bytes of the text
    std::size_t end = 0;
    bool isStage = false; ///< behind a bar

    friend bool operator==(const SearchPart &, const SearchPart &) = default;
};

/// What must all hold, in the order of the text: the terms that && or mere neighbourhood joins, then the
/// stages.
std::vector<SearchPart> partsOf(const SearchQuery &query);
/// The text without one of its parts; what is left parses.
std::string withoutPart(const SearchQuery &query, const SearchPart &part);
/// text with one term more, before its stages; text as it is when it has the term already or does not parse.
std::string withTerm(std::string_view text, std::string_view term);

/// { field = value }, or !{ field = value } for "no span has it". Texts are quoted as they need it.
std::string conditionFor(const SearchField &field, const Datum &value, bool has);
/// A word or "phrase" that finds text.
std::string phraseFor(std::string_view text);
/// A constant as it is written in a condition.
std::string writtenValue(const Datum &value);

} // namespace spanwise
