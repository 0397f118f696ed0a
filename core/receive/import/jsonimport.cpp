// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/jsonimport.h"

#include "core/codec/chrome.h"
#include "core/codec/datadog.h"
#include "core/codec/jaeger.h"
#include "core/codec/jsonlog.h"
#include "core/codec/otlp_json.h"
#include "core/codec/zipkin.h"

#include <utility>

namespace spanwise {
namespace {

constexpr std::size_t groupBytes = 4U << 20U;

/// The first thing that was left out, of any signal; empty when nothing was.
std::string firstReason(const DecodedBatch &decoded)
{
    for (const Signal signal : allSignals) {
        if (decoded.rejected(signal).count > 0)
            return decoded.rejected(signal).firstReason;
    }
    return {};
}

std::uint64_t rejectedCount(const DecodedBatch &decoded)
{
    std::uint64_t count = 0;
    for (const Signal signal : allSignals)
        count += decoded.rejected(signal).count;
    return count;
}

bool isGrouped(FileFormat format)
{
    return format == FileFormat::Zipkin || format == FileFormat::Datadog || format == FileFormat::Log;
}

} // namespace

JsonImport::JsonImport(DecodedSink &sink, Timestamp chromeBase)
    : m_sink(sink)
    , m_chromeBase(chromeBase)
    , m_splitter([this](std::string value, std::uint64_t position, std::uint64_t line) {
        take(std::move(value), {position, line});
    })
    , m_ahead(
          [chromeBase](std::string json, FileFormat format) {
              return decode(std::move(json), format, chromeBase);
          },
          [this](Result<DecodedBatch> decoded, FilePlace place) { takeDecoded(std::move(decoded), place); })
{
}

void JsonImport::take(std::string value, FilePlace place)
{
    if (m_sink.isOver())
        return;
    const FileFormat format = formatOfValue(value);
    // The last event of a file that breaks off has no keys to be known by.
    const bool isTornEvent = format == FileFormat::Unknown && !m_chrome.empty() && value.starts_with('{');
    if (isTornEvent || (format == FileFormat::Chrome && value.find("\"traceEvents\"") == std::string::npos)) {
        if (m_chrome.empty())
            m_chromePlace = place;
        m_chrome += (m_chrome.empty() ? "[" : ",") + value;
        return;
    }
    if (isGrouped(format))
        return addToGroup(value, format, place);
    flush();
    if (format == FileFormat::Unknown) {
        m_ahead.drain();
        return m_sink.skip(place, "it is " + lookOf(value) + ", which no format has.");
    }
    takeWhole(std::move(value), format, place);
}

void JsonImport::takeWhole(std::string value, FileFormat format, FilePlace place)
{
    m_ahead.put(std::move(value), format, place);
}

void JsonImport::takeDecoded(Result<DecodedBatch> decoded, FilePlace place)
{
    if (m_sink.isOver())
        return;
    if (!decoded)
        return m_sink.skip(place, decoded.error().message);
    if (std::string reason = firstReason(*decoded); !reason.empty())
        m_sink.skip(place, std::move(reason));
    m_sink.take(std::move(*decoded));
}

void JsonImport::addToGroup(const std::string &value, FileFormat format, FilePlace place)
{
    if (format != m_format || m_group.size() + value.size() > groupBytes)
        flush();
    m_format = format;
    if (!m_group.empty())
        m_group += format == FileFormat::Log ? '\n' : ',';
    const std::size_t begin = m_group.size();
    m_group += value;
    m_pieces.push_back({place, begin, m_group.size()});
}

void JsonImport::flush()
{
    const std::string text = std::exchange(m_group, {});
    const auto pieces = std::exchange(m_pieces, {});
    if (pieces.empty())
        return;
    m_ahead.drain();
    auto decoded = decode(m_format == FileFormat::Log ? text : '[' + text + ']', m_format, m_chromeBase);
    if (!decoded) { // one broken value does not cost its neighbours
        for (const Piece &piece : pieces)
            takeWhole(text.substr(piece.begin, piece.end - piece.begin), m_format, piece.place);
        return;
    }
    if (const auto rejected = rejectedCount(*decoded); rejected > 0)
        listFaults(text, pieces, m_format, rejected);
    m_sink.take(std::move(*decoded));
}

/// Finds the values that a decoder rejected something of, for the list of what was skipped.
void JsonImport::listFaults(std::string_view text, const std::vector<Piece> &pieces, FileFormat format,
                            std::uint64_t rejected)
{
    std::uint64_t listed = 0;
    for (const Piece &piece : pieces) {
        if (listed >= rejected)
            return;
        const auto alone =
            decode(std::string(text.substr(piece.begin, piece.end - piece.begin)), format, m_chromeBase);
        std::string reason = alone ? firstReason(*alone) : alone.error().message;
        if (reason.empty())
            continue;
        m_sink.skip(piece.place, std::move(reason));
        listed += alone ? rejectedCount(*alone) : 1;
    }
}

Result<DecodedBatch> JsonImport::decode(std::string json, FileFormat format, Timestamp chromeBase)
{
    switch (format) {
    case FileFormat::Jaeger:
        return decodeJaegerJson(std::move(json));
    case FileFormat::Zipkin:
        return decodeZipkinJson(std::move(json));
    case FileFormat::Chrome:
        return decodeChromeTrace(std::move(json), chromeBase);
    case FileFormat::Datadog:
        return decodeDatadogJson(json.starts_with('[') ? std::move(json) : '[' + json + ']');
    case FileFormat::Log:
        return decodeJsonLogs(std::move(json));
    default:
        return decodeOtlpJson(std::move(json));
    }
}

void JsonImport::breakOff()
{
    if (!m_sink.isOver())
        m_ahead.drain();
}

void JsonImport::finish()
{
    m_splitter.finish();
    if (m_sink.isOver())
        return;
    flush();
    if (!m_chrome.empty())
        takeWhole(std::exchange(m_chrome, {}) + ']', FileFormat::Chrome, m_chromePlace);
    m_ahead.drain();
}

} // namespace spanwise
