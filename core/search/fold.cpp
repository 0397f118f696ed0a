// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/fold.h"

#include "core/base/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace spanwise {
namespace {

bool isAscii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string foldedAscii(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

/// Empty when the text is not UTF-8.
std::string foldedUnicode(std::string_view text)
{
    constexpr int how =
        UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    utf8proc_uint8_t *raw = nullptr;
    const utf8proc_ssize_t size =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t *>(text.data()),
                     static_cast<utf8proc_ssize_t>(text.size()), &raw, static_cast<utf8proc_option_t>(how));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(raw, &std::free);
    if (size < 0 || raw == nullptr)
        return {};
    return {reinterpret_cast<const char *>(raw), static_cast<std::size_t>(size)};
}

} // namespace

std::string foldText(std::string_view text)
{
    if (isAscii(text))
        return foldedAscii(text);
    if (std::string folded = foldedUnicode(text); !folded.empty())
        return folded;
    return foldedUnicode(withRepairedUtf8(text));
}

} // namespace spanwise
