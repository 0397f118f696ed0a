// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/tags.h"

#include <algorithm>

namespace spanwise {

std::string textOf(const MetricTags &tags)
{
    if (tags.empty())
        return {};
    std::string text;
    for (const auto &[key, value] : tags) {
        text += text.empty() ? "{" : ", ";
        text += key;
        text += "=\"";
        for (const char c : value) {
            if (c == '\n') {
                text += "\\n";
                continue;
            }
            if (c == '"' || c == '\\')
                text.push_back('\\');
            text.push_back(c);
        }
        text.push_back('"');
    }
    text.push_back('}');
    return text;
}

std::string_view tagValue(const MetricTags &tags, std::string_view key) noexcept
{
    const auto at =
        std::lower_bound(tags.begin(), tags.end(), key,
                         [](const auto &tag, std::string_view wanted) { return tag.first < wanted; });
    return at != tags.end() && at->first == key ? std::string_view(at->second) : std::string_view();
}

} // namespace spanwise
