// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

enum class TokenKind : std::uint8_t { End, Number, Length, Name, Text, Symbol };

/// One word of an expression.
struct ExpressionToken
{
    TokenKind kind = TokenKind::End;
    std::size_t position = 0; ///< byte offset
    std::size_t end = 0;      ///< byte offset behind it
    std::string text;         ///< as written; of Text, without quotes and escapes
    double number = 0;
    Duration duration{};

    bool is(std::string_view symbol) const noexcept { return kind == TokenKind::Symbol && text == symbol; }
    bool isName(std::string_view name) const noexcept { return kind == TokenKind::Name && text == name; }
};

/// The words of an expression, an End last. `#` begins a comment up to the end of the line.
Result<std::vector<ExpressionToken>> tokensOf(std::string_view expression);

/// An error at a byte offset: "at N: why", N counting characters of the expression from 1.
Error errorAt(std::string_view expression, std::size_t position, const std::string &why);

} // namespace spanwise
