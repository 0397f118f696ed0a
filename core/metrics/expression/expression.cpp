// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expression/expression.h"

#include "core/metrics/expression/functions.h"
#include "core/metrics/expression/parser.h"

#include <algorithm>

namespace spanwise {
namespace {

/// The first comparison below and/or/unless, or nullptr.
const Node *comparisonIn(const Node &node)
{
    if (node.kind != Node::Kind::Binary)
        return nullptr;
    if (isComparison(node.op))
        return node.asBool ? nullptr : &node;
    if (!isSetOperation(node.op))
        return nullptr;
    for (const NodePtr &child : node.children) {
        if (const Node *const found = comparisonIn(*child))
            return found;
    }
    return nullptr;
}

bool canBecomeEmpty(const Node &node)
{
    if (node.kind == Node::Kind::Call && node.function->id == Function::Id::Absent)
        return true;
    if (node.kind == Node::Kind::Binary && isComparison(node.op))
        return !node.asBool;
    if (node.kind == Node::Kind::Binary && (node.op == BinaryOp::And || node.op == BinaryOp::Unless))
        return true;
    const auto canBecome = [](const NodePtr &child) { return canBecomeEmpty(*child); };
    if (node.kind == Node::Kind::Binary && node.op == BinaryOp::Or)
        return std::all_of(node.children.begin(), node.children.end(), canBecome);
    return std::any_of(node.children.begin(), node.children.end(), canBecome);
}

} // namespace

Status checkExpression(std::string_view expression)
{
    const Result<ParsedExpression> parsed = parseExpression(expression, {});
    if (!parsed)
        return parsed.error();
    return Done{};
}

std::string leftOfComparison(std::string_view expression)
{
    const Result<ParsedExpression> parsed = parseExpression(expression, {});
    if (parsed) {
        if (const Node *const comparison = comparisonIn(*parsed->root)) {
            // `3000 < p95_latency_ms` compares the same thing.
            const bool isSwapped = comparison->children[0]->type == ValueType::Scalar;
            const Node &side = *comparison->children[isSwapped ? 1 : 0];
            return std::string(expression.substr(side.begin, side.end - side.begin));
        }
    }
    return std::string(expression);
}

bool isCondition(std::string_view expression)
{
    const Result<ParsedExpression> parsed = parseExpression(expression, {});
    return parsed && canBecomeEmpty(*parsed->root);
}

} // namespace spanwise
