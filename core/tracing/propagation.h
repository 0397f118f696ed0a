// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/context.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace spanwise {

/// The value of a header by its lower-case name, several lines of one name joined with ','; nullopt: absent.
/// The name is matched without regard to case, as HTTP does.
using HeaderGetter = std::function<std::optional<std::string>(std::string_view name)>;
using HeaderSetter = std::function<void(std::string_view name, std::string_view value)>;
using HeaderList = std::span<const std::pair<std::string, std::string>>;

/// W3C trace context and baggage out of a request's headers (protocols.md 3). What is malformed is ignored as
/// the specification says: a bad traceparent takes tracestate with it and leaves an invalid span context.
Context extract(const HeaderGetter &get);
Context extract(HeaderList headers);

/// Sets traceparent, tracestate and baggage, those that there is something to say in.
void inject(const Context &context, const HeaderSetter &set);

/// One traceparent value (protocols.md 3.1); nullopt when it is not valid.
std::optional<SpanContext> parseTraceparent(std::string_view value);
/// "00-<trace id>-<span id>-<flags>"; empty for an invalid context.
std::string traceparent(const SpanContext &span);

} // namespace spanwise
