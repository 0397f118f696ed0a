// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/datum.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <compare>
#include <optional>

namespace spanwise {
namespace {

using Type = Datum::Type;

bool isWhole(const Datum &datum)
{
    return datum.type == Type::Int || datum.type == Type::Length;
}

std::partial_ordering order(const Datum &left, const Datum &right)
{
    if (left.isNumeric() && right.isNumeric())
        return isWhole(left) && isWhole(right) ? std::partial_ordering(left.integer <=> right.integer)
                                               : left.number() <=> right.number();
    if (left.type != right.type)
        return std::partial_ordering::unordered;
    switch (left.type) {
    case Type::Text:
        return left.text <=> right.text;
    case Type::Bool:
    case Type::State:
    case Type::Kind:
    case Type::Step:
        // They have no order; any difference will do for = and !=.
        return left.integer <=> right.integer;
    default:
        return std::partial_ordering::unordered;
    }
}

bool comparable(const Datum &left, const Datum &right)
{
    return (left.isNumeric() && right.isNumeric()) || (left.type == right.type && left.type != Type::Nil);
}

bool hasOrder(const Datum &datum)
{
    return datum.isNumeric() || datum.type == Type::Text;
}

bool compareOne(SearchOperator op, const Datum &left, const Datum &right)
{
    if (!comparable(left, right))
        return false;
    const std::partial_ordering ordering = order(left, right);
    switch (op) {
    case SearchOperator::Equal:
        return ordering == 0;
    case SearchOperator::NotEqual:
        return ordering != 0;
    case SearchOperator::Less:
        return hasOrder(left) && ordering < 0;
    case SearchOperator::LessEqual:
        return hasOrder(left) && ordering <= 0;
    case SearchOperator::Greater:
        return hasOrder(left) && ordering > 0;
    case SearchOperator::GreaterEqual:
        return hasOrder(left) && ordering >= 0;
    default:
        return false;
    }
}

std::span<const Datum> elements(const Datum &datum)
{
    return datum.type == Type::List ? datum.list : std::span(&datum, 1);
}

std::optional<std::int64_t> wholeResult(SearchOperator op, std::int64_t left, std::int64_t right)
{
    std::int64_t result = 0;
    switch (op) {
    case SearchOperator::Add:
        return __builtin_add_overflow(left, right, &result) ? std::nullopt : std::optional(result);
    case SearchOperator::Subtract:
        return __builtin_sub_overflow(left, right, &result) ? std::nullopt : std::optional(result);
    case SearchOperator::Multiply:
        return __builtin_mul_overflow(left, right, &result) ? std::nullopt : std::optional(result);
    case SearchOperator::Modulo:
        // The smallest number by -1 traps in hardware.
        return right == 0 ? std::nullopt : std::optional(right == -1 ? 0 : left % right);
    default:
        return std::nullopt;
    }
}

double realResult(SearchOperator op, double left, double right)
{
    switch (op) {
    case SearchOperator::Add:
        return left + right;
    case SearchOperator::Subtract:
        return left - right;
    case SearchOperator::Multiply:
        return left * right;
    case SearchOperator::Divide:
        return left / right;
    case SearchOperator::Modulo:
        return std::fmod(left, right);
    case SearchOperator::Power:
        return std::pow(left, right);
    default:
        return std::nan("");
    }
}

std::string numberText(double value)
{
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return {digits.data(), end};
}

std::string durationText(std::int64_t nanoseconds)
{
    constexpr std::array<std::pair<std::int64_t, std::string_view>, 4> units{
        {{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}, {1, "ns"}}};
    for (const auto &[length, unit] : units) {
        if (nanoseconds % length == 0)
            return std::to_string(nanoseconds / length) + std::string(unit);
    }
    return {};
}

std::string wordOf(const Datum &datum)
{
    constexpr std::array<std::string_view, 3> statuses{"unset", "ok", "error"};
    constexpr std::array<std::string_view, 6> kinds{"unspecified", "internal", "server",
                                                    "client",      "producer", "consumer"};
    const auto index = static_cast<std::size_t>(datum.integer);
    const auto name = [&](auto &names) {
        return std::string(index < names.size() ? names[index] : std::string_view("?"));
    };
    return datum.type == Type::State  ? name(statuses)
           : datum.type == Type::Kind ? name(kinds)
                                      : name(stepKindNames);
}

} // namespace

Datum Datum::ofScalar(const Value &value)
{
    switch (value.type()) {
    case Value::Type::String:
        return of(value.string());
    case Value::Type::Bool:
        return of(value.boolean());
    case Value::Type::Int:
        return of(value.integer());
    case Value::Type::Double:
        return of(value.real());
    default:
        return {};
    }
}

bool compareData(SearchOperator op, const Datum &left, const Datum &right)
{
    if (left.isNil() || right.isNil())
        return false;
    const auto any = [&](SearchOperator one) {
        return std::ranges::any_of(elements(left), [&](const Datum &l) {
            return std::ranges::any_of(elements(right),
                                       [&](const Datum &r) { return compareOne(one, l, r); });
        });
    };
    if (op != SearchOperator::NotEqual)
        return any(op);
    return any(SearchOperator::NotEqual) && !any(SearchOperator::Equal);
}

Datum computeData(SearchOperator op, const Datum &left, const Datum &right)
{
    if (!left.isNumeric() || !right.isNumeric())
        return {};
    const bool duration = left.type == Type::Length || right.type == Type::Length;
    const bool ratio = op == SearchOperator::Divide && right.type == Type::Length;
    if (isWhole(left) && isWhole(right)) {
        if (const auto whole = wholeResult(op, left.integer, right.integer))
            return {.type = duration ? Type::Length : Type::Int, .integer = *whole};
    }
    const double real = realResult(op, left.number(), right.number());
    constexpr double most = 9.2e18;
    if (duration && !ratio && std::abs(real) < most)
        return {.type = Type::Length, .integer = static_cast<std::int64_t>(real)};
    return Datum::of(real);
}

std::string textOf(const Datum &datum)
{
    switch (datum.type) {
    case Type::Nil:
        return "nil";
    case Type::Bool:
        return datum.integer != 0 ? "true" : "false";
    case Type::Int:
        return std::to_string(datum.integer);
    case Type::Double:
        return numberText(datum.real);
    case Type::Length:
        return durationText(datum.integer);
    case Type::Text:
        return std::string(datum.text);
    case Type::List: {
        std::string all;
        for (const Datum &element : datum.list)
            all += (all.empty() ? "" : ", ") + textOf(element);
        return all;
    }
    default:
        return wordOf(datum);
    }
}

} // namespace spanwise
