// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/text/searchtext.h"

#include "core/search/fold.h"

#include <algorithm>

namespace spanwise {

std::string folded(std::string_view text)
{
    return foldText(text);
}

std::vector<std::string> searchWords(std::string_view text)
{
    const std::string all = foldText(text);
    std::vector<std::string> words;
    constexpr std::string_view blanks = " \t\r\n\v\f";
    for (std::size_t at = all.find_first_not_of(blanks); at != std::string::npos;) {
        const std::size_t end = std::min(all.find_first_of(blanks, at), all.size());
        words.push_back(all.substr(at, end - at));
        at = all.find_first_not_of(blanks, end);
    }
    return words;
}

std::string traceIdPrefix(std::string_view word)
{
    const bool hex = word.size() >= 4 && word.size() <= 32 && std::ranges::all_of(word, [](char c) {
                         return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                     });
    return hex ? std::string(word) : std::string();
}

std::string searchableText(std::string_view question, std::string_view answer, std::string_view rootName)
{
    std::string text = folded(question);
    for (const std::string_view part : {answer, rootName}) {
        text += '\n';
        text += folded(part);
    }
    return text;
}

std::pair<TraceId, TraceId> idRange(const std::string &hexPrefix)
{
    const std::size_t missing = 2 * TraceId::byteCount - std::min(hexPrefix.size(), 2 * TraceId::byteCount);
    return {TraceId::fromHex(hexPrefix + std::string(missing, '0')).value_or(TraceId{}),
            TraceId::fromHex(hexPrefix + std::string(missing, 'f')).value_or(TraceId{})};
}

} // namespace spanwise
