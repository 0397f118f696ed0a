// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expression/reader.h"

#include <algorithm>

namespace spanwise {

TokenReader::TokenReader(std::string_view text)
    : m_text(text)
{
    Result<std::vector<ExpressionToken>> tokens = tokensOf(text);
    if (tokens)
        m_tokens = *std::move(tokens);
    else
        m_error = tokens.error();
    if (m_tokens.empty())
        m_tokens.push_back({.kind = TokenKind::End, .position = text.size(), .end = text.size(), .text = {}});
}

const ExpressionToken &TokenReader::peek(std::size_t ahead) const
{
    return m_tokens[std::min(m_at + ahead, m_tokens.size() - 1)];
}

const ExpressionToken &TokenReader::take()
{
    const ExpressionToken &token = peek();
    m_end = token.end;
    ++m_at;
    return token;
}

bool TokenReader::accept(std::string_view symbol)
{
    if (!peek().is(symbol))
        return false;
    take();
    return true;
}

bool TokenReader::acceptName(std::string_view name)
{
    if (!peek().isName(name))
        return false;
    take();
    return true;
}

bool TokenReader::expect(std::string_view symbol, const std::string &why)
{
    return accept(symbol) || fail(peek(), why);
}

bool TokenReader::fail(std::size_t position, const std::string &why)
{
    if (!m_error)
        m_error = errorAt(m_text, position, why);
    return false;
}

bool TokenReader::fail(const ExpressionToken &token, const std::string &why)
{
    return fail(token.position, token.kind == TokenKind::End ? why + "; the expression ends here" : why);
}

} // namespace spanwise
