// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/expression/token.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanwise {

/// Walks over the tokens of one expression for the parser, and keeps its first error. Not thread-safe.
class TokenReader
{
public:
    /// text must outlive the reader. A text with a word that means nothing has its error() at once and no
    /// tokens.
    explicit TokenReader(std::string_view text);

    /// The token that comes next, or the one behind it; an End for ever at the end.
    const ExpressionToken &peek(std::size_t ahead = 0) const;
    const ExpressionToken &take();
    /// Takes the next token when it is this one.
    bool accept(std::string_view symbol);
    bool acceptName(std::string_view name);
    /// The same, and fails with why when it is another.
    bool expect(std::string_view symbol, const std::string &why);

    /// Byte offset behind the last token taken.
    std::size_t end() const noexcept { return m_end; }

    /// Remembers the error unless there is one already. Always false, to be returned.
    bool fail(std::size_t position, const std::string &why);
    bool fail(const ExpressionToken &token, const std::string &why);
    const std::optional<Error> &error() const noexcept { return m_error; }

private:
    std::string_view m_text;
    std::vector<ExpressionToken> m_tokens; // never empty
    std::size_t m_at = 0;
    std::size_t m_end = 0;
    std::optional<Error> m_error;
};

} // namespace spanwise
