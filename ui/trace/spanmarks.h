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

/// How the spans of a trace stand out, the same in every face: while a search is on, what it did not find stands back; a colour rule
/// replaces the colour of the step. By rows of one trace. A value, cheap to copy; O(1) a question.
class SpanMarks
{
public:
    using Matches = std::vector<bool>;
    using Colors = std::vector<std::uint8_t>;

    bool isSearching() const noexcept { return m_isSearching; }
    bool hasColors() const noexcept { return m_colorOf && !m_colorOf->empty(); }
    bool isEmpty() const noexcept { return !m_isSearching && !hasColors(); }
    bool isMatch(SpanRow row) const { return m_matches && SpanTree::index(row) < m_matches->size() && (*m_matches)[SpanTree::index(row)]; }
    bool isDimmed(SpanRow row) const { return m_isSearching && !isMatch(row); }
    /// Of the rule that colours a span, from 1; 0: none does.
    std::uint8_t colorNumber(SpanRow row) const
    {
        return hasColors() && SpanTree::index(row) < m_colorOf->size() ? (*m_colorOf)[SpanTree::index(row)] : std::uint8_t(0);
    }
    /// By number; the first is none. All of them, used or not.
    const std::vector<QColor> &colors() const noexcept { return m_colors; }
    /// Invalid: the span keeps the colour of its step.
    QColor color(SpanRow row) const
    {
        const std::uint8_t number = colorNumber(row);
        return number < m_colors.size() ? m_colors[number] : QColor();
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
