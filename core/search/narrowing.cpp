// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/narrowing.h"

#include "core/search/node.h"

#include <algorithm>

namespace spanwise {
namespace search {
namespace {

using Intrinsic = SearchField::Intrinsic;
using Scope = SearchField::Scope;
using Choice = SearchNarrowing::Choice;
using Need = SearchNarrowing::Need;

/// What a condition proves about a span that fulfils it.
struct Proof
{
    Need need;
    std::optional<Duration> minDuration{};
    std::optional<double> minHallucination{};
    bool trouble = false;
};

template<class T>
void raise(std::optional<T> &least, const std::optional<T> &more)
{
    if (more && (!least || *least < *more))
        least = more;
}

template<class T>
std::optional<T> lower(const std::optional<T> &left, const std::optional<T> &right)
{
    return left && right ? std::optional(std::min(*left, *right)) : std::nullopt;
}

Proof allOf(Proof left, Proof right)
{
    std::ranges::move(right.need, std::back_inserter(left.need));
    raise(left.minDuration, right.minDuration);
    raise(left.minHallucination, right.minHallucination);
    left.trouble = left.trouble || right.trouble;
    return left;
}

/// Choices that a choice between two conditions is spelled out in at most.
constexpr std::size_t mostChoices = 8;

/// Of a choice between two, any choice of the one side or any of the other holds: so each pair of them does,
/// as one choice.
Proof eitherOf(const Proof &left, const Proof &right)
{
    Proof proof;
    for (const Choice &one : left.need) {
        for (const Choice &other : right.need) {
            if (proof.need.size() == mostChoices)
                break;
            Choice both = one;
            both.insert(both.end(), other.begin(), other.end());
            proof.need.push_back(std::move(both));
        }
    }
    proof.minDuration = lower(left.minDuration, right.minDuration);
    proof.minHallucination = lower(left.minHallucination, right.minHallucination);
    proof.trouble = left.trouble && right.trouble;
    return proof;
}

bool isAttribute(const SearchField &field)
{
    return field.scope != Scope::Intrinsic && !field.ofParent;
}

/// Some attribute in an expression that has no value where the attribute is absent.
void proveFields(const Expression &node, Proof &proof)
{
    if (node.kind == Expression::Kind::Field && isAttribute(node.field))
        proof.need.push_back({attributeMark(node.field.key)});
    for (const auto &side : {&node.left, &node.right}) {
        if (*side)
            proveFields(**side, proof);
    }
}

bool isArithmetic(const Expression &node)
{
    return node.kind == Expression::Kind::Field || node.kind == Expression::Kind::Constant ||
           (node.kind == Expression::Kind::Unary && node.op == SearchOperator::Negate &&
            isArithmetic(*node.left)) ||
           (node.kind == Expression::Kind::Binary && node.op >= SearchOperator::Add &&
            isArithmetic(*node.left) && isArithmetic(*node.right));
}

Proof equality(const SearchField &field, const Datum &value)
{
    Proof proof;
    if (field.ofParent)
        return proof;
    if (field.scope != Scope::Intrinsic) {
        if (const auto mark = valueMark(field.key, value))
            proof.need.push_back({*mark});
        return proof;
    }
    switch (field.intrinsic) {
    case Intrinsic::Name:
    case Intrinsic::StatusMessage:
    case Intrinsic::RootName:
    case Intrinsic::Document:
        if (!value.text.empty())
            proof.need.push_back({textMark(value.text)});
        break;
    case Intrinsic::RootService:
        if (const auto mark = valueMark("service.name", value))
            proof.need.push_back({*mark});
        break;
    case Intrinsic::EventName:
        proof.need.push_back({eventMark(value.text)});
        break;
    case Intrinsic::Model:
        proof.need.push_back({modelMark(value.text)});
        break;
    case Intrinsic::Step:
        proof.need.push_back({stepMark(static_cast<StepKind>(value.integer))});
        break;
    case Intrinsic::State:
        proof.trouble = value.integer == static_cast<std::int64_t>(StatusCode::Error);
        break;
    case Intrinsic::Failed:
        proof.trouble = value.isTrue();
        break;
    default:
        break;
    }
    return proof;
}

/// field > constant; a span is no longer than its trace.
Proof atLeast(const SearchField &field, const Datum &least)
{
    Proof proof;
    if (field.scope != Scope::Intrinsic || field.ofParent || !least.isNumeric())
        return proof;
    const bool whole = least.type != Datum::Type::Double;
    if ((field.intrinsic == Intrinsic::Length || field.intrinsic == Intrinsic::TraceDuration) && whole &&
        least.integer > 1)
        proof.minDuration = Duration(least.integer);
    if (field.intrinsic == Intrinsic::Hallucination)
        proof.minHallucination = least.number();
    return proof;
}

SearchOperator mirrored(SearchOperator op)
{
    switch (op) {
    case SearchOperator::Less:
        return SearchOperator::Greater;
    case SearchOperator::LessEqual:
        return SearchOperator::GreaterEqual;
    case SearchOperator::Greater:
        return SearchOperator::Less;
    case SearchOperator::GreaterEqual:
        return SearchOperator::LessEqual;
    default:
        return op;
    }
}

Proof comparison(const Expression &node)
{
    Proof proof;
    if (node.left->isNil() || node.right->isNil()) {
        if (node.op == SearchOperator::NotEqual)
            proveFields(node.left->isNil() ? *node.right : *node.left, proof);
        return proof;
    }
    for (const ExpressionPtr *side : {&node.left, &node.right}) {
        if (isArithmetic(**side))
            proveFields(**side, proof);
    }
    const bool turned = node.left->kind == Expression::Kind::Constant;
    const Expression &field = turned ? *node.right : *node.left;
    const Expression &constant = turned ? *node.left : *node.right;
    if (field.kind != Expression::Kind::Field || constant.kind != Expression::Kind::Constant)
        return proof;
    const SearchOperator op = turned ? mirrored(node.op) : node.op;
    if (op == SearchOperator::Equal) // the value first: it tells most, and what else must hold is asked of
                                     // the few that have it
        return allOf(equality(field.field, constant.constant),
                     allOf(atLeast(field.field, constant.constant), std::move(proof)));
    if (op == SearchOperator::Greater || op == SearchOperator::GreaterEqual)
        return allOf(std::move(proof), atLeast(field.field, constant.constant));
    return proof;
}

Proof prove(const Expression &node)
{
    Proof proof;
    if (node.kind == Expression::Kind::Field) { // a flag
        if (isAttribute(node.field))
            proof.need.push_back({*valueMark(node.field.key, Datum::of(true))});
        proof.trouble = node.field.scope == Scope::Intrinsic && node.field.intrinsic == Intrinsic::Failed &&
                        !node.field.ofParent;
        return proof;
    }
    if (node.kind != Expression::Kind::Binary)
        return proof;
    if (node.op == SearchOperator::And)
        return allOf(prove(*node.left), prove(*node.right));
    if (node.op == SearchOperator::Or)
        return eitherOf(prove(*node.left), prove(*node.right));
    return comparison(node);
}

class Narrower
{
public:
    explicit Narrower(SearchNarrowing &narrowing)
        : m_narrowing(narrowing)
    {
    }

