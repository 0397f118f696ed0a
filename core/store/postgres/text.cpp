// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/text.h"

#include <QString>

#include <algorithm>
#include <unordered_set>

namespace spanwise::pg {

std::string storable(std::string_view text)
{
    const bool isPlain = std::ranges::all_of(text, [](char c) { return c > 0; });
    if (isPlain)
        return std::string(text);
    QString decoded = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    decoded.replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter));
    return decoded.toStdString();
}

std::string vocabulary(std::string_view text)
{
    constexpr std::string_view blanks = " \t\n\r\f\v";
    std::unordered_set<std::string_view> seen;
    std::string words;
    for (std::size_t at = text.find_first_not_of(blanks); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
        const std::string_view word = text.substr(at, end - at);
        if (seen.insert(word).second) {
            words += words.empty() ? "" : " ";
            words += word;
        }
        at = text.find_first_not_of(blanks, end);
    }
    return words;
}

std::string containing(std::string_view text)
{
    std::string pattern = "%";
    for (const char c : storable(text)) {
        if (c == '\\' || c == '%' || c == '_')
            pattern += '\\';
        pattern += c;
    }
    return pattern += '%';
}

} // namespace spanwise::pg
