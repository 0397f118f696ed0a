// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/utf8.h"

#include <simdjson.h>

#include <cstdint>
#include <cstring>
#include <optional>

namespace spanwise {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool isAscii(std::string_view text) noexcept
{
    constexpr std::uint64_t highBits = 0x8080808080808080ULL;
    std::uint64_t seen = 0;
    std::size_t i = 0;
    for (; i + sizeof seen <= text.size(); i += sizeof seen) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, sizeof word);
        seen |= word;
    }
    for (; i < text.size(); ++i)
        seen |= static_cast<unsigned char>(text[i]);
    return (seen & highBits) == 0;
}

/// The form of a sequence by its first byte: how long it is, and what its second byte may be.
struct Form
{
    std::size_t length;
    unsigned char secondFrom;
    unsigned char secondTo;
};

std::optional<Form> formOf(unsigned char lead) noexcept
{
    if (lead < 0x80)
        return Form{1, 0, 0};
    if (lead >= 0xC2 && lead <= 0xDF)
        return Form{2, 0x80, 0xBF};
    if (lead == 0xE0)
        return Form{3, 0xA0, 0xBF};
    if (lead == 0xED)
        return Form{3, 0x80, 0x9F};
    if (lead >= 0xE1 && lead <= 0xEF)
        return Form{3, 0x80, 0xBF};
    if (lead == 0xF0)
        return Form{4, 0x90, 0xBF};
    if (lead >= 0xF1 && lead <= 0xF3)
        return Form{4, 0x80, 0xBF};
    if (lead == 0xF4)
        return Form{4, 0x80, 0x8F};
    return std::nullopt;
}

/// How many bytes at the front of text belong together; complete says whether they are a whole character.
std::size_t sequenceAt(std::string_view text, bool &complete) noexcept
{
    complete = false;
    const auto form = formOf(static_cast<unsigned char>(text.front()));
    if (!form)
        return 1;
    for (std::size_t i = 1; i < form->length; ++i) {
        const unsigned char from = i == 1 ? form->secondFrom : 0x80;
        const unsigned char to = i == 1 ? form->secondTo : 0xBF;
        if (i == text.size())
            return i;
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < from || byte > to)
            return i;
    }
    complete = true;
    return form->length;
}

/// The unit of a \uXXXX escape that begins at position, or nullopt when there is none.
std::optional<unsigned> escapedUnit(std::string_view json, std::size_t position) noexcept
{
    if (position + 6 > json.size() || json[position] != '\\' || json[position + 1] != 'u')
        return std::nullopt;
    unsigned unit = 0;
    for (std::size_t i = position + 2; i < position + 6; ++i) {
        const char c = json[i];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0)
            return std::nullopt;
        unit = unit * 16 + static_cast<unsigned>(digit);
    }
    return unit;
}

bool isHigh(std::optional<unsigned> unit) noexcept
{
    return unit && *unit >= 0xD800 && *unit < 0xDC00;
}

bool isLow(std::optional<unsigned> unit) noexcept
{
    return unit && *unit >= 0xDC00 && *unit < 0xE000;
}

} // namespace

bool isValidUtf8(std::string_view text) noexcept
{
    return isAscii(text) || simdjson::validate_utf8(text.data(), text.size());
}

std::string repairedUtf8(std::string_view text)
{
    std::string repaired;
    repaired.reserve(text.size() + 16);
    while (!text.empty()) {
        bool complete = false;
        const std::size_t length = sequenceAt(text, complete);
        repaired += complete ? text.substr(0, length) : replacement;
        text.remove_prefix(length);
    }
    return repaired;
}

std::string repairedSurrogates(std::string_view json)
{
    std::string repaired(json);
    for (std::size_t i = repaired.find('\\'); i != std::string::npos; i = repaired.find('\\', i)) {
        const auto unit = escapedUnit(repaired, i);
        if (isHigh(unit) && isLow(escapedUnit(repaired, i + 6))) {
            i += 12;
        } else if (isHigh(unit) || isLow(unit)) {
            repaired.replace(i, 6, "\\ufffd");
            i += 6;
        } else {
            i += 2; // also past the second half of an escaped backslash
        }
        if (i >= repaired.size())
            break;
    }
    return repaired;
}

} // namespace spanwise
