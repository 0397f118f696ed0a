// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/text/utf8.h"

namespace spanwise::demo {
namespace {

constexpr char32_t replacement = 0xFFFD;

bool within(char32_t c, char32_t first, char32_t last)
{
    return c >= first && c <= last;
}

/// Characters that follow the lead byte; -1 for a byte that cannot lead.
int followersOf(unsigned char lead)
{
    if (lead < 0x80)
        return 0;
    if (lead >= 0xC2 && lead < 0xE0)
        return 1;
    if (lead >= 0xE0 && lead < 0xF0)
        return 2;
    if (lead >= 0xF0 && lead < 0xF5)
        return 3;
    return -1;
}

} // namespace

char32_t nextCharacter(std::string_view text, std::size_t &position)
{
    const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byteAt(position++);
    const int followers = followersOf(lead);
    if (followers == 0)
        return lead;
    if (followers < 0 || position + static_cast<std::size_t>(followers) > text.size())
        return replacement;
    char32_t value = lead & (0x3FU >> followers);
    for (int i = 0; i < followers; ++i) {
        const unsigned char next = byteAt(position + static_cast<std::size_t>(i));
        if ((next & 0xC0U) != 0x80U)
            return replacement;
        value = (value << 6U) | (next & 0x3FU);
    }
    constexpr char32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    if (value < smallest[followers] || value > 0x10FFFF || within(value, 0xD800, 0xDFFF))
        return replacement;
    position += static_cast<std::size_t>(followers);
    return value;
}

void appendUtf8(std::string &text, char32_t c)
{
    const auto push = [&](char32_t byte) {
        text.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
    };
    if (c < 0x80) {
        push(c);
    } else if (c < 0x800) {
        push(0xC0 | (c >> 6U));
        push(0x80 | (c & 0x3FU));
    } else if (c < 0x10000) {
        push(0xE0 | (c >> 12U));
        push(0x80 | ((c >> 6U) & 0x3FU));
        push(0x80 | (c & 0x3FU));
    } else {
        push(0xF0 | (c >> 18U));
        push(0x80 | ((c >> 12U) & 0x3FU));
        push(0x80 | ((c >> 6U) & 0x3FU));
        push(0x80 | (c & 0x3FU));
    }
}

char32_t lowered(char32_t c)
{
    if (within(c, 'A', 'Z') || (within(c, 0xC0, 0xDE) && c != 0xD7) || within(c, 0x391, 0x3A9) ||
        within(c, 0x410, 0x42F))
        return c + 0x20;
    if (within(c, 0x100, 0x137))
        return c | 1U;
    if (within(c, 0x400, 0x40F))
        return c + 0x50;
    if (within(c, 0xFF01, 0xFF5E))
        return lowered(c - 0xFEE0);
    return c;
}

std::string lowered(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();)
        appendUtf8(out, lowered(nextCharacter(text, at)));
    return out;
}

Script scriptOf(char32_t c)
{
    if (within(c, '0', '9'))
        return Script::Digit;
    if (within(c, 'a', 'z') || within(c, 'A', 'Z') || (within(c, 0xC0, 0x24F) && c != 0xD7 && c != 0xF7))
        return Script::Latin;
    if (within(c, 0x370, 0x3FF))
        return Script::Latin; // Greek letters in formulas behave like words
    if (within(c, 0x400, 0x52F))
        return Script::Cyrillic;
    if (within(c, 0x3041, 0x30FF) && c != 0x30FB)
        return Script::Kana;
    if (within(c, 0x3400, 0x4DBF) || within(c, 0x4E00, 0x9FFF) || within(c, 0x20000, 0x2FA1F))
        return Script::Han;
    if (within(c, 0xAC00, 0xD7AF))
        return Script::Hangul;
    return Script::Other;
}

bool isUtf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        if (nextCharacter(text, at) == replacement && text.substr(begin, at - begin) != "\xEF\xBF\xBD")
            return false;
    }
    return true;
}

} // namespace spanwise::demo
