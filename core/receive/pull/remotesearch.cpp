// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/remotesearch.h"

#include <string_view>

namespace spanwise {
namespace {

constexpr std::string_view blanks = " \t\r\n";

/// Takes a value off the front of text: bare up to a blank, or quoted with \" and \\ inside.
std::optional<std::string> takeValue(std::string_view &text)
{
    std::string value;
    if (!text.starts_with('"')) {
        const std::size_t end = std::min(text.find_first_of(blanks), text.size());
        value = text.substr(0, end);
        text.remove_prefix(end);
        return value;
    }
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return value;
        }
        if (text[i] == '\\' && i + 1 < text.size())
            ++i;
        value.push_back(text[i]);
    }
    return std::nullopt;
}

} // namespace

std::optional<std::vector<std::pair<std::string, std::string>>> tagsFromText(std::string_view text)
{
    std::vector<std::pair<std::string, std::string>> tags;
    for (;;) {
        const std::size_t begin = text.find_first_not_of(blanks);
        if (begin == std::string_view::npos)
            return tags;
        text.remove_prefix(begin);
        const std::size_t equals = text.find('=');
        if (equals == 0 || equals == std::string_view::npos ||
            text.substr(0, equals).find_first_of(blanks) != std::string_view::npos)
            return std::nullopt;
        std::string key(text.substr(0, equals));
        text.remove_prefix(equals + 1);
        auto value = takeValue(text);
        if (!value)
            return std::nullopt;
        tags.emplace_back(std::move(key), std::move(*value));
    }
}

} // namespace spanwise
