// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/searcherror.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spanwise::search {

/// One word of a search.
struct Lexeme
{
    enum class Kind : std::uint8_t {
        End,
        Symbol, ///< an operator or bracket
        Text,   ///< a quoted text
        Word,   ///< outside of braces: a bare word
        Name,   ///< inside: an attribute, an intrinsic, a keyword
        Int,
        Double,
        Length, ///< integer has nanoseconds
    };

    Kind kind = Kind::End;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string text{}; ///< without quotes and escapes
    std::int64_t integer = 0;
    double real = 0;

    bool is(std::string_view symbol) const noexcept { return kind == Kind::Symbol && text == symbol; }
    bool isName(std::string_view name) const noexcept { return kind == Kind::Name && text == name; }
};

/// Reads a search word by word. Between braces, and in the stages behind a bar, words are those of TraceQL;
/// outside they are what people type into a search field. The parser knows where it is and asks accordingly;
/// the next word can be looked at in either way before it is taken. The first error ends it: from then on
/// there is only End.
class Lexer
{
public:
    explicit Lexer(std::string_view text)
        : m_text(text)
    {
    }

    enum class Mode : std::uint8_t { Outside, Inside };

    const Lexeme &peek(Mode mode);
    Lexeme take(Mode mode);
    /// Where the last word that was taken ended.
    std::size_t lastEnd() const noexcept { return m_lastEnd; }

    void fail(std::size_t begin, std::size_t end, std::string message);
    const std::optional<SearchError> &error() const noexcept { return m_error; }
    std::string_view text() const noexcept { return m_text; }

private:
    Lexeme outside();
    Lexeme inside();
    Lexeme bareWord();
    Lexeme quoted();
    Lexeme name();
    Lexeme number();
    void duration(Lexeme &lexeme);
    void quotedPart(Lexeme &lexeme);
    bool symbol(Lexeme &lexeme, std::initializer_list<std::string_view> symbols);
    std::string relationAt(std::size_t at) const;
    bool endsWord(std::size_t position) const;
    char at(std::size_t place) const { return place < m_text.size() ? m_text[place] : '\0'; }
    void skipBlanks();

    const std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_lastEnd = 0;
    std::optional<Lexeme> m_next; // as m_nextMode reads it
    Mode m_nextMode = Mode::Outside;
    std::optional<SearchError> m_error;
};

} // namespace spanwise::search
