// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/siblingorder.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace spanwise {

/// The rows that a tree shows from top to bottom: depth first, children of collapsed spans left out.
///
/// An immutable value, built in O(n); every question afterwards is O(1). Positions count shown rows from 0.
class TreeRows
{
public:
    TreeRows() = default;
    /// collapsed is empty (all open) or has one entry per span.
    TreeRows(const SpanTree &tree, const std::vector<bool> &collapsed, const SiblingOrder &order = {});

    std::size_t size() const noexcept { return m_rows.size(); }
    SpanRow operator[](std::size_t position) const { return m_rows[position]; }
    std::span<const SpanRow> rows() const noexcept { return m_rows; }
    /// nullopt while a collapsed span hides the row.
    std::optional<std::size_t> positionOf(SpanRow row) const;

private:
    static constexpr std::uint32_t hidden = UINT32_MAX;

    std::vector<SpanRow> m_rows;
    std::vector<std::uint32_t> m_position; // by SpanRow
};

} // namespace spanwise
