// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/file/tracefilewriter.h"

#include "core/codec/jaeger.h"
#include "core/codec/labelattributes.h"
#include "core/codec/otlp_json.h"
#include "core/codec/zipkin.h"

#include <algorithm>

namespace spanwise {
namespace {

constexpr std::array<std::string_view, 3> words{"otlp-json", "jaeger", "zipkin"};

} // namespace

std::string_view wordOf(TraceFormat format) noexcept
{
    return words[static_cast<std::size_t>(format)];
}

std::optional<TraceFormat> traceFormatFromWord(std::string_view word) noexcept
{
    const auto found = std::ranges::find(words, word);
    return found == words.end() ? std::nullopt
                                : std::optional(static_cast<TraceFormat>(found - words.begin()));
}

std::string_view suffixOf(TraceFormat format) noexcept
{
    return format == TraceFormat::OtlpJson ? "jsonl" : "json";
}

Status TraceFileWriter::separate(std::string_view first)
{
    const bool isFirst = !m_hasBegun;
    m_hasBegun = true;
    return m_write(isFirst ? first : std::string_view(",\n"));
}

Status TraceFileWriter::add(const Trace &trace, const TraceLabels &labels)
{
    if (trace.size() == 0)
        return Done{};
    return labels.isEmpty() ? write(trace.batch())
                            : write(withLabels(trace.batch(), SpanTree::index(trace.queryRow()), labels));
}

Status TraceFileWriter::addLogs(const TelemetryBatch &logs)
{
    return logs.logs.empty() || !carriesLogs(m_format) ? Status(Done{}) : write(logs);
}

Status TraceFileWriter::write(const TelemetryBatch &batch)
{
    if (m_format == TraceFormat::OtlpJson) {
        m_hasBegun = true;
        return m_write(encodeOtlpJson(batch) + '\n');
    }
    const bool isJaeger = m_format == TraceFormat::Jaeger;
    if (const Status separated = separate(isJaeger ? "{\"data\":[" : "["); !separated)
        return separated;
    return m_write(isJaeger ? encodeJaegerItems(batch) : encodeZipkinItems(batch));
}

Status TraceFileWriter::finish()
{
    if (m_format == TraceFormat::OtlpJson)
        return Done{};
    const bool isJaeger = m_format == TraceFormat::Jaeger;
    const std::string open = m_hasBegun ? "" : isJaeger ? "{\"data\":[" : "[";
    return m_write(open + (isJaeger ? R"(],"total":0,"limit":0,"offset":0,"errors":null})" : "]") + '\n');
}

} // namespace spanwise
