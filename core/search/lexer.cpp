// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/lexer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace spanwise::search {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view ideographicBlank = "\xe3\x80\x80"; // what East Asian keyboards type between words
constexpr std::string_view nameEnds = " \t\r\n{}()=~!<>&|^,;\"`";

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool isBlank(char c)
{
    return blanks.find(c) != std::string_view::npos;
}

struct Unit
{
    std::string_view name;
    double nanoseconds;
};

// A longer name before one that it begins with.
constexpr std::array<Unit, 10> units{{{"ns", 1},
                                      {"us", 1e3},
                                      {"\xc2\xb5s", 1e3},
                                      {"ms", 1e6},
                                      {"s", 1e9},
                                      {"m", 60e9},
                                      {"h", 3600e9},
                                      {"d", 86'400e9},
                                      {"w", 604'800e9},
                                      {"y", 31'536'000e9}}};

} // namespace

void Lexer::fail(std::size_t begin, std::size_t end, std::string message)
{
    begin = std::min(begin, m_text.size()); // what is expected behind the end is missing at the end
    end = std::min(end, m_text.size());
    if (!m_error)
        m_error = SearchError{begin, end - begin, std::move(message)};
    m_next.reset();
    m_at = m_text.size();
}

const Lexeme &Lexer::peek(Mode mode)
{
    if (m_next && m_nextMode == mode)
        return *m_next;
    if (m_next)
        m_at = m_next->begin; // it was looked at in the other way
    skipBlanks();
    Lexeme lexeme{.begin = m_at, .end = m_at};
    if (m_at < m_text.size() && !m_error) {
        lexeme = mode == Mode::Outside ? outside() : inside();
        lexeme.end = m_at;
    }
    if (m_error)
        lexeme = Lexeme{.begin = m_text.size(), .end = m_text.size()};
    m_nextMode = mode;
    return m_next.emplace(std::move(lexeme));
}

Lexeme Lexer::take(Mode mode)
{
    Lexeme lexeme = peek(mode);
    m_next.reset();
    m_lastEnd = lexeme.end;
    return lexeme;
}

void Lexer::skipBlanks()
{
    while (m_at < m_text.size()) {
        if (isBlank(m_text[m_at]))
            ++m_at;
        else if (m_text.substr(m_at).starts_with(ideographicBlank))
            m_at += ideographicBlank.size();
        else
            return;
    }
}

bool Lexer::symbol(Lexeme &lexeme, std::initializer_list<std::string_view> symbols)
{
    for (const std::string_view candidate : symbols) {
        if (!m_text.substr(m_at).starts_with(candidate))
            continue;
        lexeme.kind = Lexeme::Kind::Symbol;
        lexeme.text = candidate;
        m_at += candidate.size();
        return true;
    }
    return false;
}

/// A structural operator stands where a word of its letters would end, or before a bracket; ">500" is a word.
std::string Lexer::relationAt(std::size_t begin) const
{
    constexpr std::array<std::string_view, 15> relations{"!>>", "!<<", "&>>", "&<<", "!>", "!<", "!~", "&>",
                                                         "&<",  "&~",  ">>",  "<<",  ">",  "<",  "~"};
    for (const std::string_view relation : relations) {
        if (!m_text.substr(begin).starts_with(relation))
            continue;
        const std::size_t behind = begin + relation.size();
        const char next = at(behind);
        const bool stands =
            endsWord(behind) || next == '(' || next == ')' || (next == '!' && at(behind + 1) == '{');
        return stands ? std::string(relation) : std::string();
    }
    return {};
}

Lexeme Lexer::outside()
{
    Lexeme lexeme{.begin = m_at};
    const char c = m_text[m_at];
    if (c == '"' || c == '`')
        return quoted();
    if (std::string relation = relationAt(m_at); !relation.empty()) {
        lexeme.kind = Lexeme::Kind::Symbol;
        m_at += relation.size();
        lexeme.text = std::move(relation);
        return lexeme;
    }
    if (symbol(lexeme, {"{", "}", "(", ")", "&&", "||", "|"}))
        return lexeme;
    // "!" alone, or before blanks, is a word like any other.
    if (c == '!' && m_at + 1 < m_text.size() && !isBlank(at(m_at + 1)) && at(m_at + 1) != '!' &&
        symbol(lexeme, {"!"}))
        return lexeme;
    return bareWord();
}

bool Lexer::endsWord(std::size_t position) const
{
    const std::string_view rest = m_text.substr(std::min(position, m_text.size()));
    return rest.empty() || isBlank(rest[0]) ||
           std::string_view("{}|\"").find(rest[0]) != std::string_view::npos ||
           rest.starts_with(ideographicBlank) || rest.starts_with("&&");
}

/// Up to a blank or what can only be syntax; brackets that open within a word close within it: foo(), f(x).
Lexeme Lexer::bareWord()
{
    Lexeme lexeme{.kind = Lexeme::Kind::Word, .begin = m_at};
    int open = 0;
    for (; m_at < m_text.size(); ++m_at) {
        const char c = m_text[m_at];
        if (endsWord(m_at))
            break;
        open += c == '(' ? 1 : 0;
        if (c == ')' && --open < 0)
            break;
    }
    lexeme.text = m_text.substr(lexeme.begin, m_at - lexeme.begin);
    return lexeme;
}

Lexeme Lexer::quoted()
{
    const char quote = m_text[m_at];
    Lexeme lexeme{.kind = Lexeme::Kind::Text, .begin = m_at++};
    while (m_at < m_text.size() && m_text[m_at] != quote) {
        if (m_text[m_at] != '\\' || quote == '`') {
            lexeme.text.push_back(m_text[m_at++]);
            continue;
        }
        constexpr std::string_view names = "ntr\\\"'";
        constexpr std::string_view meanings = "\n\t\r\\\"'";
        const std::size_t which =
            m_at + 1 < m_text.size() ? names.find(m_text[m_at + 1]) : std::string_view::npos;
        if (which == std::string_view::npos) {
            fail(m_at, std::min(m_at + 2, m_text.size()),
                 "a backslash in quotes is followed by n, t, r, a quote or a backslash; for patterns, "
                 "`backquotes` leave it as it is");
            return lexeme;
        }
        lexeme.text.push_back(meanings[which]);
        m_at += 2;
    }
    if (m_at >= m_text.size())
        fail(lexeme.begin, m_text.size(), "this text has no closing quote");
    else
        ++m_at;
    return lexeme;
}

Lexeme Lexer::inside()
{
    Lexeme lexeme{.begin = m_at};
    const char c = m_text[m_at];
    if (c == '"' || c == '`')
        return quoted();
    if (isDigit(c))
        return number();
    if (isLetter(c) || c == '.')
        return name();
    if (symbol(lexeme, {"&&", "||", "!=", "!~", "=~", ">=", "<=", "==", "{", "}", "(", ")",
                        "=",  "<",  ">",  "!",  "+",  "-",  "*",  "/",  "%", "^", ",", "|"}))
        return lexeme;
    fail(m_at, m_at + 1, "this character has no meaning in a condition; texts stand in quotes");
    return lexeme;
}

Lexeme Lexer::name()
{
    Lexeme lexeme{.kind = Lexeme::Kind::Name, .begin = m_at};
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        if (c == '"' && lexeme.text.ends_with('.')) {
            quotedPart(lexeme);
            if (m_error)
                return lexeme;
            continue;
        }
        if (nameEnds.find(c) != std::string_view::npos)
            break;
        lexeme.text.push_back(c);
        ++m_at;
    }
    return lexeme;
}

