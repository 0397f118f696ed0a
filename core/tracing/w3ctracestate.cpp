// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/w3ctracestate.h"

#include "core/tracing/percent.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace spanwise {
namespace {

using Member = std::pair<std::string_view, std::string_view>;

constexpr std::size_t maxMembers = 32;
constexpr std::size_t maxCharacters = 512;
constexpr std::size_t longMember = 128; // cut first

/// Level 2 of the specification, which accepts every key of level 1 that is in use.
bool isKey(std::string_view key)
{
    const auto isLowerOrDigit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !key.empty() && key.size() <= 256 && isLowerOrDigit(key.front()) &&
           std::ranges::all_of(key, [&](char c) {
               return isLowerOrDigit(c) || std::string_view("_-*/@").find(c) != std::string_view::npos;
           });
}

bool isValue(std::string_view value)
{
    return !value.empty() && value.size() <= 256 && value.back() != ' ' &&
           std::ranges::all_of(value, [](char c) { return c >= 0x20 && c <= 0x7E && c != ',' && c != '='; });
}

/// In order; nullopt when a member is malformed, repeated or one too many.
std::optional<std::vector<Member>> membersOf(std::string_view header)
{
    std::vector<Member> members;
    while (!header.empty()) {
        const std::size_t comma = header.find(',');
        const std::string_view member = trimmed(header.substr(0, comma));
        header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
        if (member.empty())
            continue;
        const std::size_t equals = member.find('=');
        if (equals == std::string_view::npos)
            return std::nullopt;
        const Member parsed{member.substr(0, equals), member.substr(equals + 1)};
        if (!isKey(parsed.first) || !isValue(parsed.second) || members.size() == maxMembers ||
            std::ranges::find(members, parsed.first, &Member::first) != members.end())
            return std::nullopt;
        members.push_back(parsed);
    }
    return members;
}

std::size_t lengthOf(const Member &member)
{
    return member.first.size() + 1 + member.second.size();
}

/// Joined; over the limit the long members go first, then the last ones.
std::string joined(std::vector<Member> members)
{
    const auto total = [&] {
        std::size_t sum = members.empty() ? 0 : members.size() - 1;
        for (const Member &member : members)
            sum += lengthOf(member);
        return sum;
    };
    while (total() > maxCharacters) {
        const auto longOne = std::find_if(members.rbegin(), members.rend(),
                                          [](const Member &member) { return lengthOf(member) > longMember; });
        members.erase(longOne == members.rend() ? std::prev(members.end()) : std::prev(longOne.base()));
    }
    std::string text;
    for (const Member &member : members) {
        if (!text.empty())
            text += ',';
        text.append(member.first).append(1, '=').append(member.second);
    }
    return text;
}

} // namespace

W3cTraceState::W3cTraceState(std::string text)
    : m_text(text.empty() ? nullptr : std::make_shared<const std::string>(std::move(text)))
{
}

std::optional<W3cTraceState> W3cTraceState::parse(std::string_view header)
{
    auto members = membersOf(header);
    if (!members)
        return std::nullopt;
    return W3cTraceState(joined(*std::move(members)));
}

std::optional<std::string_view> W3cTraceState::get(std::string_view key) const noexcept
{
    for (std::string_view rest = header(); !rest.empty();) {
        const std::string_view member = rest.substr(0, rest.find(','));
        const std::size_t equals = member.find('=');
        if (member.substr(0, equals) == key)
            return member.substr(equals + 1);
        rest.remove_prefix(std::min(rest.size(), member.size() + 1));
    }
    return std::nullopt;
}

std::optional<W3cTraceState> W3cTraceState::with(std::string_view key, std::string_view value) const
{
    if (!isKey(key) || !isValue(value))
        return std::nullopt;
    std::vector<Member> members = membersOf(header()).value_or(std::vector<Member>());
    std::erase_if(members, [&](const Member &member) { return member.first == key; });
    members.insert(members.begin(), Member{key, value});
    if (members.size() > maxMembers)
        members.pop_back();
    return W3cTraceState(joined(std::move(members)));
}

} // namespace spanwise
