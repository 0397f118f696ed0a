// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/datum.h"
#include "core/search/field.h"

#include <re2/re2.h>

#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

/// The tree of a parsed search. Immutable once it is parsed; positions are byte offsets into the text.
namespace spanwise::search {

/// A condition or a value within braces or a stage.
struct Expression
{
    enum class Kind : std::uint8_t { Constant, Field, Unary, Binary };

    Kind kind = Kind::Constant;
    SearchOperator op = SearchOperator::And; ///< Unary: Not, Negate
    std::size_t begin = 0;
    std::size_t end = 0;
    Datum constant{};
    std::string text{}; ///< what a constant's text is a view of
    SearchField field{};
    std::unique_ptr<Expression> left{};
    std::unique_ptr<Expression> right{};
    std::unique_ptr<const RE2> regex{}; ///< of Matches and MatchesNot

    bool isNil() const noexcept { return kind == Kind::Constant && constant.isNil(); }
};

using ExpressionPtr = std::unique_ptr<Expression>;

/// How the spans on the right stand to those on the left.
enum class Relation : std::uint8_t { Child, Parent, Descendant, Ancestor, Sibling };

struct Pipeline;

/// What picks spans.
struct Spanset
{
    enum class Kind : std::uint8_t {
        Filter,    ///< { condition }; no condition: every span
        Text,      ///< a word or phrase: spans in whose texts it occurs
        Both,      ///< &&, or terms side by side
        Either,    ///< ||
        None,      ///< !x: every span when x finds none
        Structure, ///< > < >> << ~ and their forms
        Nested,    ///< ( pipeline )
    };
    enum class Form : std::uint8_t { Plain, Negated, Union };

    Kind kind = Kind::Filter;
    Relation relation = Relation::Child;
    Form form = Form::Plain;
    std::size_t begin = 0;
    std::size_t end = 0;
    ExpressionPtr condition{};
    std::string text{}; ///< folded
    std::unique_ptr<Spanset> left{};
    std::unique_ptr<Spanset> right{};
    std::unique_ptr<Pipeline> nested{};
};

using SpansetPtr = std::unique_ptr<Spanset>;

/// A value of a whole spanset: aggregates, constants, arithmetic.
struct Scalar
{
    enum class Kind : std::uint8_t { Constant, Count, Avg, Min, Max, Sum, Binary };

    Kind kind = Kind::Constant;
    SearchOperator op = SearchOperator::Add;
    std::size_t begin = 0;
    std::size_t end = 0;
    Datum constant{};
    ExpressionPtr value{};
    std::unique_ptr<Scalar> left{};
    std::unique_ptr<Scalar> right{};
};

struct ScalarFilter
{
    SearchOperator op = SearchOperator::Equal;
    std::unique_ptr<Scalar> left;
    std::unique_ptr<Scalar> right;
};

struct GroupBy
{
    ExpressionPtr value;
};

/// Makes one group of all again.
struct Coalesce
{
};

struct Select
{
    std::vector<ExpressionPtr> values;
};

using Stage = std::variant<SpansetPtr, ScalarFilter, GroupBy, Coalesce, Select>;

struct Pipeline
{
    struct Place
    {
        std::size_t begin;
        std::size_t end;
    };

    std::vector<Stage> stages; ///< the first one is a spanset
    std::vector<Place> places; ///< of each stage in the text, its bar included
};

} // namespace spanwise::search