    void pipeline(const Pipeline &pipeline)
    {
        for (const Stage &stage : pipeline.stages) {
            if (const auto *const spans = std::get_if<SpansetPtr>(&stage))
                spanset(**spans);
        }
    }

private:
    void spanset(const Spanset &node)
    {
        switch (node.kind) {
        case Spanset::Kind::Filter:
            if (node.condition)
                take(prove(*node.condition));
            return;
        case Spanset::Kind::Text:
            if (!node.text.empty())
                m_narrowing.words.push_back(node.text);
            return;
        case Spanset::Kind::Both:
            spanset(*node.left);
            spanset(*node.right);
            return;
        case Spanset::Kind::Structure:
            if (node.form != Spanset::Form::Negated)
                spanset(*node.left);
            spanset(*node.right);
            return;
        case Spanset::Kind::Nested:
            pipeline(*node.nested);
            return;
        case Spanset::Kind::Either:
            return either(node);
        case Spanset::Kind::None:
            return;
        }
    }

    void either(const Spanset &node)
    {
        std::vector<SearchNarrowing> sides;
        gather(node, sides);
        if (std::ranges::any_of(sides, &SearchNarrowing::isEmpty))
            return; // whatever that side matches may be anywhere
        std::optional<Duration> minDuration = sides.front().minDuration;
        std::optional<double> minHallucination = sides.front().minHallucination;
        for (const SearchNarrowing &side : sides) {
            minDuration = lower(minDuration, side.minDuration);
            minHallucination = lower(minHallucination, side.minHallucination);
        }
        raise(m_narrowing.minDuration, minDuration);
        raise(m_narrowing.minHallucination, minHallucination);
        m_narrowing.troubleOnly =
            m_narrowing.troubleOnly || std::ranges::all_of(sides, &SearchNarrowing::troubleOnly);
        m_narrowing.alternatives.push_back(std::move(sides));
    }

    /// a || b || c is one list of three.
    static void gather(const Spanset &node, std::vector<SearchNarrowing> &sides)
    {
        for (const SpansetPtr *side : {&node.left, &node.right}) {
            if ((*side)->kind == Spanset::Kind::Either)
                gather(**side, sides);
            else
                Narrower(sides.emplace_back()).spanset(**side);
        }
    }

    void take(Proof proof)
    {
        if (!proof.need.empty())
            m_narrowing.needs.push_back(std::move(proof.need));
        raise(m_narrowing.minDuration, proof.minDuration);
        raise(m_narrowing.minHallucination, proof.minHallucination);
        m_narrowing.troubleOnly = m_narrowing.troubleOnly || proof.trouble;
    }

    SearchNarrowing &m_narrowing;
};

} // namespace
} // namespace search

SearchNarrowing narrowingOf(const SearchQuery &query)
{
    SearchNarrowing narrowing;
    search::Narrower(narrowing).pipeline(query.pipeline());
    return narrowing;
}

} // namespace spanwise
