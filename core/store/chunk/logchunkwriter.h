// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/valuewriter.h"

#include <span>
#include <string>
#include <vector>

namespace spanwise {

/// Where one record of a chunk comes from.
struct LogSource
{
    const TelemetryBatch *batch;
    std::size_t index;

    const LogRecord &record() const { return batch->logs[index]; }
};

/// Log records in the form that the log_chunks table keeps (logchunkformat.h), before compression.
struct EncodedLogs
{
    std::string data;
    std::vector<std::string_view>
        texts; ///< strings that are stored apart, in the order of reference; views into the batches
};

/// Writes chunks of log records. Keeps its working memory from one to the next. One thread at a time.
class LogChunkWriter
{
public:
    EncodedLogs encode(std::span<const LogSource> records);

private:
    void record(const LogSource &source);
    void times(const LogRecord &record);

    ValueWriter m_out;
    std::int64_t m_lastTime = 0;
};

} // namespace spanwise
