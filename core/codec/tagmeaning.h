// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/arena.h"
#include "core/codec/batchparts.h"
#include "core/model/span.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// What the tags of a format that has only tags say about fields of OpenTelemetry: scope, trace state, kind
/// of an internal span, dropped counts, links ("Mapping to non-OTLP formats" of the specification, and
/// protocols.md 4.6 and 6). The status differs between formats and is theirs.
class TagMeaning
{
public:
    TagMeaning(Arena &arena, Span &span)
        : m_arena(arena)
        , m_span(span)
    {
    }

    /// Whether the tag was taken as such a field; otherwise it is an ordinary attribute.
    bool take(const Attribute &tag);

    std::uint32_t scope(BatchParts &parts) const
    {
        return parts.scope(m_scopeName, m_scopeVersion, {}, m_scopeSchema);
    }
    /// By the number in their tag.
    const std::map<std::uint64_t, Link> &links() const noexcept { return m_links; }

private:
    bool takeScope(std::string_view key, const Value &value);
    bool takeLink(std::string_view number, std::string_view text);

    Arena &m_arena;
    Span &m_span;
    std::string_view m_scopeName;
    std::string_view m_scopeVersion;
    std::string_view m_scopeSchema;
    std::map<std::uint64_t, Link> m_links;
};

/// UNSET, OK, ERROR in every spelling that is about (protocols.md 6); nullopt for anything else.
std::optional<StatusCode> statusFromWord(std::string_view word) noexcept;
std::string_view statusWord(StatusCode status) noexcept;

/// The tags that TagMeaning takes back, of one span; links apart. write(key, value) is called for each.
template<class Write>
void eachMeaningTag(const Span &span, const Scope &scope, Write write)
{
    const auto text = [&](std::string_view key, std::string_view value) {
        if (!value.empty())
            write(key, Value::ofString(value));
    };
    const auto count = [&](std::string_view key, std::uint32_t value) {
        if (value != 0)
            write(key, Value::ofInt(value));
    };
    text("otel.scope.name", scope.name);
    text("otel.scope.version", scope.version);
    text("otel.scope.schema_url", scope.schemaUrl);
    text("w3c.tracestate", span.traceState);
    count("otel.dropped_attributes_count", span.droppedAttributes);
    count("otel.dropped_events_count", span.droppedEvents);
    count("otel.dropped_links_count", span.droppedLinks);
}

} // namespace spanwise
