// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/receive/import/decodedsink.h"
#include "core/receive/import/fileformat.h"

#include <string>
#include <string_view>

namespace spanwise {

/// Takes OTLP protobuf messages of any signal into an import: one that is the whole file, or the Collector
/// file exporter's, each behind its length in 4 bytes, big-endian, and perhaps compressed with zstd
/// (protocols.md 12). Holds one message at a time. One thread.
class ProtobufImport
{
public:
    /// format is Protobuf or Frames.
    ProtobufImport(DecodedSink &sink, FileFormat format, std::uint64_t maxMessageBytes)
        : m_sink(sink)
        , m_isFramed(format == FileFormat::Frames)
        , m_maxMessageBytes(maxMessageBytes)
    {
    }

    /// Fails when a frame claims more than the limit: then the file cannot be read any further.
    Status feed(std::string_view bytes);
    void finish();
    std::size_t pendingBytes() const noexcept { return m_pending.size(); }

private:
    void take(std::string message, std::uint64_t position);

    DecodedSink &m_sink;
    bool m_isFramed;
    std::uint64_t m_maxMessageBytes;
    std::string m_pending;
    std::uint64_t m_position = 0; ///< of m_pending's first byte
};

} // namespace spanwise
