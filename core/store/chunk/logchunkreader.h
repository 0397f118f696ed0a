// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/valuereader.h"

#include <span>
#include <string_view>

namespace spanwise {

/// Reads chunks of log records (logchunkformat.h) into one batch. Chunks are damaged or foreign data like any
/// input.
class LogChunkReader
{
public:
    explicit LogChunkReader(TelemetryBatch &batch)
        : m_batch(batch)
        , m_in(batch)
    {
    }

    /// Appends the records to the batch. data is decompressed; it and texts live in the batch's arena.
    /// False when the chunk is damaged: then batch holds none of its records.
    bool read(std::string_view data, std::span<const std::string_view> texts);

private:
    LogRecord record(ByteReader &in);

    TelemetryBatch &m_batch;
    ValueReader m_in;
    std::int64_t m_lastTime = 0;
};

} // namespace spanwise
