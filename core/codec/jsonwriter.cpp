// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jsonwriter.h"

#include "core/codec/utf8.h"

#include <array>
#include <charconv>
#include <cmath>

namespace spanwise {
namespace {

template<class Number>
void appendNumber(std::string &text, Number number)
{
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text.append(digits.data(), end);
}

/// What stands behind the backslash for c, or 0 when \u is needed.
char shortEscape(char c)
{
    switch (c) {
    case '"':
    case '\\':
        return c;
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    default:
        return 0;
    }
}

bool needsEscape(char c)
{
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

void appendEscaped(std::string &target, std::string_view text)
{
    std::size_t copied = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!needsEscape(text[i]))
            continue;
        target.append(text, copied, i - copied);
        copied = i + 1;
        target.push_back('\\');
        if (const char escape = shortEscape(text[i]); escape != 0) {
            target.push_back(escape);
        } else {
            constexpr std::string_view hex = "0123456789abcdef";
            const auto code = static_cast<unsigned char>(text[i]);
            target.append("u00");
            target.push_back(hex[code >> 4U]);
            target.push_back(hex[code & 15U]);
        }
    }
    target.append(text, copied, std::string_view::npos);
}

} // namespace

void JsonWriter::key(std::string_view name)
{
    separate();
    m_text.push_back('"');
    m_text.append(name);
    m_text.append("\":");
    m_needsComma = false;
}

void JsonWriter::textKey(std::string_view name)
{
    string(name);
    m_text.push_back(':');
    m_needsComma = false;
}

void JsonWriter::string(std::string_view text)
{
    separate();
    m_text.push_back('"');
    if (isValidUtf8(text))
        appendEscaped(m_text, text);
    else
        appendEscaped(m_text, repairedUtf8(text));
    m_text.push_back('"');
}

void JsonWriter::quoted(std::uint64_t number)
{
    separate();
    m_text.push_back('"');
    appendNumber(m_text, number);
    m_text.push_back('"');
}

void JsonWriter::quoted(std::int64_t number)
{
    separate();
    m_text.push_back('"');
    appendNumber(m_text, number);
    m_text.push_back('"');
}

void JsonWriter::number(std::uint64_t number)
{
    separate();
    appendNumber(m_text, number);
}

void JsonWriter::number(std::int64_t number)
{
    separate();
    appendNumber(m_text, number);
}

void JsonWriter::number(double number)
{
    separate();
    if (std::isnan(number))
        m_text.append("\"NaN\"");
    else if (std::isinf(number))
        m_text.append(number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    else
        appendNumber(m_text, number);
}

void JsonWriter::real(double number)
{
    const std::size_t start = m_text.size();
    this->number(number);
    if (m_text.find_first_of(".e\"", start) == std::string::npos)
        m_text.append(".0");
}

void JsonWriter::null()
{
    separate();
    m_text.append("null");
}

void JsonWriter::boolean(bool value)
{
    separate();
    m_text.append(value ? "true" : "false");
}

void JsonWriter::open(char bracket)
{
    separate();
    m_text.push_back(bracket);
    m_needsComma = false;
}

void JsonWriter::close(char bracket)
{
    m_text.push_back(bracket);
    m_needsComma = true;
}

void JsonWriter::separate()
{
    if (m_needsComma)
        m_text.push_back(',');
    m_needsComma = true;
}

} // namespace spanwise
