// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/nameroom.h"

#include "core/model/steplabel.h"
#include "ui/trace/spanwords.h"

#include <QFontMetrics>

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace spanwise {
namespace {

constexpr int longestName = 50;      // average characters
constexpr std::uint32_t levels = 64; // below them indentation hardly grows
constexpr int failureMark = 15;

} // namespace

NameRoom::NameRoom(const Trace &trace, const QFontMetrics &metrics)
{
    const int most = metrics.averageCharWidth() * longestName;
    std::unordered_map<std::string_view, int> known; // a trace has many spans and few names
    const auto widthOf = [&](SpanRow row) {
        const auto [it, isNew] = known.try_emplace(stepLabel(trace[row]), 0);
        if (isNew)
            it->second = std::min(most, metrics.horizontalAdvance(text(it->first)));
        return it->second + (trace.facts(row).failed ? failureMark : 0);
    };
    const SpanTree &tree = trace.tree();
    std::vector<SpanRow> next(tree.roots().rbegin(), tree.roots().rend());
    for (std::size_t seen = 0; !next.empty() && seen < measuredSpans; ++seen) {
        const SpanRow row = next.back();
        next.pop_back();
        const std::size_t depth = std::min(tree.depth(row), levels);
        if (depth >= m_widest.size())
            m_widest.resize(depth + 1, 0);
        m_widest[depth] = std::max(m_widest[depth], widthOf(row));
        const auto children = tree.children(row).first(std::min(tree.children(row).size(), measuredSpans));
        next.insert(next.end(), children.rbegin(), children.rend());
    }
}

void NameRoom::include(const NameRoom &other)
{
    m_widest.resize(std::max(m_widest.size(), other.m_widest.size()), 0);
    for (std::size_t depth = 0; depth < other.m_widest.size(); ++depth)
        m_widest[depth] = std::max(m_widest[depth], other.m_widest[depth]);
}

} // namespace spanwise
