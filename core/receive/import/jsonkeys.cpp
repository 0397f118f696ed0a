// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/jsonkeys.h"

#include <algorithm>

namespace spanwise {
namespace {

constexpr std::size_t lookedAt = 256U << 10U;
constexpr std::size_t mostKeys = 400;

/// The end of a string that begins at at (behind its quote).
std::size_t endOfString(std::string_view json, std::size_t at)
{
    while (at < json.size() && json[at] != '"')
        at += json[at] == '\\' ? 2U : 1U;
    return std::min(at, json.size());
}

bool isAnyOf(const std::vector<std::string_view> &keys, std::initializer_list<std::string_view> names)
{
    return std::ranges::any_of(
        names, [&](std::string_view name) { return std::ranges::find(keys, name) != keys.end(); });
}

} // namespace

JsonKeys::JsonKeys(std::string_view json)
{
    json = json.substr(0, lookedAt);
    m_isArray = json.find_first_not_of(" \t\r\n\xef\xbb\xbf") != std::string_view::npos &&
                json[json.find_first_not_of(" \t\r\n\xef\xbb\xbf")] == '[';
    int depth = 0; // of objects; lists do not count
    for (std::size_t at = 0; at < json.size() && m_outer.size() + m_inner.size() < mostKeys; ++at) {
        if (json[at] == '{') {
            ++depth;
        } else if (json[at] == '}') {
            if (--depth <= 0)
                return;
        } else if (json[at] == '"') {
            const std::size_t end = endOfString(json, at + 1);
            const std::size_t next = json.find_first_not_of(" \t\r\n", std::min(end + 1, json.size()));
            if (next != std::string_view::npos && json[next] == ':' && (depth == 1 || depth == 2))
                (depth == 1 ? m_outer : m_inner).push_back(json.substr(at + 1, end - at - 1));
            at = end;
        }
    }
}

bool JsonKeys::hasAny(std::initializer_list<std::string_view> names) const
{
    return isAnyOf(m_outer, names);
}

bool JsonKeys::hasInner(std::initializer_list<std::string_view> names) const
{
    return isAnyOf(m_inner, names);
}

std::string JsonKeys::description() const
{
    const std::string what = m_isArray ? "a JSON array" : "a JSON object";
    if (m_outer.empty())
        return m_isArray ? what + " without objects" : "an empty JSON object";
    std::string text = what + (m_isArray ? " of objects with the keys " : " with the keys ");
    const std::size_t shown = std::min<std::size_t>(m_outer.size(), 6);
    for (std::size_t i = 0; i < shown; ++i)
        text += (i == 0 ? "" : ", ") + std::string(m_outer[i].substr(0, 40));
    return text + (m_outer.size() > shown ? ", ..." : "");
}

} // namespace spanwise
