// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace spanwise {

/// So many records share a chunk at most; logs.place is chunk * logsPerChunk + number within it.
inline constexpr std::int64_t logsPerChunk = 4096;

} // namespace spanwise

/// What is inside log_chunks.data once it is decompressed: as in chunkformat.h as far as the number of items,
/// then for each log record, in the order of the numbers that logs.place refers to:
///
///     fields          which of the following are there (logchunkformat::fields)
///     [time           zigzag, difference to the time of the record before that has one (wrapping); the first
///     to 0] [observed       zigzag, difference to time, or to the last time when there is none] [severity, a
///     byte] [severity text] [event name] [body, a value] [attributes] [trace id       16 raw bytes] [span
///     id, 8 raw bytes] [resource] [scope] [flags] [dropped attributes]
///
/// Nothing that core/model/logrecord.h holds is left out.
namespace spanwise::logchunkformat {

namespace fields {
inline constexpr std::uint64_t time = 1U << 0U;
inline constexpr std::uint64_t observed = 1U << 1U;
inline constexpr std::uint64_t severity = 1U << 2U;
inline constexpr std::uint64_t severityText = 1U << 3U;
inline constexpr std::uint64_t eventName = 1U << 4U;
inline constexpr std::uint64_t body = 1U << 5U;
inline constexpr std::uint64_t attributes = 1U << 6U;
inline constexpr std::uint64_t trace = 1U << 7U;
inline constexpr std::uint64_t span = 1U << 8U;
inline constexpr std::uint64_t resource = 1U << 9U;
inline constexpr std::uint64_t scope = 1U << 10U;
inline constexpr std::uint64_t flags = 1U << 11U;
inline constexpr std::uint64_t droppedAttributes = 1U << 12U;
} // namespace fields

} // namespace spanwise::logchunkformat
