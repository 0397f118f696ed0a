// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expression/parser.h"

#include "core/base/suggestion.h"
#include "core/metrics/catalog.h"
#include "core/metrics/expression/functions.h"
#include "core/metrics/expression/reader.h"
#include "core/metrics/expression/selector.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace spanwise {
namespace {

constexpr std::size_t maxDepth = maxExpressionDepth;

struct Operator
{
    std::string_view text;
    BinaryOp op;
    int precedence;
};

constexpr int powerPrecedence = 6;

constexpr std::array<Operator, 15> operators{{
    {"or", BinaryOp::Or, 1},
    {"and", BinaryOp::And, 2},
    {"unless", BinaryOp::Unless, 2},
    {"==", BinaryOp::Equal, 3},
    {"!=", BinaryOp::NotEqual, 3},
    {">", BinaryOp::Greater, 3},
    {"<", BinaryOp::Less, 3},
    {">=", BinaryOp::GreaterEqual, 3},
    {"<=", BinaryOp::LessEqual, 3},
    {"+", BinaryOp::Add, 4},
    {"-", BinaryOp::Subtract, 4},
    {"*", BinaryOp::Multiply, 5},
    {"/", BinaryOp::Divide, 5},
    {"%", BinaryOp::Modulo, 5},
    {"^", BinaryOp::Power, powerPrecedence},
}};

constexpr std::array<std::pair<std::string_view, AggregateOp>, 6> aggregates{{
    {"sum", AggregateOp::Sum},
    {"avg", AggregateOp::Avg},
    {"min", AggregateOp::Min},
    {"max", AggregateOp::Max},
    {"count", AggregateOp::Count},
    {"quantile", AggregateOp::Quantile},
}};

const char *nameOf(ValueType type)
{
    switch (type) {
    case ValueType::Scalar:
        return "a number";
    case ValueType::Vector:
        return "a vector";
    case ValueType::Range:
        return "a range";
    }
    return "";
}

/// What a named expression passes on to the selectors and aggregations of its definition.
struct Inherited
{
    std::vector<TagMatcher> matchers;
    Duration range{};
    Duration offset{};
    std::optional<Grouping> grouping;
};

/// Recursive descent with precedence climbing. The first error ends it; every function then returns null.
class Parser
{
public:
    Parser(std::string_view text, const ExpressionVocabulary &vocabulary, std::vector<Node *> &selectors)
        : m_vocabulary(vocabulary)
        , m_selectors(selectors)
        , m_in(text)
    {
    }

    Result<NodePtr> run(Inherited inherited = {})
    {
        m_inherited = std::move(inherited);
        if (m_in.error())
            return *m_in.error();
        NodePtr root = binary(1);
        if (root && m_in.peek().kind != TokenKind::End)
            root = fail(m_in.peek(), "'" + m_in.peek().text + "' is not expected here");
        if (root && root->type == ValueType::Range)
            root =
                fail(root->position, "a range has no single value: put it into rate(), avg() or quantile()");
        if (!root)
            return *m_in.error();
        return root;
    }

private:
    template<class Where>
    NodePtr fail(const Where &where, const std::string &why)
    {
        m_in.fail(where, why);
        return nullptr;
    }

    NodePtr make(Node::Kind kind, std::size_t begin, std::size_t position)
    {
        auto node = std::make_unique<Node>();
        node->kind = kind;
        node->begin = begin;
        node->position = position;
        return node;
    }
    NodePtr finish(NodePtr node)
    {
        node->end = m_in.end();
        for (const NodePtr &child : node->children)
            node->depth = std::max(node->depth, child->depth + 1);
        if (node->depth > maxDepth)
            return fail(node->position, "the expression is nested too deeply");
        return node;
    }

    static const Operator *operatorOf(const ExpressionToken &token)
    {
        if (token.kind != TokenKind::Symbol && token.kind != TokenKind::Name)
            return nullptr;
        const auto at = std::find_if(operators.begin(), operators.end(), [&token](const Operator &candidate) {
            return candidate.text == token.text;
        });
        return at == operators.end() ? nullptr : &*at;
    }

