// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/logging/structuredlogger.h"

#include "core/logging/rotatingsink.h"
#include "core/tracing/context.h"

#include <nlohmann/json.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace spanwise {
namespace {

constexpr std::array<std::string_view, 4> levelNames{"debug", "info", "warning", "error"};

std::int64_t systemNanoseconds()
{
    using namespace std::chrono;
    return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

/// RFC 3339 with nanoseconds.
std::string utc(std::int64_t nanoseconds)
{
    constexpr std::int64_t second = 1'000'000'000;
    const std::time_t whole = nanoseconds / second;
    std::tm parts{};
    gmtime_r(&whole, &parts);
    std::array<char, 40> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    const std::string fraction = std::to_string(nanoseconds % second);
    return std::string(text.data(), length) + "." + std::string(9 - fraction.size(), '0') + fraction + "Z";
}

std::string jsonOf(std::int64_t time, LogLevel level, std::string_view component, std::string_view message,
                   std::uint64_t suppressed, const LogFields &fields)
{
    nlohmann::ordered_json line{{"time", utc(time)},
                                {"level", levelNames[static_cast<std::size_t>(level)]},
                                {"component", component},
                                {"message", message}};
    const Context context = Context::current();
    if (context.span.isValid()) {
        line["trace_id"] = context.span.traceId.toHex();
        line["span_id"] = context.span.spanId.toHex();
    }
    if (suppressed > 0)
        line["suppressed"] = suppressed;
    for (const auto &[key, value] : fields)
        line.emplace(key, value); // a field cannot take the place of what every line has
    return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

/// The rotating files as a sink of spdlog; standard error in their place while they cannot be written.
class FileSink final : public spdlog::sinks::base_sink<std::mutex>
{
public:
    FileSink(std::filesystem::path folder, const LoggerOptions &options)
        : m_folder(std::move(folder))
        , m_options{.maxFileBytes = options.maxFileBytes, .maxAge = std::chrono::days(options.keptDays)}
    {
    }

private:
    void sink_it_(const spdlog::details::log_msg &message) override
    {
        const std::string_view line(message.payload.data(), message.payload.size());
        const auto now = std::chrono::time_point_cast<Duration>(message.time);
        if (const Status written = write(line, now); !written) {
            if (!std::exchange(m_complained, true))
                std::fprintf(stderr, "%s\n", written.error().message.c_str());
            std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
        } else {
            m_complained = false;
        }
    }

    Status write(std::string_view line, Timestamp now)
    {
        if (m_files == nullptr) {
            auto files = RotatingSink::open(m_folder, "spanwise", m_options, now);
            if (!files)
                return files.error();
            m_files = *std::move(files);
        }
        return m_files->write(line, now);
    }

    void flush_() override
    {
        if (m_files != nullptr)
            m_files->flush();
    }

    const std::filesystem::path m_folder;
    const RotationOptions m_options;
    std::unique_ptr<RotatingSink> m_files; // opened with the first line
    bool m_complained = false;
};

std::shared_ptr<spdlog::logger> openLogger(const std::filesystem::path &folder, const LoggerOptions &options)
{
    auto logger = std::make_shared<spdlog::logger>("spanwise", std::make_shared<FileSink>(folder, options));
    if (options.console) {
        logger->sinks().push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
        logger->set_pattern("%v");
    }
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::trace);
    return logger;
}

} // namespace

class StructuredLogger::Sink
{
public:
    Sink(const std::filesystem::path &folder, LoggerOptions options, Clock clock)
        : m_options(options)
        , m_clock(clock ? std::move(clock) : Clock(systemNanoseconds))
        , m_logger(openLogger(folder, options))
    {
    }
    ~Sink() { m_logger->flush(); }

    void write(LogLevel level, std::string_view component, std::string_view message, const LogFields &fields)
    {
        if (level < m_options.lowest)
            return;
        const std::int64_t now = m_clock();
        const auto left = admit(level, component, now);
        if (!left)
            return;
        const spdlog::log_clock::time_point time{
            std::chrono::duration_cast<spdlog::log_clock::duration>(std::chrono::nanoseconds(now))};
        m_logger->log(time, spdlog::source_loc{}, spdlog::level::info,
                      spdlog::string_view_t(jsonOf(now, level, component, message, *left, fields)));
    }

    std::uint64_t suppressed() const
    {
        const std::lock_guard lock(m_mutex);
        return m_suppressed;
    }

private:
    struct Window
    {
        std::int64_t begin = 0;
        std::size_t lines = 0;
        std::uint64_t leftOut = 0;
    };

    /// nullopt: leave this line out; otherwise how many were left out since the last one that was written.
    std::optional<std::uint64_t> admit(LogLevel level, std::string_view component, std::int64_t now)
    {
        const std::lock_guard lock(m_mutex);
        Window &window = m_windows[{std::string(component), level}];
        if (now - window.begin >= std::int64_t{m_options.windowSeconds} * 1'000'000'000) {
            window.begin = now;
            window.lines = 0;
        }
        if (++window.lines > m_options.burst) {
            ++window.leftOut;
            ++m_suppressed;
            return std::nullopt;
        }
        return std::exchange(window.leftOut, 0);
    }

    const LoggerOptions m_options;
    const Clock m_clock;
    const std::shared_ptr<spdlog::logger> m_logger;
    mutable std::mutex m_mutex;
    std::map<std::pair<std::string, LogLevel>, Window> m_windows; // guarded by m_mutex
    std::uint64_t m_suppressed = 0;                               // guarded by m_mutex
};

StructuredLogger::StructuredLogger(const std::filesystem::path &folder, LoggerOptions options, Clock clock)
    : m_sink(std::make_unique<Sink>(folder, options, std::move(clock)))
{
}

StructuredLogger::~StructuredLogger() = default;

void StructuredLogger::log(LogLevel level, std::string_view component, std::string_view message,
                           const LogFields &fields)
{
    m_sink->write(level, component, message, fields);
}

void StructuredLogger::debug(std::string_view component, std::string_view message, const LogFields &fields)
{
    log(LogLevel::Debug, component, message, fields);
}

void StructuredLogger::info(std::string_view component, std::string_view message, const LogFields &fields)
{
    log(LogLevel::Info, component, message, fields);
}

void StructuredLogger::warning(std::string_view component, std::string_view message, const LogFields &fields)
{
    log(LogLevel::Warning, component, message, fields);
}

void StructuredLogger::error(std::string_view component, std::string_view message, const LogFields &fields)
{
    log(LogLevel::Error, component, message, fields);
}

std::uint64_t StructuredLogger::suppressed() const
{
    return m_sink->suppressed();
}

} // namespace spanwise
