// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/fileformat.h"

#include "core/receive/import/jsonkeys.h"
#include "core/receive/import/zstdfile.h"

#include <algorithm>
#include <array>
#include <utility>

namespace spanwise {
namespace {

bool startsLikeJson(std::string_view start)
{
    const auto first = start.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (first == std::string_view::npos || (start[first] != '{' && start[first] != '['))
        return false;
    // A protobuf may begin with a line feed and a brace; then no key or value of JSON follows.
    const auto next = start.find_first_not_of(" \t\r\n", first + 1);
    return next == std::string_view::npos ||
           std::string_view("\"{}[]-0123456789tfn").find(start[next]) != std::string_view::npos;
}

bool startsLikeFrames(std::string_view start)
{
    if (start.size() < 5)
        return false;
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < 4; ++i)
        length = length << 8U | static_cast<unsigned char>(start[i]);
    // A message that is not framed begins with 0x0a, which would be a length of 160 MiB.
    if (length == 0 || length >= 0x0a000000U)
        return false;
    return start[4] == '\x0a' || start.substr(4).starts_with(zstdMagic);
}

/// Text whose later lines are JSON: a log with words before its first record.
bool hasJsonLine(std::string_view start)
{
    const bool isText = std::ranges::none_of(start, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\x1b';
    });
    return isText && start.find("\n{\"") != std::string_view::npos;
}

} // namespace

FileFormat formatOfFile(std::string_view start)
{
    if (startsLikeJson(start))
        return FileFormat::Json;
    if (startsLikeFrames(start))
        return FileFormat::Frames;
    // Field 1, length-delimited: TracesData.resource_spans and its sisters.
    if (start.size() > 2 && start.front() == '\x0a')
        return FileFormat::Protobuf;
    return hasJsonLine(start) ? FileFormat::Json : FileFormat::Unknown;
}

FileFormat formatOfValue(std::string_view json)
{
    const std::string_view first = json.substr(0, 64); // most of what is imported says so at once
    if (first.find("\"resourceSpans\"") != first.npos || first.find("\"resourceLogs\"") != first.npos ||
        first.find("\"resourceMetrics\"") != first.npos)
        return FileFormat::Otlp;
    const JsonKeys keys(json);
    const auto has = [&](std::initializer_list<std::string_view> names) { return keys.hasAny(names); };
    if (has({"resourceSpans", "resourceLogs", "resourceMetrics", "resource_spans", "resource_logs",
             "resource_metrics", "batches"}) ||
        keys.hasInner({"resourceSpans", "resource_spans"}))
        return FileFormat::Otlp;
    if (has({"traceEvents"}) || has({"ph"}))
        return FileFormat::Chrome;
    if (has({"spans"}) && has({"processes", "traceID"}))
        return FileFormat::Jaeger;
    if (has({"data"}) && (keys.hasInner({"spans"}) || has({"errors", "total"})))
        return FileFormat::Jaeger;
    if (has({"traceId"}) && has({"id"}) && !has({"message", "msg", "level"}))
        return FileFormat::Zipkin;
    if (has({"trace_id"}) && has({"span_id"}) && has({"start"}) && has({"duration", "service", "resource"}))
        return FileFormat::Datadog;
    const bool time = has(
        {"timestamp", "@timestamp", "time", "ts", "@t", "datetime", "date", "asctime", "Timestamp", "Time"});
    const bool level = has(
        {"level", "severity", "severity_text", "levelname", "loglevel", "log.level", "lvl", "@l", "Level"});
    const bool message = has({"message", "msg", "body", "@m", "@mt", "event", "Message", "text", "log"});
    return int{time} + int{level} + int{message} >= 2 ? FileFormat::Log : FileFormat::Unknown;
}

std::string lookOf(std::string_view start)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> looks{{
        {"\x89PNG", "a PNG picture"},
        {"\xff\xd8\xff", "a JPEG picture"},
        {"%PDF", "a PDF document"},
        {"PK\x03\x04", "a ZIP archive: unpack it first"},
        {"BZh", "a bzip2 file: unpack it first"},
        {"\xfd"
         "7zXZ",
         "an xz file: unpack it first"},
        {"SQLite format 3", "an SQLite database"},
        {"PAR1", "a Parquet file"},
        {"\x7f"
         "ELF",
         "a program"},
        {"<", "XML or HTML"},
    }};
    for (const auto &[magic, look] : looks) {
        if (start.starts_with(magic))
            return std::string(look);
    }
    if (startsLikeJson(start))
        return JsonKeys(start).description();
    const bool isText = std::ranges::none_of(start.substr(0, 512), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
    });
    return isText ? "plain text" : "binary data of an unknown kind";
}

} // namespace spanwise
