// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/eventtext.h"

#include "core/codec/everydayjson.h"
#include "core/codec/jsonscalars.h"
#include "core/codec/jsonvalue.h"
#include "core/codec/shortid.h"

#include <limits>

namespace spanwise {
namespace {

struct Tail
{
    std::string_view before; ///< what stands before the attributes
    std::span<const Attribute> attributes;
    std::uint32_t dropped = 0;
};

/// Takes "|{attributes}|dropped" off the end of text.
std::optional<Tail> tailOf(std::string_view text, Arena &arena)
{
    const auto bar = text.rfind('|');
    const auto brace = text.find("|{");
    if (bar == std::string_view::npos || brace == std::string_view::npos || brace >= bar)
        return std::nullopt;
    const auto dropped = unsignedFromText(text.substr(bar + 1));
    if (!dropped || *dropped > std::numeric_limits<std::uint32_t>::max())
        return std::nullopt;
    const auto attributes = readJson(std::string(text.substr(brace + 1, bar - brace - 1)), arena, "JSON");
    if (!attributes || attributes->type() != Value::Type::Map)
        return std::nullopt;
    return Tail{text.substr(0, brace), attributes->map(), static_cast<std::uint32_t>(*dropped)};
}

std::string tailText(std::span<const Attribute> attributes, std::uint32_t dropped)
{
    return '|' + everydayJson(attributes) + '|' + std::to_string(dropped);
}

} // namespace

std::string annotationText(const Event &event)
{
    std::string text(event.name);
    // A name with a bar in it could be taken for the longer shape, so it gets that shape.
    if (!event.attributes.empty() || event.droppedAttributes != 0 || text.find('|') != std::string::npos)
        text += tailText(event.attributes, event.droppedAttributes);
    return text;
}

Event eventFromAnnotation(std::string_view text, Timestamp time, Arena &arena)
{
    Event event{.time = time, .name = text, .attributes = {}, .droppedAttributes = 0};
    if (const auto tail = tailOf(text, arena)) {
        event.name = tail->before;
        event.attributes = tail->attributes;
        event.droppedAttributes = tail->dropped;
    }
    return event;
}

std::string linkText(const Link &link)
{
    return link.traceId.toHex() + '|' + link.spanId.toHex() + '|' + std::string(link.traceState) +
           tailText(link.attributes, link.droppedAttributes);
}

std::optional<Link> linkFromText(std::string_view text, Arena &arena)
{
    const auto tail = tailOf(text, arena);
    if (!tail)
        return std::nullopt;
    const auto first = tail->before.find('|');
    const auto second = first == std::string_view::npos ? first : tail->before.find('|', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    Link link;
    link.traceId = idFromShortHex<TraceId>(tail->before.substr(0, first)).value_or(TraceId{});
    link.spanId =
        idFromShortHex<SpanId>(tail->before.substr(first + 1, second - first - 1)).value_or(SpanId{});
    link.traceState = tail->before.substr(second + 1);
    link.attributes = tail->attributes;
    link.droppedAttributes = tail->dropped;
    return link;
}

} // namespace spanwise
