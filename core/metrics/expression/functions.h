// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/expression/node.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace spanwise {

/// A function of the language, as the parser and the evaluator know it.
struct Function
{
    enum class Id : std::uint8_t {
        // of every value
        Abs,
        Ceil,
        Floor,
        Sqrt,
        Exp,
        Ln,
        Log2,
        Log10,
        Round,
        Clamp,
        ClampMin,
        ClampMax,
        // of vectors and scalars
        Scalar,
        Vector,
        Time,
        Absent,
        // of ranges
        Rate,
        Increase,
        SumOverTime,
        AvgOverTime,
        MinOverTime,
        MaxOverTime,
        CountOverTime,
        LastOverTime,
        QuantileOverTime,
    };

    std::string_view name;
    Id id;
    std::span<const ValueType> arguments;
    std::size_t required; ///< arguments beyond this may be left out
    ValueType result;

    bool isOverRange() const noexcept { return id >= Id::Rate; }
};

std::span<const Function> functions();
const Function *findFunction(std::string_view name);

} // namespace spanwise