void Lexer::quotedPart(Lexeme &lexeme)
{
    const std::size_t begin = m_at++;
    for (; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at) {
        if (m_text[m_at] == '\\' && (at(m_at + 1) == '"' || at(m_at + 1) == '\\'))
            ++m_at;
        lexeme.text.push_back(m_text[m_at]);
    }
    if (m_at >= m_text.size())
        return fail(begin, m_text.size(), "this name has no closing quote");
    ++m_at;
}

Lexeme Lexer::number()
{
    Lexeme lexeme{.kind = Lexeme::Kind::Int, .begin = m_at};
    const char *const begin = m_text.data() + m_at;
    const char *const last = m_text.data() + m_text.size();
    const auto [end, problem] = std::from_chars(begin, last, lexeme.real);
    const std::string_view written(begin, static_cast<std::size_t>(end - begin));
    m_at += written.size();
    if (problem == std::errc::result_out_of_range)
        fail(lexeme.begin, m_at, "this number is too large");
    lexeme.text = written;
    if (isLetter(at(m_at))) {
        m_at = lexeme.begin;
        duration(lexeme);
        return lexeme;
    }
    const auto whole = std::from_chars(begin, end, lexeme.integer);
    if (whole.ec != std::errc() || whole.ptr != end)
        lexeme.kind = Lexeme::Kind::Double;
    return lexeme;
}

/// 90s, 1h30m, 1.5h
void Lexer::duration(Lexeme &lexeme)
{
    lexeme.kind = Lexeme::Kind::Length;
    double total = 0;
    while (isDigit(at(m_at))) {
        double count = 0;
        const auto [end, problem] = std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(),
                                                    count, std::chars_format::fixed);
        m_at = static_cast<std::size_t>(end - m_text.data());
        const auto unit = std::ranges::find_if(
            units, [this](const Unit &candidate) { return m_text.substr(m_at).starts_with(candidate.name); });
        if (problem != std::errc() || unit == units.end())
            return fail(m_at, m_at + 1, "a unit is expected here: ns, us, ms, s, m, h, d, w or y");
        m_at += unit->name.size();
        total += count * unit->nanoseconds;
    }
    if (isLetter(at(m_at)))
        return fail(m_at, m_at + 1, "a unit is expected here: ns, us, ms, s, m, h, d, w or y");
    constexpr double longest = 9.2e18;
    if (total > longest)
        return fail(lexeme.begin, m_at, "a duration cannot be longer than 290 years");
    lexeme.integer = static_cast<std::int64_t>(std::llround(total));
}

} // namespace spanwise::search
