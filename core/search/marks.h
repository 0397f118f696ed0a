// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/model/spanfacts.h"
#include "core/search/datum.h"
#include "core/search/searchtexts.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace spanwise {

/// A fact about a span as a number: it has this attribute, this attribute has this value, this text is in it.
/// Two facts may share a mark, rarely; a mark that is absent proves that its fact is.
using SearchMark = std::uint64_t;

SearchMark attributeMark(std::string_view key) noexcept;
/// nullopt for values that are not marked (nil, lists, texts of more than 64 bytes). Numbers that compare
/// equal have one mark.
std::optional<SearchMark> valueMark(std::string_view key, const Datum &value) noexcept;
/// Of a text of forEachSearchText(), whole.
SearchMark textMark(std::string_view text) noexcept;
SearchMark stepMark(StepKind step) noexcept;
SearchMark modelMark(std::string_view model) noexcept;
SearchMark eventMark(std::string_view name) noexcept;

/// Collects the marks of spans that are stored together, each once. Keeps its memory from one piece to the
/// next.
class MarkSet
{
public:
    void clear();
    /// Attributes of the span, of its events and links; step, model, event names. Not its texts.
    void addSpan(const Span &span, const SpanFacts &facts);
    /// Of a resource or a scope.
    void addAttributes(std::span<const Attribute> attributes);
    /// True when it is new.
    bool add(SearchMark mark);
    const std::vector<SearchMark> &marks() const noexcept { return m_marks; }

private:
    struct Slot
    {
        SearchMark mark = 0;
        std::uint32_t round = 0;
    };

    void addValue(SearchMark key, const Value &value);
    void grow();

    std::vector<SearchMark> m_marks;
    std::vector<Slot> m_slots; // a power of two, at most half full; a slot of an earlier round is free
    std::uint32_t m_round = 1;
};

/// Marks as a Bloom filter: 10 bits a mark, so that one answer in a hundred is a wrong yes and none a wrong
/// no.
std::string packMarks(const std::vector<SearchMark> &marks);
bool mayHaveMark(std::string_view packed, SearchMark mark) noexcept;

} // namespace spanwise
