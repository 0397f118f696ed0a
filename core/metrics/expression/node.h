// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/metrics/expression/matcher.h"
#include "core/metrics/metricinfo.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace spanwise {

struct Function;

enum class ValueType : std::uint8_t { Scalar, Vector, Range };

enum class BinaryOp : std::uint8_t {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    And,
    Or,
    Unless,
};

constexpr bool isComparison(BinaryOp op) noexcept
{
    return op >= BinaryOp::Equal && op <= BinaryOp::LessEqual;
}
constexpr bool isSetOperation(BinaryOp op) noexcept
{
    return op >= BinaryOp::And;
}

enum class AggregateOp : std::uint8_t { Sum, Avg, Min, Max, Count, Quantile };

/// `by (a, b)` keeps these tags, `without (a, b)` drops them; neither keeps none.
struct Grouping
{
    bool without = false;
    std::vector<std::string> tags;
};

/// How the elements of two vectors find each other.
struct Matching
{
    enum class Many : std::uint8_t { None, Left, Right };

    std::optional<Grouping> on; ///< on(...) as by, ignoring(...) as without; absent: all tags
    Many many = Many::None;     ///< group_left: many elements on the left may match one on the right
};

/// A part of a parsed expression. A tree; its depth is bounded by the parser.
struct Node
{
    enum class Kind : std::uint8_t { Number, Selector, Call, Aggregate, Binary, Negate };

    Kind kind = Kind::Number;
    ValueType type = ValueType::Scalar;
    std::size_t position = 0; ///< byte offset where it is said, for errors
    std::size_t begin = 0;    ///< byte offsets of the whole part
    std::size_t end = 0;
    std::size_t depth = 1;

    double number = 0; ///< Number

    std::string metric; ///< Selector, as everything up to offset
    MetricKind metricKind = MetricKind::Counter;
    std::vector<TagMatcher> matchers;
    Duration range{}; ///< zero: none
    Duration offset{};
    std::size_t selection = 0; ///< which of the expression's selectors this is
    bool needsSketches = false;

    const Function *function = nullptr; ///< Call

    AggregateOp aggregate = AggregateOp::Sum; ///< Aggregate; Quantile's parameter is the first child
    Grouping grouping;

    BinaryOp op = BinaryOp::Add; ///< Binary
    bool asBool = false;         ///< a comparison answers 0 or 1 instead of filtering
    Matching matching;

    std::vector<std::unique_ptr<Node>> children;
};

using NodePtr = std::unique_ptr<Node>;

} // namespace spanwise
