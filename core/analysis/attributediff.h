// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace spanwise {

/// One attribute of two spans. Views into the traces that were compared.
struct PairedAttribute
{
    std::string_view key;
    const Value *left = nullptr; ///< nullptr: only the right one has it
    const Value *right = nullptr;
    bool differs = true;
    bool ofResource = false;
};

/// What differs: keys of the left one in its order, then those that only the right one has. Linear when both
/// list the same keys in the same order, as one instrumentation does.
std::vector<PairedAttribute> differingAttributes(std::span<const Attribute> left,
                                                 std::span<const Attribute> right);

/// How many that are, without naming them.
std::uint32_t countDifferingAttributes(std::span<const Attribute> left, std::span<const Attribute> right);

/// Every attribute of two spans, in the same order: those of the spans, then those of their resources. A row
/// that is nullopt has none.
std::vector<PairedAttribute> pairedAttributes(const Trace &left, std::optional<SpanRow> leftRow,
                                              const Trace &right, std::optional<SpanRow> rightRow);

} // namespace spanwise
