// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerting/rule.h"
#include "core/base/result.h"
#include "core/settings/remoteconnection.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace spanwise {

/// How a saved query is executed again.
struct ReplayTarget
{
    std::string url = "http://127.0.0.1:18080/query";
    std::string method = "POST";
    /// A replay asks the pipeline, not its cache.
    std::vector<std::pair<std::string, std::string>> headers{{"Cache-Control", "no-cache"}};
    /// JSON with {{query}} (a JSON string, quotes included) and {{context}} (a JSON object) replaced.
    std::string bodyTemplate = R"({"query": {{query}}, "context": {{context}}})";
    std::chrono::milliseconds timeout{30'000};      ///< for the response
    std::chrono::milliseconds traceTimeout{10'000}; ///< after the response, for the trace

    friend bool operator==(const ReplayTarget &, const ReplayTarget &) = default;
};

/// Where the listeners' tokens are kept; the tokens themselves are never in the settings.
enum class TokenPlace : std::uint8_t { None, File, SecretStore };

enum class ThemeChoice : std::uint8_t { System, Light, Dark, HighContrast };

/// A hundred years: what is older than the programs it came from.
inline constexpr std::uint32_t maxRetentionDays = 36'500;

/// What the user chose. Kept as settings.json in the data directory.
struct Settings
{
    std::string otlpHttp = "127.0.0.1:4318"; ///< HOST:PORT
    std::string otlpGrpc = "127.0.0.1:4317"; ///< HOST:PORT
    bool otlpGrpcOn = true;
    std::string zipkin = "127.0.0.1:9411"; ///< HOST:PORT
    bool zipkinOn = true;
    std::vector<std::string> corsOrigins{}; ///< of the web pages that may send; "*" for all
    TokenPlace tokenPlace = TokenPlace::None;
    std::string
        store; ///< postgres://user@host/database, a team's history; empty: the file in the data directory
    ReplayTarget replay;
    std::vector<RemoteConnection> connections{}; ///< names are unique
    std::vector<AlertRule> rules = seedRules();
    ThemeChoice theme = ThemeChoice::System;
    std::uint32_t retentionDays = 30; ///< 1 to maxRetentionDays
    std::uint64_t retentionBytes = 0; ///< what the history may take on disk; 0: no limit but the age
    bool desktopNotifications = true;
    double demoRate = 2;            ///< questions a second that the demo pipeline asks itself
    std::uint16_t demoPort = 18080; ///< where the demo pipeline takes questions
    bool welcomeSeen = false;

    friend bool operator==(const Settings &, const Settings &) = default;
};

/// settings.json, read and written as a whole. Any thread.
///
/// Unknown keys are kept, so that an older Spanwise does not lose a newer one's settings; a file that cannot
/// be read is moved aside, reported by load(), and defaults are used.
class SettingsFile
{
public:
    explicit SettingsFile(std::filesystem::path file);

    /// Fails when the file exists and is not valid; the defaults are in force then.
    Status load();
    Settings current() const;
    /// Writes a temporary file and renames it over the old one.
    Status save(Settings settings);
    const std::filesystem::path &path() const noexcept { return m_file; }

private:
    Error unreadable(const std::string &why) const;

    const std::filesystem::path m_file;
    mutable std::mutex m_mutex;
    Settings m_settings;   // guarded by m_mutex
    std::string m_unknown; // guarded by m_mutex: the file's JSON, for the keys we do not know
};

} // namespace spanwise
