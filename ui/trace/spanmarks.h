// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <QColor>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace spanwise {

/// Of what a search did not find.
inline constexpr double dimmedOpacity = 0.35;

/// How the spans of a trace stand out, the same in every face: while a search is on, what it did not find
/// stands back; a colour rule replaces the colour of the step. By rows of one trace. A value, cheap to copy;
/// O(1) a question.
class SpanMarks
{
public:
    using Matches = std::vector<bool>;
    using Colors = std::vector<std::uint8_t>;

    bool isSearching() const noexcept { return m_isSearching; }
    bool hasColors() const noexcept { return m_colorOf && !m_colorOf->empty(); }
    bool isEmpty() const noexcept { return !m_isSearching && !hasColors(); }
    bool isMatch(SpanRow row) const
    {
        return m_matches && SpanTree::index(row) < m_matches->size() && (*m_matches)[SpanTree::index(row)];
    }
    bool isDimmed(SpanRow row) const { return m_isSearching && !isMatch(row); }
    /// Of the rule that colours a span, from 1; 0: none does.
    std::uint8_t colorNumber(SpanRow row) const
    {
        return hasColors() && SpanTree::index(row) < m_colorOf->size() ? (*m_colorOf)[SpanTree::index(row)]
                                                                       : std::uint8_t(0);
    }
    /// By number; the first is none. All of them, used or not.
    const std::vector<QColor> &colors() const noexcept { return m_colors; }
    /// Invalid: the span keeps the colour of its step.
    QColor color(SpanRow row) const
    {
        const std::uint8_t number = colorNumber(row);
        return number < m_colors.size() ? m_colors[number] : QColor();
    }

    /// The same spans in another snapshot of the trace, whose rows they have there; spans that were not in
    /// this one have no marks.
    SpanMarks moved(const std::vector<std::uint32_t> &rowOf, std::size_t size) const
    {
        SpanMarks now = *this;
        Matches matches(m_isSearching ? size : 0, false);
        Colors colorOf(hasColors() ? size : 0, 0);
        for (std::uint32_t i = 0; i < rowOf.size(); ++i) {
            const std::uint32_t row = rowOf[i];
            if (row < matches.size() && isMatch(static_cast<SpanRow>(i)))
                matches[row] = true;
            if (row < colorOf.size())
                colorOf[row] = colorNumber(static_cast<SpanRow>(i));
        }
        now.setMatches(m_isSearching, std::move(matches));
        now.setColors(std::move(colorOf), m_colors);
        return now;
    }

    void setMatches(bool isSearching, Matches matches)
    {
        m_isSearching = isSearching;
        m_matches = isSearching ? std::make_shared<const Matches>(std::move(matches)) : nullptr;
    }
    void setColors(Colors ofRow, std::vector<QColor> colors)
    {
        m_colorOf = std::make_shared<const Colors>(std::move(ofRow));
        m_colors = std::move(colors);
    }

private:
    bool m_isSearching = false;
    std::shared_ptr<const Matches> m_matches;
    std::shared_ptr<const Colors> m_colorOf;
    std::vector<QColor> m_colors;
};

} // namespace spanwise
