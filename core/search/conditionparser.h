// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/lexer.h"
#include "core/search/node.h"

namespace spanwise::search {

/// Reads what stands between braces and in the brackets of a stage: conditions and values, by precedence
/// climbing (protocols.md 5.3: && and || bind equally, then comparisons, + -, !, * / %, ^, minus). Types that
/// are known are checked.
///
/// Every function returns null once the lexer has an error.
class ConditionParser
{
public:
    explicit ConditionParser(Lexer &in)
        : m_in(in)
    {
    }

    /// Something that is true or false.
    ExpressionPtr condition();
    /// Anything with a value.
    ExpressionPtr value();
    /// value(), which has to be a number or an attribute.
    ExpressionPtr number();
    /// "expected X here, not Y" at the next word.
    void failExpected(const std::string &what);

    /// A constant, a field or brackets nest this deep at most.
    static constexpr int maxDepth = 100;

private:
    ExpressionPtr binary(int least);
    ExpressionPtr unary();
    ExpressionPtr primary();
    ExpressionPtr bracketed();
    ExpressionPtr named();
    ExpressionPtr constant(const Lexeme &lexeme, Datum datum);
    ExpressionPtr combined(SearchOperator op, ExpressionPtr left, ExpressionPtr right);
    bool checkComparison(Expression &node);
    bool adaptWord(const Expression &field, Expression &constant);
    bool compilePattern(Expression &node);
    bool requireCondition(const Expression &node);
    void failUnknown(const Lexeme &name);

    Lexer &m_in;
    int m_depth = 0;
};

} // namespace spanwise::search
