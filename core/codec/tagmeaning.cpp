// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/tagmeaning.h"

#include "core/codec/eventtext.h"
#include "core/codec/jsonscalars.h"
#include "core/codec/jsonvalue.h"

#include <algorithm>
#include <array>
#include <limits>

namespace spanwise {

bool TagMeaning::take(const Attribute &tag)
{
    const std::string_view text = tag.value.stringOr({});
    if (takeScope(tag.key, tag.value))
        return true;
    if (tag.key == "w3c.tracestate" && tag.value.isString()) {
        m_span.traceState = text;
        return true;
    }
    if (tag.key.starts_with("otlp.link."))
        return takeLink(tag.key.substr(10), text);
    if (!tag.key.starts_with("otel.dropped_"))
        return false;
    const auto number = unsignedNumber(tag.value);
    if (!number || *number > std::numeric_limits<std::uint32_t>::max())
        return false;
    const auto count = static_cast<std::uint32_t>(*number);
    if (tag.key == "otel.dropped_attributes_count")
        m_span.droppedAttributes = count;
    else if (tag.key == "otel.dropped_events_count")
        m_span.droppedEvents = count;
    else if (tag.key == "otel.dropped_links_count")
        m_span.droppedLinks = count;
    else
        return false;
    return true;
}

bool TagMeaning::takeScope(std::string_view key, const Value &value)
{
    if (!value.isString())
        return false;
    if (key == "otel.scope.name" || (key == "otel.library.name" && m_scopeName.empty()))
        m_scopeName = value.string();
    else if (key == "otel.scope.version" || (key == "otel.library.version" && m_scopeVersion.empty()))
        m_scopeVersion = value.string();
    else if (key == "otel.scope.schema_url")
        m_scopeSchema = value.string();
    else
        return key == "otel.library.name" || key == "otel.library.version";
    return true;
}

bool TagMeaning::takeLink(std::string_view number, std::string_view text)
{
    const auto index = unsignedFromText(number);
    const auto link = linkFromText(text, m_arena);
    return index && link && m_links.try_emplace(*index, *link).second;
}

std::optional<StatusCode> statusFromWord(std::string_view word) noexcept
{
    constexpr std::array<std::string_view, 9> words{"UNSET", "Unset", "STATUS_CODE_UNSET",
                                                    "OK",    "Ok",    "STATUS_CODE_OK",
                                                    "ERROR", "Error", "STATUS_CODE_ERROR"};
    const auto found = std::ranges::find(words, word);
    if (found == words.end())
        return std::nullopt;
    return static_cast<StatusCode>((found - words.begin()) / 3);
}

std::string_view statusWord(StatusCode status) noexcept
{
    constexpr std::array<std::string_view, 3> words{"UNSET", "OK", "ERROR"};
    return words[static_cast<std::size_t>(status)];
}

} // namespace spanwise
