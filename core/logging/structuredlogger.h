// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanwise {

enum class LogLevel : std::uint8_t { Debug, Info, Warning, Error };

/// More about a log line, as text: {"peer", "127.0.0.1:40000"}.
using LogFields = std::vector<std::pair<std::string_view, std::string_view>>;

struct LoggerOptions
{
    LogLevel lowest = LogLevel::Info;
    std::uint16_t keptDays = 30;             ///< files of earlier days are deleted
    std::uint64_t maxFileBytes = 16U << 20U; ///< a larger file is followed by another of the same day
    bool console = false;                    ///< every line also on standard error, for headless runs
    std::size_t burst =
        100; ///< lines of one component and level within a window; the rest is counted, not written
    std::uint32_t windowSeconds = 10;
};

/// The program's own log: one JSON object a line, a file a day (spanwise_YYYY-MM-DD.log, UTC) or more when
/// one is full.
///
/// {"time":"2026-11-22T12:00:00.123456789Z","level":"warning","component":"receive","message":"...","trace_id":"...",
/// "span_id":"...",FIELDS}. The ids are those of the thread's current tracing context and absent without one.
/// Invalid UTF-8 is repaired. A component that floods is held to burst lines a window; the next line says in
/// "suppressed" how many were left out. Any thread. A line is with the system when log() returns. While the
/// folder cannot be written lines go to standard error, with the reason before the first. About 5 us a line.
class StructuredLogger
{
public:
    using Clock = std::function<std::int64_t()>; ///< nanoseconds since 1970, UTC

    explicit StructuredLogger(const std::filesystem::path &folder, LoggerOptions options = {},
                              Clock clock = {});
    /// Writes out what is buffered.
    ~StructuredLogger();
    StructuredLogger(const StructuredLogger &) = delete;
    StructuredLogger &operator=(const StructuredLogger &) = delete;

    void log(LogLevel level, std::string_view component, std::string_view message,
             const LogFields &fields = {});
    void debug(std::string_view component, std::string_view message, const LogFields &fields = {});
    void info(std::string_view component, std::string_view message, const LogFields &fields = {});
    void warning(std::string_view component, std::string_view message, const LogFields &fields = {});
    void error(std::string_view component, std::string_view message, const LogFields &fields = {});

    /// Lines left out because their component flooded, since the start.
    std::uint64_t suppressed() const;

private:
    class Sink;
    std::unique_ptr<Sink> m_sink;
};

} // namespace spanwise
