// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/model/span.h"
#include "core/model/stepkind.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace spanwise {

enum class SearchOperator : std::uint8_t {
    And,
    Or,
    Not,
    Negate,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Matches,
    MatchesNot,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
};

/// One value while a search is evaluated. Text and lists are views: into the trace, the query, or the
/// evaluator's arena. A list is what an array attribute has, or all the events or links of a span.
struct Datum
{
    enum class Type : std::uint8_t { Nil, Bool, Int, Double, Length, Text, State, Kind, Step, List };

    Type type = Type::Nil;
    std::int64_t integer = 0; ///< Bool, Int, Length in ns, State, Kind, Step
    double real = 0;          ///< Double
    std::string_view text{};
    std::span<const Datum> list{};

    static Datum of(bool value) { return {.type = Type::Bool, .integer = value ? 1 : 0}; }
    static Datum of(std::int64_t value) { return {.type = Type::Int, .integer = value}; }
    static Datum of(double value) { return {.type = Type::Double, .real = value}; }
    static Datum of(Duration value) { return {.type = Type::Length, .integer = value.count()}; }
    static Datum of(std::string_view value) { return {.type = Type::Text, .text = value}; }
    static Datum of(StatusCode value)
    {
        return {.type = Type::State, .integer = static_cast<std::int64_t>(value)};
    }
    static Datum of(SpanKind value)
    {
        return {.type = Type::Kind, .integer = static_cast<std::int64_t>(value)};
    }
    static Datum of(StepKind value)
    {
        return {.type = Type::Step, .integer = static_cast<std::int64_t>(value)};
    }

    /// Nil for lists, maps and bytes. A view into value.
    static Datum ofScalar(const Value &value);

    bool isNil() const noexcept { return type == Type::Nil; }
    bool isTrue() const noexcept { return type == Type::Bool && integer != 0; }
    bool isNumeric() const noexcept
    {
        return type == Type::Int || type == Type::Double || type == Type::Length;
    }
    double number() const noexcept { return type == Type::Double ? real : static_cast<double>(integer); }
};

/// = != < <= > >=. A comparison with what is absent (nil), or of types that cannot be compared, is false. Of
/// a list one element has to fit; != holds when it has comparable elements and none is equal.
bool compareData(SearchOperator op, const Datum &left, const Datum &right);

/// + - * / % ^ of numbers and durations, nil for anything else. Whole numbers stay whole except in / and ^,
/// and where they would overflow.
Datum computeData(SearchOperator op, const Datum &left, const Datum &right);

/// As people read it: text as it is, durations in the unit of a search (1500ms), lists with commas.
std::string textOf(const Datum &datum);

} // namespace spanwise
