// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace spanwise {

/// The spans of one trace sorted into steps (same service, same stepLabel()) or into services.
///
/// A value; its texts view the trace. Groups come in the order of their first span. O(n), a hash look-up a
/// span.
class StepGroups
{
public:
    enum class By : std::uint8_t { Step, Service };

    struct Group
    {
        std::string_view name; ///< of the step; empty for a service
        std::string_view service;
        StepKind step = StepKind::Other; ///< the first that its spans name
        SpanRow first{};
    };

    StepGroups() = default;
    StepGroups(const Trace &trace, By by);

    By by() const noexcept { return m_by; }
    std::size_t size() const noexcept { return m_groups.size(); }
    const Group &operator[](std::size_t group) const { return m_groups[group]; }
    std::uint32_t of(SpanRow row) const { return m_of[SpanTree::index(row)]; }

private:
    By m_by = By::Step;
    std::vector<Group> m_groups;
    std::vector<std::uint32_t> m_of; // by span row
};

} // namespace spanwise
