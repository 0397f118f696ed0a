// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/filereading.h"

#include "core/receive/import/fileformat.h"
#include "core/receive/import/importsource.h"
#include "core/receive/import/jsonimport.h"
#include "core/receive/import/protobufimport.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace spanwise {
namespace {

constexpr std::size_t blockBytes = 1U << 18U;

Error unknownFormat(const std::filesystem::path &file, std::string_view start)
{
    return {Error::Code::InvalidInput, file.string() + " looks like " + lookOf(start) + ". Spanwise reads " +
                                           std::string(knownFormats) + "."};
}

Error tooLarge(const std::filesystem::path &file, std::uint64_t maxBytes)
{
    return {Error::Code::TooLarge, file.string() + " holds one piece of more than " +
                                       std::to_string(maxBytes >> 20U) +
                                       " MiB. Split it, for example into one JSON object a line"};
}

/// When the file was written: where a trace of an unknown clock is put.
Timestamp writtenAt(const std::filesystem::path &file)
{
    std::error_code unknown;
    const auto written = std::filesystem::last_write_time(file, unknown);
    if (unknown)
        return {};
    return std::chrono::time_point_cast<Duration>(std::chrono::file_clock::to_sys(written));
}

/// Tells how far it is.
class ProgressTeller
{
public:
    ProgressTeller(const std::filesystem::path &file, const ImportProgressed &progressed)
        : m_progressed(progressed)
    {
        std::error_code unknown;
        const auto size = std::filesystem::file_size(file, unknown);
        m_total = unknown ? 0 : size;
    }

    void tell(const ImportSource &source, const DecodedSink &sink) const
    {
        if (!m_progressed)
            return;
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - m_begin;
        const std::uint64_t done = source.diskPosition();
        m_progressed(
            {done, m_total, sink.stored(), static_cast<double>(done) / std::max(seconds.count(), 0.001)});
    }

private:
    const ImportProgressed &m_progressed;
    std::uint64_t m_total = 0;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

/// Feeds the source into reader, which is a JsonImport or a ProtobufImport, beginning with the bytes in
/// block.
template<class Reader>
std::optional<Error> readAll(ImportSource &source, Reader &reader, DecodedSink &sink,
                             std::vector<char> &block, std::size_t count, const ProgressTeller &progress,
                             std::uint64_t maxBytes, const std::filesystem::path &file)
{
    const auto brokenOff = [&](Error why) {
        if constexpr (requires { reader.breakOff(); })
            reader.breakOff();
        return why;
    };
    while (count > 0 && !sink.isOver()) {
        if constexpr (requires { reader.feed(std::string_view()).error(); }) {
            if (const Status fed = reader.feed({block.data(), count}); !fed)
                return Error{fed.error().code, file.string() + ": " + fed.error().message};
        } else {
            reader.feed({block.data(), count});
        }
        if (reader.pendingBytes() > maxBytes)
            return brokenOff(tooLarge(file, maxBytes));
        progress.tell(source, sink);
        const auto next = source.read(block);
        if (!next)
            return brokenOff(next.error());
        count = *next;
    }
    if (!sink.isOver())
        reader.finish();
    progress.tell(source, sink);
    return std::nullopt;
}

} // namespace

std::optional<Error> readFileInto(DecodedSink &sink, const std::filesystem::path &file,
                                  const ImportProgressed &progressed, std::uint64_t maxValueBytes)
{
    auto source = ImportSource::open(file);
    if (!source)
        return source.error();
    std::vector<char> block(blockBytes);
    const auto first = (*source)->read(block);
    if (!first)
        return first.error();
    if (*first == 0)
        return Error{Error::Code::InvalidInput, file.string() + " is empty."};
    const std::string_view start(block.data(), *first);
    const FileFormat format = formatOfFile(start);
    if (format == FileFormat::Unknown)
        return unknownFormat(file, start);

    const ProgressTeller progress(file, progressed);
    if (format == FileFormat::Json) {
        JsonImport json(sink, writtenAt(file));
        return readAll(**source, json, sink, block, *first, progress, maxValueBytes, file);
    }
    ProtobufImport protobuf(sink, format, maxValueBytes);
    return readAll(**source, protobuf, sink, block, *first, progress, maxValueBytes, file);
}

} // namespace spanwise
