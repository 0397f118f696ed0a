// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/parser.h"

#include "core/base/suggestion.h"
#include "core/search/fold.h"

#include <algorithm>
#include <array>
#include <string>

namespace spanwise::search {
namespace {

constexpr auto inside = Lexer::Mode::Inside;
constexpr auto outside = Lexer::Mode::Outside;

const std::array<std::string, 8> stageNames{"count", "avg", "min", "max", "sum", "by", "select", "coalesce"};

constexpr std::array<std::string_view, 8> metricNames{
    "rate",          "count_over_time", "min_over_time",      "max_over_time",
    "avg_over_time", "sum_over_time",   "quantile_over_time", "histogram_over_time"};

struct ScalarOperator
{
    std::string_view text;
    SearchOperator op;
    int precedence;
};

constexpr std::array<ScalarOperator, 6> scalarOperators{{{"+", SearchOperator::Add, 1},
                                                         {"-", SearchOperator::Subtract, 1},
                                                         {"*", SearchOperator::Multiply, 2},
                                                         {"/", SearchOperator::Divide, 2},
                                                         {"%", SearchOperator::Modulo, 2},
                                                         {"^", SearchOperator::Power, 3}}};
constexpr int powerPrecedence = 3;

constexpr std::array<std::pair<std::string_view, SearchOperator>, 6> comparisons{
    {{"=", SearchOperator::Equal},
     {"!=", SearchOperator::NotEqual},
     {"<", SearchOperator::Less},
     {"<=", SearchOperator::LessEqual},
     {">", SearchOperator::Greater},
     {">=", SearchOperator::GreaterEqual}}};

SpansetPtr made(Spanset::Kind kind, std::size_t begin, std::size_t end)
{
    auto node = std::make_unique<Spanset>();
    node->kind = kind;
    node->begin = begin;
    node->end = end;
    return node;
}

SpansetPtr joined(Spanset::Kind kind, SpansetPtr left, SpansetPtr right)
{
    SpansetPtr node = made(kind, left->begin, right->end);
    node->left = std::move(left);
    node->right = std::move(right);
    return node;
}

bool isRelation(const Lexeme &lexeme)
{
    if (lexeme.kind != Lexeme::Kind::Symbol || lexeme.text == "!" || lexeme.text == "&&")
        return false;
    const char last = lexeme.text.back();
    return last == '>' || last == '<' || last == '~';
}

void setRelation(Spanset &node, std::string_view symbol)
{
    node.form = symbol.front() == '!'   ? Spanset::Form::Negated
                : symbol.front() == '&' ? Spanset::Form::Union
                                        : Spanset::Form::Plain;
    if (node.form != Spanset::Form::Plain)
        symbol.remove_prefix(1);
    node.relation = symbol == ">"    ? Relation::Child
                    : symbol == "<"  ? Relation::Parent
                    : symbol == ">>" ? Relation::Descendant
                    : symbol == "<<" ? Relation::Ancestor
                                     : Relation::Sibling;
}

} // namespace

std::unique_ptr<Pipeline> PipelineParser::run()
{
    if (m_in.text().size() > maxLength) {
        m_in.fail(maxLength, m_in.text().size(), "a search cannot be longer than 10 000 bytes");
        return nullptr;
    }
    if (m_in.peek(outside).kind == Lexeme::Kind::End && !m_in.error())
        return std::make_unique<Pipeline>();
    auto whole = pipeline();
    const Lexeme next = m_in.peek(outside);
    if (whole && !m_in.error() && next.kind != Lexeme::Kind::End) {
        m_in.fail(next.begin, next.end,
                  next.is(")") || next.is("}")
                      ? "this bracket was not opened; to search for it, put it in quotes"
                      : "'" + next.text + "' is not expected here");
    }
    return m_in.error() ? nullptr : std::move(whole);
}

std::unique_ptr<Pipeline> PipelineParser::pipeline()
{
    auto made = std::make_unique<Pipeline>();
    SpansetPtr first = terms();
    if (!first)
        return nullptr;
    made->places.push_back({first->begin, first->end});
    made->stages.emplace_back(std::move(first));
    while (m_in.peek(outside).is("|")) {
        const std::size_t begin = m_in.take(outside).begin;
        if (!stage(*made))
            return nullptr;
        made->places.push_back({begin, m_in.lastEnd()});
    }
    return m_in.error() ? nullptr : std::move(made);
}

bool PipelineParser::beginsTerm()
{
    const Lexeme &next = m_in.peek(outside);
    return next.kind == Lexeme::Kind::Word || next.kind == Lexeme::Kind::Text || next.is("{") ||
           next.is("(") || next.is("!");
}

SpansetPtr PipelineParser::terms()
{
    SpansetPtr left = structure();
    while (left) {
        const bool both = m_in.peek(outside).is("&&");
        const bool either = m_in.peek(outside).is("||");
        if (both || either)
            m_in.take(outside);
        else if (!beginsTerm())
            return m_in.error() ? nullptr : std::move(left);
        SpansetPtr right = structure();
        left = right ? joined(either ? Spanset::Kind::Either : Spanset::Kind::Both, std::move(left),
                              std::move(right))
                     : nullptr;
    }
    return nullptr;
}

SpansetPtr PipelineParser::structure()
{
    SpansetPtr left = term();
    while (left && isRelation(m_in.peek(outside))) {
        const Lexeme symbol = m_in.take(outside);
        SpansetPtr right = term();
        left = right ? joined(Spanset::Kind::Structure, std::move(left), std::move(right)) : nullptr;
        if (left)
            setRelation(*left, symbol.text);
    }
    return left;
}

SpansetPtr PipelineParser::term()
{
    const Lexeme next = m_in.peek(outside);
    if (next.is("{"))
        return braces();
    if (next.is("("))
        return brackets();
    if (next.is("!"))
        return turned();
    if (next.kind == Lexeme::Kind::Word || next.kind == Lexeme::Kind::Text)
        return word();
    if (m_in.error())
        return nullptr;
    const bool relation = isRelation(next);
    m_in.fail(next.begin, next.end,
              relation ? "'" + next.text + "' stands between two sets of spans, as in { name = \"a\" } " +
                             next.text + " { name = \"b\" }"
                       : std::string("a word or { a condition } is expected here") +
                             (next.kind == Lexeme::Kind::End
                                  ? ""
                                  : "; to search for '" + next.text + "', put it in quotes"));
    return nullptr;
}

SpansetPtr PipelineParser::braces()
{
    const Lexeme open = m_in.take(outside);
    SpansetPtr node = made(Spanset::Kind::Filter, open.begin, open.end);
    if (!m_in.peek(inside).is("}")) {
        if (m_in.peek(inside).kind == Lexeme::Kind::End && !m_in.error()) {
            m_in.fail(m_in.text().size(), m_in.text().size(),
                      "a condition and } are expected here, for example duration > 2s }");
            return nullptr;
        }
        node->condition = m_conditions.condition();
        if (!node->condition)
            return nullptr;
    }
    if (!m_in.peek(inside).is("}")) {
        m_conditions.failExpected("an operator or }");
        return nullptr;
    }
    node->end = m_in.take(inside).end;
    return node;
}

SpansetPtr PipelineParser::brackets()
{
    const Lexeme open = m_in.take(outside);
    if (++m_depth > ConditionParser::maxDepth) {
        m_in.fail(open.begin, open.end, "this search is nested too deeply");
        return nullptr;
    }
    if (m_in.peek(outside).is(")")) {
        m_in.fail(open.begin, m_in.peek(outside).end,
                  "there is nothing between these brackets; to search for them, put them in quotes");
        return nullptr;
    }
    SpansetPtr node = made(Spanset::Kind::Nested, open.begin, open.end);
    node->nested = pipeline();
    if (!node->nested)
        return nullptr;
    const Lexeme close = m_in.peek(outside);
    if (!close.is(")")) {
        if (!m_in.error())
            m_in.fail(close.kind == Lexeme::Kind::End ? open.begin : close.begin,
                      close.kind == Lexeme::Kind::End ? open.end : close.end,
                      "this bracket is not closed; to search for it, put it in quotes");
        return nullptr;
    }
    node->end = m_in.take(outside).end;
    --m_depth;
    return node;
}

SpansetPtr PipelineParser::turned()
{
    const Lexeme sign = m_in.take(outside);
    if (++m_depth > ConditionParser::maxDepth) {
        m_in.fail(sign.begin, sign.end, "this search is nested too deeply");
        return nullptr;
    }
    SpansetPtr node = made(Spanset::Kind::None, sign.begin, sign.end);
    node->left = term();
    --m_depth;
    if (!node->left)
        return nullptr;
    node->end = node->left->end;
    return node;
}

SpansetPtr PipelineParser::word()
{
    const Lexeme lexeme = m_in.take(outside);
    if (lexeme.kind == Lexeme::Kind::Word && refuseCondition(lexeme))
        return nullptr;
    SpansetPtr node = made(Spanset::Kind::Text, lexeme.begin, lexeme.end);
    node->text = foldText(lexeme.text);
    return node;
}

/// A condition without its braces would search for its own text and find nothing.
bool PipelineParser::refuseCondition(const Lexeme &word)
{
    const std::size_t op = word.text.find_first_of("=<>!~");
    const bool compares = op != std::string::npos && op > 0;
    const std::string_view name = std::string_view(word.text).substr(0, compares ? op : word.text.find('('));
    const auto field = searchFieldOf(name);
    if (compares && field && (field->scope != SearchField::Scope::Any || field->ofParent)) {
        m_in.fail(word.begin, word.end,
                  "conditions stand in braces: { " + word.text +
                      " }; to search for the text, put it in quotes");
        return true;
    }
    if (word.text.size() > name.size() && word.text[name.size()] == '(' &&
        std::ranges::find(stageNames, name) != stageNames.end()) {
        m_in.fail(word.begin, word.end,
                  "'" + std::string(name) + "()' follows a bar, as in {} | count() > 3");
        return true;
    }
    return false;
}

bool PipelineParser::stage(Pipeline &pipeline)
{
    const Lexeme next = m_in.peek(outside);
    if (next.is("{") || next.is("!")) {
        SpansetPtr spans = structure();
        if (spans)
            pipeline.stages.emplace_back(std::move(spans));
        return !m_in.error();
    }
    const Lexeme &name = m_in.peek(inside);
    if (name.kind == Lexeme::Kind::Name)
        return namedStage(pipeline);
    if (name.kind == Lexeme::Kind::Int || name.kind == Lexeme::Kind::Double ||
        name.kind == Lexeme::Kind::Length || name.is("(") || name.is("-"))
        return scalarFilter(pipeline);
    m_conditions.failExpected("{ a condition }, count(), avg(x), min(x), max(x), sum(x), by(x) or select(x)");
    return false;
}

bool PipelineParser::namedStage(Pipeline &pipeline)
{
    const Lexeme name = m_in.peek(inside);
    if (name.text == "by")
        return groupBy(pipeline);
    if (name.text == "select")
        return select(pipeline);
    if (name.text == "coalesce") {
        m_in.take(inside);
        pipeline.stages.emplace_back(Coalesce{});
        return expect("(", "(") && expect(")", ")");
    }
    if (std::ranges::find(stageNames, name.text) != stageNames.end())
        return scalarFilter(pipeline);
    if (std::ranges::find(metricNames, name.text) != metricNames.end())
        m_in.fail(name.begin, name.end,
                  "'" + name.text +
                      "' makes a chart; a search ends in count, avg, min, max, sum, by or select");
    else
        m_in.fail(name.begin, name.end,
                  "'" + name.text + "' is not a stage" + suggestionFor(name.text, stageNames) +
                      "; to search for a bar, put it in quotes");
    return false;
}

bool PipelineParser::expect(std::string_view symbol, const char *what)
{
    if (m_in.peek(inside).is(symbol)) {
        m_in.take(inside);
        return true;
    }
    m_conditions.failExpected(what);
    return false;
}

bool PipelineParser::groupBy(Pipeline &pipeline)
{
    m_in.take(inside);
    if (!expect("(", "("))
        return false;
    GroupBy group{m_conditions.value()};
    if (!group.value || !expect(")", "an operator or )"))
        return false;
    pipeline.stages.emplace_back(std::move(group));
    return true;
}

bool PipelineParser::select(Pipeline &pipeline)
{
    m_in.take(inside);
    if (!expect("(", "("))
        return false;
    Select selected;
    for (;;) {
        ExpressionPtr value = m_conditions.value();
        if (!value)
            return false;
        selected.values.push_back(std::move(value));
        if (!m_in.peek(inside).is(","))
            break;
        m_in.take(inside);
    }
    if (!expect(")", ", or )"))
        return false;
    pipeline.stages.emplace_back(std::move(selected));
    return true;
}

bool PipelineParser::scalarFilter(Pipeline &pipeline)
{
    ScalarFilter filter;
    filter.left = scalar(1);
    if (!filter.left)
        return false;
    const Lexeme next = m_in.peek(inside);
    const auto op =
        std::ranges::find_if(comparisons, [&](const auto &candidate) { return next.is(candidate.first); });
    if (op == comparisons.end()) {
        m_conditions.failExpected("a comparison such as > 3");
        return false;
    }
    filter.op = op->second;
    m_in.take(inside);
    filter.right = scalar(1);
    if (!filter.right)
        return false;
    pipeline.stages.emplace_back(std::move(filter));
    return true;
}

std::unique_ptr<Scalar> PipelineParser::scalar(int least)
{
    if (++m_depth > ConditionParser::maxDepth) {
        m_in.fail(m_in.peek(inside).begin, m_in.peek(inside).end, "this search is nested too deeply");
        return nullptr;
    }
    std::unique_ptr<Scalar> left = scalarTerm();
    while (left) {
        const Lexeme &next = m_in.peek(inside);
        const auto op =
            std::ranges::find_if(scalarOperators, [&](const ScalarOperator &o) { return next.is(o.text); });
        if (op == scalarOperators.end() || op->precedence < least)
            break;
        m_in.take(inside);
        std::unique_ptr<Scalar> right = scalar(op->precedence + (op->precedence == powerPrecedence ? 0 : 1));
        if (!right)
            return nullptr;
        auto node = std::make_unique<Scalar>();
        node->kind = Scalar::Kind::Binary;
        node->op = op->op;
        node->begin = left->begin;
        node->end = right->end;
        node->left = std::move(left);
        node->right = std::move(right);
        left = std::move(node);
    }
    --m_depth;
    return m_in.error() ? nullptr : std::move(left);
}

std::unique_ptr<Scalar> PipelineParser::scalarTerm()
{
    const Lexeme next = m_in.peek(inside);
    auto node = std::make_unique<Scalar>();
    node->begin = next.begin;
    node->end = next.end;
    switch (next.kind) {
    case Lexeme::Kind::Int:
        node->constant = Datum::of(next.integer);
        break;
    case Lexeme::Kind::Double:
        node->constant = Datum::of(next.real);
        break;
    case Lexeme::Kind::Length:
        node->constant = Datum::of(Duration(next.integer));
        break;
    case Lexeme::Kind::Name:
        return aggregate();
    default:
        if (next.is("(")) {
            m_in.take(inside);
            std::unique_ptr<Scalar> inner = scalar(1);
            return inner && expect(")", "an operator or )") ? std::move(inner) : nullptr;
        }
        if (next.is("-")) {
            m_in.take(inside);
            node->kind = Scalar::Kind::Binary;
            node->op = SearchOperator::Subtract;
            node->left = std::make_unique<Scalar>();
            node->left->constant = Datum::of(std::int64_t(0));
            node->right = scalar(powerPrecedence);
            return node->right ? std::move(node) : nullptr;
        }
        m_conditions.failExpected("a number, or count(), avg(x), min(x), max(x), sum(x)");
        return nullptr;
    }
    m_in.take(inside);
    return node;
}

std::unique_ptr<Scalar> PipelineParser::aggregate()
{
    const Lexeme name = m_in.peek(inside);
    const auto known = std::ranges::find(stageNames, name.text);
    constexpr std::array kinds{Scalar::Kind::Count, Scalar::Kind::Avg, Scalar::Kind::Min, Scalar::Kind::Max,
                               Scalar::Kind::Sum};
    const auto index = static_cast<std::size_t>(known - stageNames.begin());
    if (index >= kinds.size()) {
        m_in.fail(name.begin, name.end,
                  "'" + name.text + "' does not sum up anything" +
                      suggestionFor(name.text, std::span(stageNames).first(kinds.size())));
        return nullptr;
    }
    m_in.take(inside);
    auto node = std::make_unique<Scalar>();
    node->kind = kinds[index];
    node->begin = name.begin;
    if (!expect("(", "("))
        return nullptr;
    if (node->kind != Scalar::Kind::Count) {
        node->value = m_conditions.number();
        if (!node->value)
            return nullptr;
    }
    if (!expect(")", node->kind == Scalar::Kind::Count ? ") (count() takes nothing)" : "an operator or )"))
        return nullptr;
    node->end = m_in.lastEnd();
    return node;
}

} // namespace spanwise::search
