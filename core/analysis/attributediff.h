// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace spanwise {

/// One attribute that two spans do not share. Views into the traces that were compared.
struct DifferingAttribute
{
    std::string_view key;
    const Value *left = nullptr; ///< nullptr: only the right one has it
    const Value *right = nullptr;
    bool ofResource = false;
};

/// What differs: keys of the left one in its order, then those that only the right one has. Linear when both
/// list the same keys in the same order, as one instrumentation does.
std::vector<DifferingAttribute> differingAttributes(std::span<const Attribute> left,
                                                    std::span<const Attribute> right);

/// How many that are, without naming them.
std::uint32_t countDifferingAttributes(std::span<const Attribute> left, std::span<const Attribute> right);

/// Those of the spans, then those of their resources.
std::vector<DifferingAttribute> differingAttributes(const Trace &left, SpanRow leftRow, const Trace &right,
                                                    SpanRow rightRow);

} // namespace spanwise
