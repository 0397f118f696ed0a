// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spanwise {

/// What the bytes of a file, or one JSON value in it, are: told by their content (protocols.md 16).
enum class FileFormat : std::uint8_t {
    Unknown,
    Json,     ///< some JSON: each of its values says more
    Otlp,     ///< a JSON value of OTLP, of Tempo or of Jaeger's api_v3
    Jaeger,   ///< an envelope or a trace of Jaeger's JSON
    Zipkin,   ///< a span of Zipkin v2, or a list of them
    Chrome,   ///< an event of a Chrome trace, or an object with all of them
    Datadog,  ///< a span or a trace of Datadog's JSON
    Log,      ///< a record of a structured log
    Protobuf, ///< one OTLP message
    Frames,   ///< OTLP messages, each behind its length: the Collector's file exporter
};

/// What a file begins as: Json, Protobuf, Frames or Unknown. start is its first bytes, decompressed; 64 KiB
/// are plenty.
FileFormat formatOfFile(std::string_view start);

/// What one JSON value is, by the keys of its first object. O(keys that are looked at).
FileFormat formatOfValue(std::string_view json);

/// "a PNG picture", "a JSON object with the keys a, b": for the message that it is not understood.
std::string lookOf(std::string_view start);

/// The formats that are understood, for the same message.
inline constexpr std::string_view knownFormats =
    "OTLP (JSON, JSON lines, protobuf, the Collector's files), Jaeger, Tempo, Zipkin, Chrome trace, Datadog "
    "and JSON-lines logs; "
    "plain, gzip or zstd";

} // namespace spanwise
