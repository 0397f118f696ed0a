// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/pythonrepr.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace spanwise {
namespace {

/// How an object begins, and the member that holds its text.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> classes{{
    {"ExtractedAnswer(", "data="},
    {"GeneratedAnswer(", "data="},
    {"ChatMessage(", "TextContent(text="},
}};

void appendUtf8(std::string &text, std::uint32_t code)
{
    const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6));
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

/// What follows a backslash; at stands on it and is moved past it. False where the text ends.
bool appendEscape(std::string_view literal, std::size_t &at, std::string &text)
{
    const char escape = literal[at++];
    const std::size_t digits = escape == 'x' ? 2 : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
    if (digits > 0) {
        if (literal.size() - at < digits)
            return false;
        std::uint32_t code = 0;
        const char *const begin = literal.data() + at;
        const auto [end, problem] = std::from_chars(begin, begin + digits, code, 16);
        if (problem != std::errc() || end != begin + digits || code > 0x10FFFF)
            return false;
        appendUtf8(text, code);
        at += digits;
        return true;
    }
    text += escape == 'n' ? '\n' : escape == 't' ? '\t' : escape == 'r' ? '\r' : escape;
    return true;
}

/// The string literal that text begins with. Its members are printed in order, so no other literal is looked
/// into.
std::optional<std::string> literalAt(std::string_view text)
{
    if (text.empty() || (text.front() != '\'' && text.front() != '"'))
        return std::nullopt;
    const char quote = text.front();
    std::string content;
    for (std::size_t at = 1; at < text.size();) {
        const char c = text[at++];
        if (c == quote)
            return content;
        if (c != '\\')
            content += c;
        else if (at == text.size() || !appendEscape(text, at, content))
            return std::nullopt;
    }
    return std::nullopt;
}

/// Where member begins outside of all literals: a question may contain "data=" as well.
std::size_t findOutside(std::string_view text, std::string_view member)
{
    char quote = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quote != 0) {
            if (c == '\\')
                ++at;
            else if (c == quote)
                quote = 0;
        } else if (text.substr(at).starts_with(member)) {
            return at;
        } else if (c == '\'' || c == '"') {
            quote = c;
        }
    }
    return std::string_view::npos;
}

} // namespace

std::optional<std::string> answerInPythonRepr(std::string_view text)
{
    for (const auto &[begin, member] : classes) {
        if (!text.starts_with(begin))
            continue;
        const std::size_t at = findOutside(text, member);
        return at == std::string_view::npos ? std::nullopt : literalAt(text.substr(at + member.size()));
    }
    return std::nullopt;
}

} // namespace spanwise
