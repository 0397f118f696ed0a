// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <cstdint>
#include <vector>

namespace spanwise {

/// What every span and all below it used together. O(n) once, O(1) to ask; immutable.
class SubtreeSums
{
public:
    SubtreeSums() = default;
    explicit SubtreeSums(const Trace &trace);

    bool isEmpty() const noexcept { return m_tokens.empty(); }
    std::int64_t tokens(SpanRow row) const { return m_tokens[SpanTree::index(row)]; }
    double costUsd(SpanRow row) const { return m_costUsd[SpanTree::index(row)]; }

private:
    std::vector<std::int64_t> m_tokens;
    std::vector<double> m_costUsd;
};

} // namespace spanwise
