// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/conditionparser.h"

#include "core/base/suggestion.h"

#include <algorithm>
#include <array>
#include <limits>

namespace spanwise::search {
namespace {

using Type = SearchField::Type;
constexpr auto inside = Lexer::Mode::Inside;

struct Operator
{
    std::string_view text;
    SearchOperator op;
    int precedence;
};

constexpr int comparisonPrecedence = 2;
constexpr int productPrecedence = 5;
constexpr int powerPrecedence = 6;

constexpr std::array<Operator, 16> operators{{
    {"&&", SearchOperator::And, 1},
    {"||", SearchOperator::Or, 1},
    {"=", SearchOperator::Equal, comparisonPrecedence},
    {"!=", SearchOperator::NotEqual, comparisonPrecedence},
    {"<", SearchOperator::Less, comparisonPrecedence},
    {"<=", SearchOperator::LessEqual, comparisonPrecedence},
    {">", SearchOperator::Greater, comparisonPrecedence},
    {">=", SearchOperator::GreaterEqual, comparisonPrecedence},
    {"=~", SearchOperator::Matches, comparisonPrecedence},
    {"!~", SearchOperator::MatchesNot, comparisonPrecedence},
    {"+", SearchOperator::Add, 3},
    {"-", SearchOperator::Subtract, 3},
    {"*", SearchOperator::Multiply, productPrecedence},
    {"/", SearchOperator::Divide, productPrecedence},
    {"%", SearchOperator::Modulo, productPrecedence},
    {"^", SearchOperator::Power, powerPrecedence},
}};

bool isLogic(SearchOperator op)
{
    return op == SearchOperator::And || op == SearchOperator::Or;
}

bool isComparison(SearchOperator op)
{
    return op >= SearchOperator::Equal && op <= SearchOperator::MatchesNot;
}

bool isPattern(SearchOperator op)
{
    return op == SearchOperator::Matches || op == SearchOperator::MatchesNot;
}

Type typeOf(const Datum &constant)
{
    switch (constant.type) {
    case Datum::Type::Bool:
        return Type::Bool;
    case Datum::Type::Int:
    case Datum::Type::Double:
    case Datum::Type::Length:
        return Type::Number;
    case Datum::Type::Text:
        return Type::Text;
    case Datum::Type::State:
        return Type::State;
    case Datum::Type::Kind:
        return Type::Kind;
    case Datum::Type::Step:
        return Type::Step;
    default:
        return Type::Any;
    }
}

Type typeOf(const Expression &node)
{
    switch (node.kind) {
    case Expression::Kind::Constant:
        return typeOf(node.constant);
    case Expression::Kind::Field:
        return node.field.type();
    default:
        return isLogic(node.op) || isComparison(node.op) || node.op == SearchOperator::Not ? Type::Bool
                                                                                           : Type::Number;
    }
}

std::string listed(std::span<const std::string_view> words)
{
    std::string all;
    for (std::size_t i = 0; i < words.size(); ++i)
        all += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + std::string(words[i]);
    return all;
}

std::string describe(Type type)
{
    switch (type) {
    case Type::Number:
        return "a number or a duration such as 250ms";
    case Type::Text:
        return "a text in quotes";
    case Type::Any:
        return "a value";
    default:
        return listed(searchWordsOf(type));
    }
}

/// ok, server, retrieval, true and their like.
std::optional<Datum> wordConstant(std::string_view word, Type type)
{
    const auto words = searchWordsOf(type);
    const auto it = std::ranges::find(words, word);
    if (it == words.end())
        return std::nullopt;
    const auto index = it - words.begin();
    constexpr std::array statuses{StatusCode::Ok, StatusCode::Error, StatusCode::Unset};
    constexpr std::array kinds{SpanKind::Server,   SpanKind::Client,   SpanKind::Internal,
                               SpanKind::Producer, SpanKind::Consumer, SpanKind::Unspecified};
    const auto place = static_cast<std::size_t>(index);
    switch (type) {
    case Type::State:
        return Datum::of(statuses[place]);
    case Type::Kind:
        return Datum::of(kinds[place]);
    case Type::Step:
        return Datum::of(static_cast<StepKind>(index));
    default:
        return Datum::of(index == 0);
    }
}

std::optional<Datum> wordConstant(std::string_view word)
{
    if (word == "nil")
        return Datum{};
    if (word == "minInt")
        return Datum::of(std::numeric_limits<std::int64_t>::min());
    if (word == "maxInt")
        return Datum::of(std::numeric_limits<std::int64_t>::max());
    for (const Type type : {Type::Bool, Type::State, Type::Kind, Type::Step}) {
        if (auto datum = wordConstant(word, type))
            return datum;
    }
    return std::nullopt;
}

std::vector<std::string> knownNames()
{
    std::vector<std::string> names{"true", "false", "nil", "minInt", "maxInt"};
    for (const SearchIntrinsic &intrinsic : searchIntrinsics())
        names.emplace_back(intrinsic.name);
    for (const Type type : {Type::State, Type::Kind, Type::Step}) {
        for (const std::string_view word : searchWordsOf(type))
            names.emplace_back(word);
    }
    return names;
}

/// Counts levels while it lives.
class Level
{
public:
    explicit Level(int &depth)
        : m_depth(++depth)
    {
    }
    ~Level() { --m_depth; }
    Level(const Level &) = delete;
    Level &operator=(const Level &) = delete;

private:
    int &m_depth;
};

} // namespace

void ConditionParser::failExpected(const std::string &what)
{
    const Lexeme next = m_in.peek(inside);
    if (m_in.error())
        return;
    const std::string found =
        next.kind == Lexeme::Kind::End
            ? std::string()
            : ", not '" + std::string(m_in.text().substr(next.begin, next.end - next.begin)) + "'";
    m_in.fail(next.begin, next.end, what + " is expected here" + found);
}

ExpressionPtr ConditionParser::condition()
{
    ExpressionPtr node = binary(1);
    return node && requireCondition(*node) ? std::move(node) : nullptr;
}

ExpressionPtr ConditionParser::value()
{
    return binary(1);
}

ExpressionPtr ConditionParser::number()
{
    ExpressionPtr node = binary(1);
    if (!node)
        return nullptr;
    const Type type = typeOf(*node);
    if (type == Type::Number || type == Type::Any)
        return node;
    m_in.fail(node->begin, node->end, "numbers and durations can be summed up; this is neither");
    return nullptr;
}

bool ConditionParser::requireCondition(const Expression &node)
{
    const Type type = typeOf(node);
    if ((type == Type::Bool || type == Type::Any) && !node.isNil())
        return true;
    m_in.fail(node.begin, node.end,
              "this is not a condition: compare it with something, for example " +
                  std::string(type == Type::Number ? "duration > 2s" : "name = \"answer\""));
    return false;
}

ExpressionPtr ConditionParser::binary(int least)
{
    const Level level(m_depth);
    if (m_depth > maxDepth) {
        m_in.fail(m_in.peek(inside).begin, m_in.peek(inside).end, "this condition is nested too deeply");
        return nullptr;
    }
    ExpressionPtr left = unary();
    while (left) {
        const Lexeme &next = m_in.peek(inside);
        if (next.is("==")) {
            m_in.fail(next.begin, next.end, "equality is written with one =");
            return nullptr;
        }
        if (next.isName("and") || next.isName("or") || next.isName("AND") || next.isName("OR")) {
            m_in.fail(next.begin, next.end,
                      next.text == "and" || next.text == "AND" ? "write && for 'and'" : "write || for 'or'");
            return nullptr;
        }
        const auto op = std::ranges::find_if(operators, [&](const Operator &o) { return next.is(o.text); });
        if (op == operators.end() || op->precedence < least)
            return m_in.error() ? nullptr : std::move(left);
        m_in.take(inside);
        ExpressionPtr right = binary(op->precedence + (op->precedence == powerPrecedence ? 0 : 1));
        left = right ? combined(op->op, std::move(left), std::move(right)) : nullptr;
    }
    return nullptr;
}

ExpressionPtr ConditionParser::combined(SearchOperator op, ExpressionPtr left, ExpressionPtr right)
{
    auto node = std::make_unique<Expression>();
    node->kind = Expression::Kind::Binary;
    node->op = op;
    node->begin = left->begin;
    node->end = right->end;
    node->left = std::move(left);
    node->right = std::move(right);
    bool good = true;
    if (isLogic(op)) {
        good = requireCondition(*node->left) && requireCondition(*node->right);
    } else if (isComparison(op)) {
        good = checkComparison(*node);
    } else {
        for (const ExpressionPtr *side : {&node->left, &node->right}) {
            const Type type = typeOf(**side);
            if (good && type != Type::Number && type != Type::Any) {
                m_in.fail((*side)->begin, (*side)->end, "only numbers and durations can be calculated with");
                good = false;
            }
        }
    }
    return good ? std::move(node) : nullptr;
}

bool ConditionParser::checkComparison(Expression &node)
{
    if (isPattern(node.op))
        return compilePattern(node);
    if (node.left->isNil() || node.right->isNil()) {
        if (node.op == SearchOperator::Equal || node.op == SearchOperator::NotEqual)
            return true;
        m_in.fail(node.begin, node.end, "nil can only be compared with = and !=");
        return false;
    }
    const Type left = typeOf(*node.left);
    const Type right = typeOf(*node.right);
    if (left == right || left == Type::Any || right == Type::Any)
        return true;
    if (adaptWord(*node.left, *node.right) || adaptWord(*node.right, *node.left))
        return true;
    const bool rightIsWrong = node.left->kind != Expression::Kind::Constant;
    const Expression &wrong = rightIsWrong ? *node.right : *node.left;
    const Expression &other = rightIsWrong ? *node.left : *node.right;
    m_in.fail(wrong.begin, wrong.end,
              "'" + std::string(m_in.text().substr(other.begin, other.end - other.begin)) +
                  "' is compared with " + describe(rightIsWrong ? left : right));
    return false;
}

/// status = "error" means what it looks like.
bool ConditionParser::adaptWord(const Expression &field, Expression &constant)
{
    if (constant.kind != Expression::Kind::Constant || constant.constant.type != Datum::Type::Text)
        return false;
    const auto word = wordConstant(constant.text, typeOf(field));
    if (word)
        constant.constant = *word;
    return word.has_value();
}

bool ConditionParser::compilePattern(Expression &node)
{
    const Expression &pattern = *node.right;
    if (pattern.kind != Expression::Kind::Constant || pattern.constant.type != Datum::Type::Text) {
        m_in.fail(pattern.begin, pattern.end,
                  "a pattern in quotes is expected here, for example \"prod-.*\"");
        return false;
    }
    if (const Type type = typeOf(*node.left); type != Type::Text && type != Type::Any) {
        m_in.fail(node.left->begin, node.left->end, "only texts can be compared with a pattern");
        return false;
    }
    RE2::Options options(RE2::Quiet);
    options.set_max_mem(8 << 20);
    options.set_dot_nl(true); // prompts and answers have many lines
    auto regex = std::make_unique<RE2>(pattern.text, options);
    if (!regex->ok()) {
        m_in.fail(pattern.begin, pattern.end, "this pattern is not valid: " + regex->error());
        return false;
    }
    node.regex = std::move(regex);
    return true;
}

ExpressionPtr ConditionParser::unary()
{
    const Lexeme next = m_in.peek(inside);
    const bool no = next.is("!");
    if (!no && !next.is("-"))
        return primary();
    m_in.take(inside);
    const Level level(m_depth);
    if (m_depth > maxDepth) {
        m_in.fail(next.begin, next.end, "this condition is nested too deeply");
        return nullptr;
    }
    ExpressionPtr operand = no ? binary(productPrecedence) : unary();
    if (!operand)
        return nullptr;
    if (no && !requireCondition(*operand))
        return nullptr;
    if (const Type type = typeOf(*operand); !no && type != Type::Number && type != Type::Any) {
        m_in.fail(operand->begin, operand->end, "only numbers and durations can be negative");
        return nullptr;
    }
    auto node = std::make_unique<Expression>();
    node->kind = Expression::Kind::Unary;
    node->op = no ? SearchOperator::Not : SearchOperator::Negate;
    node->begin = next.begin;
    node->end = operand->end;
    node->left = std::move(operand);
    return node;
}

ExpressionPtr ConditionParser::primary()
{
    const Lexeme next = m_in.peek(inside);
    switch (next.kind) {
    case Lexeme::Kind::Text:
        return constant(m_in.take(inside), Datum::of(std::string_view()));
    case Lexeme::Kind::Int:
        return constant(m_in.take(inside), Datum::of(next.integer));
    case Lexeme::Kind::Double:
        return constant(m_in.take(inside), Datum::of(next.real));
    case Lexeme::Kind::Length:
        return constant(m_in.take(inside), Datum::of(Duration(next.integer)));
    case Lexeme::Kind::Name:
        return named();
    default:
        if (next.is("("))
            return bracketed();
        failExpected("a name or a value");
        return nullptr;
    }
}

ExpressionPtr ConditionParser::constant(const Lexeme &lexeme, Datum datum)
{
    auto node = std::make_unique<Expression>();
    node->begin = lexeme.begin;
    node->end = lexeme.end;
    node->constant = datum;
    node->text = lexeme.text;
    if (datum.type == Datum::Type::Text)
        node->constant.text = node->text;
    return node;
}

ExpressionPtr ConditionParser::bracketed()
{
    m_in.take(inside);
    ExpressionPtr node = binary(1);
    if (!node)
        return nullptr;
    if (!m_in.peek(inside).is(")")) {
        failExpected("an operator or )");
        return nullptr;
    }
    m_in.take(inside);
    return node;
}

ExpressionPtr ConditionParser::named()
{
    const Lexeme name = m_in.take(inside);
    auto node = constant(name, {});
    if (const auto word = wordConstant(name.text)) {
        node->constant = *word;
        return node;
    }
    auto field = searchFieldOf(name.text);
    if (!field) {
        failUnknown(name);
        return nullptr;
    }
    node->kind = Expression::Kind::Field;
    node->field = *std::move(field);
    return node;
}

void ConditionParser::failUnknown(const Lexeme &name)
{
    std::string message = "'" + name.text + "' is not known here";
    const std::vector<std::string> names = knownNames();
    if (name.text.ends_with('.') || name.text.ends_with(':'))
        message = "the name of an attribute is expected behind '" + name.text + "'";
    else if (const std::string meant = suggestionFor(name.text, names); !meant.empty())
        message += meant;
    else
        message += ": attributes are written with a dot, ." + name.text + ", and texts in quotes";
    m_in.fail(name.begin, name.end, std::move(message));
}

} // namespace spanwise::search