    /// Every way down leads through here, so that this is where the stack is guarded.
    NodePtr binary(int lowest)
    {
        if (++m_nesting > maxDepth)
            return fail(m_in.peek(), "the expression is nested too deeply");
        NodePtr node = operation(lowest);
        --m_nesting;
        return node;
    }

    NodePtr operation(int lowest)
    {
        NodePtr left = unary();
        while (left) {
            const Operator *const found = operatorOf(m_in.peek());
            if (!found || found->precedence < lowest)
                break;
            NodePtr node = make(Node::Kind::Binary, left->begin, m_in.take().position);
            node->op = found->op;
            if (!readModifiers(m_in, *node))
                return nullptr;
            NodePtr right = binary(found->op == BinaryOp::Power ? powerPrecedence : found->precedence + 1);
            if (!right)
                return nullptr;
            node->children.push_back(std::move(left));
            node->children.push_back(std::move(right));
            left = checkedBinary(std::move(node));
        }
        return left;
    }

    NodePtr checkedBinary(NodePtr node)
    {
        const ValueType left = node->children[0]->type;
        const ValueType right = node->children[1]->type;
        for (const NodePtr &child : node->children) {
            if (child->type == ValueType::Range)
                return fail(child->position,
                            "a range cannot be calculated with: put it into rate(), avg() or quantile()");
        }
        const bool scalars = left == ValueType::Scalar && right == ValueType::Scalar;
        if (isSetOperation(node->op) && (left == ValueType::Scalar || right == ValueType::Scalar))
            return fail(node->position, "and, or and unless stand between vectors, not numbers");
        if (isComparison(node->op) && scalars && !node->asBool)
            return fail(node->position, "comparing two numbers needs bool, as in 1 < bool 2");
        if (node->matching.on && (left == ValueType::Scalar || right == ValueType::Scalar))
            return fail(node->position, "on and ignoring stand between vectors, not numbers");
        node->type = scalars ? ValueType::Scalar : ValueType::Vector;
        return finish(std::move(node));
    }

    NodePtr unary() { return m_in.peek().is("-") || m_in.peek().is("+") ? signedOperand() : primary(); }

    NodePtr signedOperand()
    {
        const ExpressionToken sign = m_in.take();
        NodePtr operand = binary(powerPrecedence);
        if (!operand)
            return nullptr;
        if (operand->type == ValueType::Range)
            return fail(operand->position,
                        "a range cannot be negated: put it into rate(), avg() or quantile()");
        NodePtr node = make(Node::Kind::Negate, sign.position, sign.position);
        if (sign.text == "+") {
            operand->begin = sign.position;
            return operand;
        }
        node->type = operand->type;
        node->children.push_back(std::move(operand));
        return finish(std::move(node));
    }

    NodePtr primary()
    {
        const ExpressionToken &token = m_in.peek();
        switch (token.kind) {
        case TokenKind::Number:
            return number(token.number);
        case TokenKind::Name:
            return named();
        case TokenKind::Length:
            return fail(token, "a duration stands in [ ] or after offset");
        case TokenKind::Text:
            return fail(token, "text stands only in a condition on a tag, such as {service=\"rag\"}");
        case TokenKind::Symbol:
        case TokenKind::End:
            break;
        }
        if (token.is("{"))
            return fail(token, "the name of a metric is missing before '{'");
        if (!token.is("("))
            return fail(token,
                        token.kind == TokenKind::End
                            ? "a metric, a number or a function is missing"
                            : "a metric, a number or a function is missing before '" + token.text + "'");
        return parenthesized();
    }

    NodePtr parenthesized()
    {
        const std::size_t begin = m_in.take().position;
        NodePtr inner = binary(1);
        if (!inner || !m_in.expect(")", "a ')' is missing"))
            return nullptr;
        inner->begin = begin;
        inner->end = m_in.end();
        if (m_in.peek().is("["))
            return fail(m_in.peek(), "[ ] follows the name of a metric, not a calculation");
        return inner;
    }

    NodePtr number(double value)
    {
        const std::size_t begin = m_in.take().position;
        NodePtr node = make(Node::Kind::Number, begin, begin);
        node->number = value;
        return finish(std::move(node));
    }

