// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/trace/spanmarks.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace spanwise {

/// The marks of spans, gathered for what stands for several of them: a frame, a step, a node.
///
/// It stands back when none of its spans was found, and has the colour of the first of its spans that a rule
/// colours: what was looked for is never hidden by what it is counted with. A value; O(1) a question.
class GatheredMarks
{
public:
    GatheredMarks() = default;

    /// groupOf(row) tells the group of a span, UINT32_MAX for none. O(rows), nothing when there are no marks.
    template<class GroupOf>
    GatheredMarks(const SpanMarks &marks, std::size_t rows, std::size_t groups, GroupOf groupOf)
        : m_isSearching(marks.isSearching())
        , m_colors(marks.colors())
    {
        if (marks.isEmpty())
            return;
        m_of.assign(groups, 0);
        for (std::uint32_t i = 0; i < rows; ++i) {
            const auto row = static_cast<SpanRow>(i);
            const std::uint32_t group = groupOf(row);
            if (group >= groups)
                continue;
            std::uint8_t &of = m_of[group];
            if (marks.isMatch(row))
                of = static_cast<std::uint8_t>(of | matched);
            if ((of & colorBits) == 0)
                of = static_cast<std::uint8_t>(of | (marks.colorNumber(row) & colorBits));
        }
    }

    bool isEmpty() const noexcept { return m_of.empty(); }
    bool isDimmed(std::uint32_t group) const
    {
        return m_isSearching && group < m_of.size() && (m_of[group] & matched) == 0;
    }
    std::uint8_t colorNumber(std::uint32_t group) const
    {
        return group < m_of.size() ? static_cast<std::uint8_t>(m_of[group] & colorBits) : std::uint8_t(0);
    }
    const std::vector<QColor> &colors() const noexcept { return m_colors; }
    /// Invalid: no rule has a colour for it.
    QColor color(std::uint32_t group) const
    {
        const std::uint8_t number = colorNumber(group);
        return number < m_colors.size() ? m_colors[number] : QColor();
    }

private:
    static constexpr std::uint8_t matched = 0x80;
    static constexpr std::uint8_t colorBits = 0x7f;

    bool m_isSearching = false;
    std::vector<std::uint8_t> m_of;
    std::vector<QColor> m_colors;
};

} // namespace spanwise
