// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"
#include "core/model/value.h"

#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// Structured logs: one JSON object a line, as the loggers of every language write them (Spanwise's own,
/// pino, bunyan, structlog, python-json-logger, zap, zerolog, slog, logstash, Serilog). Pure, any thread,
/// never throws.
///
/// Known by their keys, in any case of letters: the time (timestamp, @timestamp, time, ts, @t, ...: text of
/// ISO 8601, or a number of seconds, milliseconds, microseconds or nanoseconds by its size; without a zone it
/// is UTC), the level (level, severity, ...: a word or pino's numbers), the message (message, msg, body,
/// event, @m, ...), trace and span id, the service (a resource's service.name) and the logger (the scope's
/// name). All others are attributes, objects in them maps.

/// Whether the object looks like a record: it has a message or level, and a time or both of them.
bool looksLikeLog(const Value &object) noexcept;

/// One object a line, or an array of them. A value that is no record is left out and counted.
Result<DecodedBatch> decodeJsonLogs(std::string body);

/// ISO 8601 as loggers write it: "2026-11-22T12:00:00.123456789Z", a blank for the T, a comma for the point,
/// any zone or none. nullopt for anything else.
std::optional<Timestamp> timestampFromIso(std::string_view text) noexcept;

/// OpenTelemetry's severity number (protocols.md 1.4) for a word: 0 when it is unknown.
std::uint8_t severityFromWord(std::string_view word);

} // namespace spanwise
