// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/arena.h"
#include "core/model/span.h"

#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// Events and links as OpenTelemetry's Collector puts them into Zipkin's plain texts (protocols.md 6).

/// The name alone when there is nothing else, otherwise "name|{attributes}|dropped".
std::string annotationText(const Event &event);
/// The reverse; a text of another shape is all name. Attributes go into the arena.
Event eventFromAnnotation(std::string_view text, Timestamp time, Arena &arena);

/// "traceid|spanid|state|{attributes}|dropped".
std::string linkText(const Link &link);
/// nullopt when the text has another shape.
std::optional<Link> linkFromText(std::string_view text, Arena &arena);

} // namespace spanwise
