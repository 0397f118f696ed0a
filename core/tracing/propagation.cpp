// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/propagation.h"

#include "core/tracing/percent.h"

#include <algorithm>

namespace spanwise {
namespace {

constexpr std::size_t version00Length = 55;
constexpr std::uint8_t knownFlags = 0x03; // sampled, random trace id; the others are sent as 0

bool isLowerHex(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::uint8_t byteOf(std::string_view hex)
{
    const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
    return static_cast<std::uint8_t>(digit(hex[0]) * 16 + digit(hex[1]));
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool sameName(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, lower, lower);
}

} // namespace

std::optional<SpanContext> parseTraceparent(std::string_view value)
{
    value = trimmed(value);
    if (value.size() < version00Length || value[2] != '-' || value[35] != '-' || value[52] != '-')
        return std::nullopt;
    const std::string_view version = value.substr(0, 2);
    const std::string_view trace = value.substr(3, 32);
    const std::string_view span = value.substr(36, 16);
    const std::string_view flags = value.substr(53, 2);
    if (!isLowerHex(version) || !isLowerHex(trace) || !isLowerHex(span) || !isLowerHex(flags) ||
        version == "ff")
        return std::nullopt;
    const bool longer = value.size() > version00Length;
    if (longer && (version == "00" || value[version00Length] != '-'))
        return std::nullopt;
    SpanContext context;
    context.traceId = TraceId::fromHex(trace).value_or(TraceId());
    context.spanId = SpanId::fromHex(span).value_or(SpanId());
    context.flags = byteOf(flags) & knownFlags;
    context.isRemote = true;
    if (!context.isValid())
        return std::nullopt;
    return context;
}

std::string traceparent(const SpanContext &span)
{
    constexpr std::string_view digits = "0123456789abcdef";
    if (!span.isValid())
        return {};
    std::string text = "00-" + span.traceId.toHex() + '-' + span.spanId.toHex() + "-0";
    text += digits[span.flags & knownFlags];
    return text;
}

Context extract(const HeaderGetter &get)
{
    Context context;
    if (const auto parent = get("traceparent")) {
        if (auto span = parseTraceparent(*parent)) {
            context.span = *std::move(span);
            if (const auto state = get("tracestate"))
                context.span.traceState = W3cTraceState::parse(*state).value_or(W3cTraceState());
        }
    }
    if (const auto baggage = get("baggage"))
        context.baggage = Baggage::parse(*baggage);
    return context;
}

Context extract(HeaderList headers)
{
    return extract([headers](std::string_view name) -> std::optional<std::string> {
        std::optional<std::string> joined;
        for (const auto &[key, value] : headers) {
            if (sameName(key, name))
                joined = joined ? *joined + ',' + value : value;
        }
        return joined;
    });
}

void inject(const Context &context, const HeaderSetter &set)
{
    if (context.span.isValid()) {
        set("traceparent", traceparent(context.span));
        if (!context.span.traceState.isEmpty())
            set("tracestate", context.span.traceState.header());
    }
    if (!context.baggage.isEmpty())
        set("baggage", context.baggage.header());
}

} // namespace spanwise