    NodePtr named()
    {
        const ExpressionToken &token = m_in.peek();
        if (token.text == "Inf" || token.text == "inf")
            return number(std::numeric_limits<double>::infinity());
        if (token.text == "NaN" || token.text == "nan")
            return number(std::numeric_limits<double>::quiet_NaN());
        const bool grouped = m_in.peek(1).isName("by") || m_in.peek(1).isName("without");
        const auto aggregate =
            std::find_if(aggregates.begin(), aggregates.end(),
                         [&token](const auto &entry) { return entry.first == token.text; });
        if (aggregate != aggregates.end() && (m_in.peek(1).is("(") || grouped))
            return aggregation(aggregate->second);
        if (!m_in.peek(1).is("("))
            return operatorOf(token) ? fail(token, "a metric, a number or a function is missing before '" +
                                                       token.text + "'")
                                     : selector();
        const Function *const function = findFunction(token.text);
        if (!function)
            return fail(token,
                        "unknown function '" + token.text + "'" + suggestionFor(token.text, functionNames()));
        return call(*function);
    }

    static std::vector<std::string> functionNames()
    {
        std::vector<std::string> names;
        for (const Function &function : functions())
            names.emplace_back(function.name);
        for (const auto &[name, op] : aggregates)
            names.emplace_back(name);
        return names;
    }

    NodePtr aggregation(AggregateOp op)
    {
        const ExpressionToken name = m_in.take();
        NodePtr node = make(Node::Kind::Aggregate, name.position, name.position);
        node->aggregate = op;
        node->type = ValueType::Vector;
        std::optional<Grouping> groups;
        if (!readGrouping(m_in, groups) || !arguments(*node, name.text) || !readGrouping(m_in, groups))
            return nullptr;
        node->grouping = groups ? *groups : m_inherited.grouping.value_or(Grouping{});
        const std::size_t expected = op == AggregateOp::Quantile ? 2 : 1;
        if (node->children.size() != expected)
            return fail(name, name.text + "() takes " +
                                  (expected == 1 ? "one argument" : "two: quantile(0.95, metric[5m])"));
        if (expected == 2 && node->children[0]->type != ValueType::Scalar)
            return fail(node->children[0]->position, "quantile() begins with a number between 0 and 1");
        Node &over = *node->children.back();
        if (over.type == ValueType::Scalar)
            return fail(over.position, name.text + "() needs a vector or a range, this is a number");
        if (expected == 2 && over.type == ValueType::Range && !quantileOf(over))
            return nullptr;
        return finish(std::move(node));
    }

    bool quantileOf(Node &range)
    {
        if (range.metricKind != MetricKind::Histogram)
            return m_in.fail(range.position, "a quantile over time needs a histogram; '" + range.metric +
                                                 "' keeps no distribution");
        range.needsSketches = true;
        return true;
    }

    bool arguments(Node &node, const std::string &name)
    {
        if (!m_in.expect("(", "the arguments of " + name + " in ( ) are missing"))
            return false;
        while (!m_in.accept(")")) {
            NodePtr argument = binary(1);
            if (!argument)
                return false;
            node.children.push_back(std::move(argument));
            if (!m_in.accept(",") && !m_in.peek().is(")"))
                return m_in.fail(m_in.peek(), "a ')' is missing to close " + name + "(");
        }
        return true;
    }

    NodePtr call(const Function &function)
    {
        const ExpressionToken name = m_in.take();
        NodePtr node = make(Node::Kind::Call, name.position, name.position);
        node->function = &function;
        node->type = function.result;
        if (!arguments(*node, name.text))
            return nullptr;
        const std::size_t given = node->children.size();
        if (given < function.required || given > function.arguments.size())
            return fail(name, name.text + "() takes " + std::to_string(function.arguments.size()) +
                                  (function.arguments.size() == 1 ? " argument, not " : " arguments, not ") +
                                  std::to_string(given));
        for (std::size_t i = 0; i < given; ++i) {
            if (!argumentFits(*node->children[i], function, i))
                return nullptr;
        }
        return finish(std::move(node));
    }

