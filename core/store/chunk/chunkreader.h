// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/store/chunk/valuereader.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// Puts the chunks of one trace back together (chunkformat.h). Chunks are damaged or foreign data like any
/// input.
class ChunkReader
{
public:
    /// Spans are appended to batch; equal resources and scopes of different chunks become one.
    ChunkReader(TraceId trace, TelemetryBatch &batch)
        : m_trace(trace)
        , m_batch(batch)
        , m_in(batch)
    {
    }

    /// data is decompressed, spanIds and texts belong to it; all three are copied to, or already in, the
    /// batch's arena. False when the chunk is damaged: then batch holds none of its spans.
    bool read(std::string_view data, std::string_view spanIds, std::span<const std::string_view> texts);

private:
    Span span(ByteReader &in, std::size_t index);
    SpanId parent(ByteReader &in);
    SpanId idAt(std::size_t index) const;
    std::span<const Event> events(ByteReader &in, std::int64_t begin);
    std::span<const Link> links(ByteReader &in);

    const TraceId m_trace;
    TelemetryBatch &m_batch;
    ValueReader m_in;
    std::string_view m_spanIds;
    std::int64_t m_lastBegin = 0;
};

} // namespace spanwise
