// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expression/token.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

namespace spanwise {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool beginsName(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
}

bool isName(char c)
{
    return beginsName(c) || isDigit(c);
}

struct Unit
{
    std::string_view name;
    Duration length;
};

// "ms" before "m": the longest name wins.
constexpr std::array<Unit, 6> units{{{"ms", std::chrono::milliseconds(1)},
                                     {"s", std::chrono::seconds(1)},
                                     {"m", std::chrono::minutes(1)},
                                     {"h", std::chrono::hours(1)},
                                     {"d", std::chrono::days(1)},
                                     {"w", std::chrono::weeks(1)}}};

constexpr Duration longest = std::chrono::days(3660);

/// Turns the text of one expression into tokens; the first error ends it.
class Lexer
{
public:
    explicit Lexer(std::string_view text)
        : m_text(text)
    {
    }

    Result<std::vector<ExpressionToken>> run()
    {
        std::vector<ExpressionToken> tokens;
        for (skipBlanks(); m_at < m_text.size() && !m_error; skipBlanks()) {
            tokens.push_back(next());
            tokens.back().end = m_at;
        }
        if (m_error)
            return *m_error;
        tokens.push_back(
            {.kind = TokenKind::End, .position = m_text.size(), .end = m_text.size(), .text = {}});
        return tokens;
    }

private:
    char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }

    void fail(std::size_t position, const std::string &why)
    {
        if (!m_error)
            m_error = errorAt(m_text, position, why);
    }

    void skipBlanks()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '#')
                m_at = std::min(m_text.find('\n', m_at), m_text.size());
            else if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
                ++m_at;
            else
                return;
        }
    }

    ExpressionToken next()
    {
        const char c = peek();
        if (isDigit(c) || (c == '.' && isDigit(peek(1))))
            return numberOrDuration();
        if (beginsName(c))
            return name();
        if (c == '"' || c == '\'' || c == '`')
            return quoted(c);
        return symbol();
    }

    ExpressionToken numberOrDuration()
    {
        ExpressionToken token{.kind = TokenKind::Number, .position = m_at, .end = 0, .text = {}};
        const char *const begin = m_text.data() + m_at;
        const auto [end, problem] = std::from_chars(begin, m_text.data() + m_text.size(), token.number);
        if (problem == std::errc::result_out_of_range)
            fail(m_at, "this number is too large or too small");
        const std::string_view written(begin, static_cast<std::size_t>(end - begin));
        m_at += written.size();
        token.text = written;
        if (!beginsName(peek()))
            return token;
        m_at = token.position;
        token.kind = TokenKind::Length;
        token.duration = duration();
        token.text = m_text.substr(token.position, m_at - token.position);
        return token;
    }

    /// 90s, 1h30m, 1.5h
    Duration duration()
    {
        const std::size_t begin = m_at;
        std::chrono::duration<double, std::nano> total{};
        while (isDigit(peek()) || peek() == '.') {
            double count = 0;
            const auto [end, problem] = std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(),
                                                        count, std::chars_format::fixed);
            m_at = static_cast<std::size_t>(end - m_text.data());
            const auto unit = std::find_if(units.begin(), units.end(), [this](const Unit &candidate) {
                return m_text.substr(m_at).substr(0, candidate.name.size()) == candidate.name;
            });
            if (problem != std::errc() || unit == units.end()) {
                fail(m_at, "a number here needs an operator after it, or one of the units ms, s, m, h, d, w");
                return {};
            }
            m_at += unit->name.size();
            total += count * unit->length;
        }
        if (isName(peek()))
            fail(m_at, "a duration is numbers with units, such as 5m or 1h30m");
        if (total > longest)
            fail(begin, "a duration cannot be longer than ten years");
        return m_error ? Duration{} : std::chrono::duration_cast<Duration>(total);
    }

    ExpressionToken name()
    {
        const std::size_t begin = m_at;
        while (isName(peek()))
            ++m_at;
        return {.kind = TokenKind::Name,
                .position = begin,
                .end = 0,
                .text = std::string(m_text.substr(begin, m_at - begin))};
    }

    ExpressionToken quoted(char quote)
    {
        ExpressionToken token{.kind = TokenKind::Text, .position = m_at++, .end = 0, .text = {}};
        while (m_at < m_text.size() && m_text[m_at] != quote) {
            if (m_text[m_at] == '\\' && quote != '`')
                escape(token.text);
            else
                token.text.push_back(m_text[m_at++]);
        }
        if (m_at >= m_text.size())
            fail(token.position, "this text has no closing quote");
        ++m_at;
        return token;
    }

    void escape(std::string &out)
    {
        constexpr std::string_view names = "ntr\\\"'";
        constexpr std::string_view meanings = "\n\t\r\\\"'";
        const std::size_t which = names.find(peek(1));
        if (m_at + 1 >= m_text.size() || which == std::string_view::npos) {
            fail(m_at,
                 "a backslash in text is followed by n, t, r, a quote or a backslash; write \\\\ for the "
                 "backslash of a pattern");
            m_at = m_text.size();
            return;
        }
        out.push_back(meanings[which]);
        m_at += 2;
    }

    ExpressionToken symbol()
    {
        constexpr std::array<std::string_view, 6> pairs{"==", "!=", ">=", "<=", "=~", "!~"};
        constexpr std::string_view singles = "+-*/%^()[]{},<>=";
        ExpressionToken token{.kind = TokenKind::Symbol, .position = m_at, .end = 0, .text = {}};
        const std::string_view two = m_text.substr(m_at, 2);
        if (std::find(pairs.begin(), pairs.end(), two) != pairs.end())
            token.text = two;
        else if (singles.find(peek()) != std::string_view::npos)
            token.text = two.substr(0, 1);
        else
            fail(m_at, "this character has no meaning here");
        m_at += std::max<std::size_t>(token.text.size(), 1);
        return token;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::optional<Error> m_error;
};

} // namespace

Result<std::vector<ExpressionToken>> tokensOf(std::string_view expression)
{
    return Lexer(expression).run();
}

Error errorAt(std::string_view expression, std::size_t position, const std::string &why)
{
    const std::string_view before = expression.substr(0, std::min(position, expression.size()));
    const auto characters = std::count_if(before.begin(), before.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80; // not the continuation of a UTF-8 character
    });
    return {Error::Code::InvalidInput, "at " + std::to_string(characters + 1) + ": " + why};
}

} // namespace spanwise
