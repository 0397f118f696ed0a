// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/baggage.h"

#include "core/base/utf8.h"
#include "core/tracing/percent.h"

#include <algorithm>
#include <utility>

namespace spanwise {
namespace {

constexpr std::size_t maxMembers = 180;
constexpr std::size_t maxBytes = 8192;

/// What may stand in a value or property as it is sent: visible ASCII but '"', ',' and '\\'. Other bytes,
/// which lenient senders leave unescaped, are taken as UTF-8; control characters never.
bool isAcceptable(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != 0x7F && c != '"' && c != '\\';
    });
}

std::optional<Baggage::Entry> memberOf(std::string_view text)
{
    const std::size_t semicolon = text.find(';');
    const std::string_view pair = text.substr(0, semicolon);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos)
        return std::nullopt;
    const std::string_view key = trimmed(pair.substr(0, equals));
    const std::string_view value = trimmed(pair.substr(equals + 1));
    if (!isHttpToken(key) || !isAcceptable(value))
        return std::nullopt;
    Baggage::Entry entry{std::string(key), percentDecoded(value), {}};
    if (semicolon != std::string_view::npos)
        entry.properties = withRepairedUtf8(trimmed(text.substr(semicolon + 1)));
    return entry;
}

std::string sent(const Baggage::Entry &entry)
{
    std::string text = entry.key + '=' + percentEncoded(entry.value);
    if (!entry.properties.empty())
        text += ';' + entry.properties;
    return text;
}

void put(std::vector<Baggage::Entry> &entries, Baggage::Entry entry)
{
    const auto known = std::ranges::find(entries, entry.key, &Baggage::Entry::key);
    if (known == entries.end())
        entries.push_back(std::move(entry));
    else
        *known = std::move(entry);
}

} // namespace

Baggage::Baggage(std::vector<Entry> entries)
    : m_entries(entries.empty() ? nullptr : std::make_shared<const std::vector<Entry>>(std::move(entries)))
{
}

Baggage Baggage::parse(std::string_view header)
{
    std::vector<Entry> entries;
    std::size_t bytes = 0;
    while (!header.empty() && entries.size() < maxMembers) {
        const std::size_t comma = header.find(',');
        const std::string_view member = trimmed(header.substr(0, comma));
        header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
        bytes += member.size() + 1;
        if (bytes > maxBytes + 1)
            break;
        if (auto entry = memberOf(member))
            put(entries, *std::move(entry));
    }
    return Baggage(std::move(entries));
}

const std::vector<Baggage::Entry> &Baggage::entries() const noexcept
{
    static const std::vector<Entry> none;
    return m_entries == nullptr ? none : *m_entries;
}

std::optional<std::string_view> Baggage::get(std::string_view key) const noexcept
{
    const auto entry = std::ranges::find(entries(), key, &Entry::key);
    if (entry == entries().end())
        return std::nullopt;
    return entry->value;
}

Baggage Baggage::with(std::string_view key, std::string_view value, std::string_view properties) const
{
    if (!isHttpToken(key))
        return *this;
    std::vector<Entry> copy = entries();
    put(copy,
        {std::string(key), withRepairedUtf8(value), std::string(isAcceptable(properties) ? properties : "")});
    return Baggage(std::move(copy));
}

Baggage Baggage::without(std::string_view key) const
{
    std::vector<Entry> copy = entries();
    std::erase_if(copy, [&](const Entry &entry) { return entry.key == key; });
    return Baggage(std::move(copy));
}

std::string Baggage::header() const
{
    std::string text;
    std::size_t count = 0;
    for (const Entry &entry : entries()) {
        const std::string member = sent(entry);
        if (count == maxMembers || text.size() + member.size() + 1 > maxBytes)
            continue;
        if (count++ > 0)
            text += ',';
        text += member;
    }
    return text;
}

} // namespace spanwise
