// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/environment.h"

#include "core/tracing/percent.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace spanwise {

Environment processEnvironment()
{
    return [](const std::string &name) -> std::optional<std::string> {
        const char *const value = std::getenv(name.c_str());
        if (value == nullptr || *value == '\0')
            return std::nullopt;
        return std::string(value);
    };
}

std::optional<std::uint64_t> numberFrom(const Environment &environment, const std::string &name)
{
    const auto text = environment(name);
    if (!text)
        return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (failure != std::errc() || end != text->data() + text->size())
        return std::nullopt;
    return number;
}

std::optional<std::chrono::milliseconds> millisecondsFrom(const Environment &environment,
                                                          const std::string &name)
{
    constexpr std::uint64_t longest = 1000ULL * 3600 * 24 * 365; // so that sums of times cannot overflow
    const auto number = numberFrom(environment, name);
    if (!number || *number > longest)
        return std::nullopt;
    return std::chrono::milliseconds(*number);
}

std::vector<std::pair<std::string, std::string>> pairsFrom(const Environment &environment,
                                                           const std::string &name)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    const std::string text = environment(name).value_or(std::string());
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::string_view member = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), member.size() + 1));
        const std::size_t equals = member.find('=');
        if (equals == std::string_view::npos)
            continue;
        std::string key = percentDecoded(trimmed(member.substr(0, equals)));
        if (!key.empty())
            pairs.emplace_back(std::move(key), percentDecoded(trimmed(member.substr(equals + 1))));
    }
    return pairs;
}

} // namespace spanwise
