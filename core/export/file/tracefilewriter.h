// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/label.h"
#include "core/model/trace.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// The formats that traces can be given away in. Each is read back by the import: core/codec says what each
/// cannot carry.
enum class TraceFormat : std::uint8_t {
    OtlpJson, ///< one TracesData object a line, as OpenTelemetry's file exporters write it, with the log
              ///< records of the trace in the line below; carries everything
    Jaeger,   ///< the envelope of Jaeger's API, which its UI opens
    Zipkin,   ///< an array of Zipkin v2 spans, which its UI opens
};

inline constexpr std::array allTraceFormats{TraceFormat::OtlpJson, TraceFormat::Jaeger, TraceFormat::Zipkin};

/// otlp-json, jaeger, zipkin: as the command line has them.
std::string_view wordOf(TraceFormat format) noexcept;
std::optional<TraceFormat> traceFormatFromWord(std::string_view word) noexcept;
/// What a file of the format is called by custom: "jsonl" or "json".
std::string_view suffixOf(TraceFormat format) noexcept;
/// Whether log records go along; the others have no place for them.
constexpr bool carriesLogs(TraceFormat format) noexcept
{
    return format == TraceFormat::OtlpJson;
}

/// Writes traces as one file, piece by piece: one trace is in memory at a time. One thread.
class TraceFileWriter
{
public:
    /// Takes the next bytes of the file. Its first failure ends the writing.
    using Write = std::function<Status(std::string_view bytes)>;

    TraceFileWriter(TraceFormat format, Write write)
        : m_format(format)
        , m_write(std::move(write))
    {
    }

    /// labels: what people say about it; they go out as attributes of its query's span
    /// (core/codec/labelattributes.h).
    Status add(const Trace &trace, const TraceLabels &labels = {});
    /// The log records of the trace that was added last, where the format carries them.
    Status addLogs(const TelemetryBatch &logs);
    /// Closes what is open; a file without traces is valid, too.
    Status finish();

private:
    Status write(const TelemetryBatch &batch);
    Status separate(std::string_view first);

    TraceFormat m_format;
    Write m_write;
    bool m_hasBegun = false;
};

} // namespace spanwise