    bool argumentFits(Node &argument, const Function &function, std::size_t i)
    {
        const ValueType wanted = function.arguments[i];
        const std::string name(function.name);
        if (argument.type != wanted) {
            const std::string hint = wanted == ValueType::Range && argument.kind == Node::Kind::Selector
                                         ? "; add a window, such as " + argument.metric + "[1m]"
                                         : std::string();
            return m_in.fail(argument.position, name + "() needs " + nameOf(wanted) + " here, this is " +
                                                    nameOf(argument.type) + hint);
        }
        if (wanted != ValueType::Range)
            return true;
        const bool ofCounter = function.id == Function::Id::Rate || function.id == Function::Id::Increase;
        if (ofCounter && argument.metricKind != MetricKind::Counter)
            return m_in.fail(argument.position, name + "() needs a counter, '" + argument.metric +
                                                    "' is not one; count_over_time() counts its values");
        return function.id != Function::Id::QuantileOverTime || quantileOf(argument);
    }

    NodePtr selector()
    {
        const ExpressionToken name = m_in.take();
        const MetricInfo *const info = findMetric(name.text);
        const bool isNamed = info && !info->expression.empty();
        NodePtr node = make(Node::Kind::Selector, name.position, name.position);
        node->metric = name.text;
        const std::optional<MetricKind> kind = info ? std::optional(info->kind) : kindOf(name.text);
        if (!kind)
            return fail(name, "unknown metric '" + name.text + "'" + suggestionFor(name.text, metricNames()));
        node->metricKind = *kind;
        std::optional<Grouping> groups;
        if (!readMatchers(m_in, *node) || !readRange(m_in, *node) ||
            (isNamed && !readGrouping(m_in, groups)) || !readOffset(m_in, *node))
            return nullptr;
        return isNamed ? expand(std::move(node), info->expression, std::move(groups))
                       : checkedSelector(std::move(node));
    }

    std::optional<MetricKind> kindOf(std::string_view name) const
    {
        return m_vocabulary.kindOf ? m_vocabulary.kindOf(name) : std::nullopt;
    }

    std::vector<std::string> metricNames() const
    {
        std::vector<std::string> names = m_vocabulary.names;
        for (const MetricInfo &info : metricCatalog())
            names.push_back(info.name);
        return names;
    }

    NodePtr checkedSelector(NodePtr node)
    {
        node->matchers.insert(node->matchers.end(), m_inherited.matchers.begin(), m_inherited.matchers.end());
        if (node->range > Duration::zero() && m_inherited.range > Duration::zero())
            node->range = m_inherited.range;
        node->offset += m_inherited.offset;
        node->type = node->range > Duration::zero() ? ValueType::Range : ValueType::Vector;
        if (node->type == ValueType::Vector && node->metricKind == MetricKind::Histogram)
            return fail(node->position, "'" + node->metric + "' is a histogram: ask for quantile(0.95, " +
                                            node->metric + "[5m]) or avg(" + node->metric + "[5m])");
        node->selection = m_selectors.size();
        m_selectors.push_back(node.get());
        return finish(std::move(node));
    }

    NodePtr expand(NodePtr node, std::string_view definition, std::optional<Grouping> groups)
    {
        Parser parser(definition, m_vocabulary, m_selectors);
        Result<NodePtr> root = parser.run({.matchers = std::move(node->matchers),
                                           .range = node->range,
                                           .offset = node->offset + m_inherited.offset,
                                           .grouping = std::move(groups)});
        if (!root)
            return fail(node->position, root.error().message);
        NodePtr expanded = *std::move(root);
        expanded->begin = node->begin;
        expanded->position = node->position;
        expanded->end = m_in.end();
        return expanded;
    }

    const ExpressionVocabulary &m_vocabulary;
    std::vector<Node *> &m_selectors;
    TokenReader m_in;
    Inherited m_inherited;
    std::size_t m_nesting = 0;
};

} // namespace

Result<ParsedExpression> parseExpression(std::string_view text, const ExpressionVocabulary &vocabulary)
{
    if (text.size() > maxExpressionLength)
        return Error{Error::Code::TooLarge, "at 1: an expression can have at most 10000 characters"};
    ParsedExpression parsed;
    Result<NodePtr> root = Parser(text, vocabulary, parsed.selectors).run();
    if (!root)
        return root.error();
    parsed.root = *std::move(root);
    return parsed;
}

} // namespace spanwise
