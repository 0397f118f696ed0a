// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/contenthash.h"

#include <cstdint>
#include <unordered_map>

namespace spanwise {

/// Tells the log records of one batch apart from each other and from those that are stored: OTLP gives them
/// no id.
///
/// Two records are the same when everything that was sent is: times, trace and span, severity, body,
/// attributes, resource and scope. Records of one batch that are equal in all of that are counted through, so
/// that a line that was logged twice in one instant is kept twice, and the redelivered batch gives the same
/// numbers again. O(bytes of the batch).
class LogIdentity
{
public:
    explicit LogIdentity(const TelemetryBatch &batch)
        : m_content(batch)
    {
    }

    /// 64 bits that are equal for equal records. In the order of the batch, each once.
    std::uint64_t next(const LogRecord &record);

private:
    ContentHash m_content;
    std::unordered_map<std::uint64_t, std::uint64_t> m_seen; // hash -> how often
};

} // namespace spanwise
