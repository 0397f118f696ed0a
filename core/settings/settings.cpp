// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/settings.h"

#include "core/settings/connectionsjson.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string_view>

namespace spanwise {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 4> themeNames{"system", "light", "dark", "high-contrast"};
constexpr std::array<std::string_view, 3> placeNames{"none", "file", "secret-store"};
constexpr std::array<std::string_view, 3> severityNames{"info", "warning", "critical"};

template<class Enum, std::size_t N>
Enum enumOf(const std::array<std::string_view, N> &names, const std::string &name, Enum otherwise)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == name)
            return static_cast<Enum>(i);
    }
    return otherwise;
}

template<class T>
void read(const Json &object, const char *key, T &target)
{
    if (const auto it = object.find(key); it != object.end())
        target = it->get<T>();
}

/// The file may be written by hand: what lies beyond the limits becomes the nearer one, before anything is
/// computed with it.
double readWithin(const Json &object, const char *key, double otherwise, double least, double most)
{
    read(object, key, otherwise);
    return std::clamp(otherwise, least, most);
}

void readMilliseconds(const Json &object, const char *key, std::chrono::milliseconds &target)
{
    const double ms = readWithin(object, key, static_cast<double>(target.count()), 1, 3'600'000);
    target = std::chrono::milliseconds(static_cast<std::int64_t>(ms));
}

/// A number of days that means nothing must not cost anyone their history: it keeps all of it.
std::uint32_t retentionFrom(const Json &root, std::uint32_t otherwise)
{
    double days = otherwise;
    read(root, "retention_days", days);
    return days >= 1 && days <= maxRetentionDays ? static_cast<std::uint32_t>(days) : maxRetentionDays;
}

/// In MiB. What means nothing limits nothing: it must not cost anyone their history either.
std::uint64_t retentionBytesFrom(const Json &root)
{
    double size = 0;
    read(root, "retention_mib", size);
    return size >= 1 && size <= 1e9 ? static_cast<std::uint64_t>(size) << 20U : 0;
}

ReplayTarget replayFrom(const Json &object)
{
    ReplayTarget target;
    read(object, "url", target.url);
    read(object, "method", target.method);
    read(object, "body", target.bodyTemplate);
    readMilliseconds(object, "timeout_ms", target.timeout);
    readMilliseconds(object, "trace_timeout_ms", target.traceTimeout);
    if (const auto headers = object.find("headers"); headers != object.end()) {
        target.headers.clear();
        for (const auto &[name, value] : headers->items())
            target.headers.emplace_back(name, value.get<std::string>());
    }
    return target;
}

AlertRule ruleFrom(const Json &object)
{
    AlertRule rule;
    rule.name = object.at("name").get<std::string>();
    rule.expression = object.at("expression").get<std::string>();
    std::string severity = "warning";
    read(object, "severity", severity);
    rule.severity = enumOf(severityNames, severity, AlertSeverity::Warning);
    const double holdSeconds = readWithin(object, "for_s", 0, 0, 86'400);
    rule.hold = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(holdSeconds));
    read(object, "summary", rule.summary);
    read(object, "enabled", rule.enabled);
    return rule;
}

Settings settingsFrom(const Json &root)
{
    Settings settings;
    read(root, "otlp_http", settings.otlpHttp);
    read(root, "otlp_grpc", settings.otlpGrpc);
    read(root, "otlp_grpc_on", settings.otlpGrpcOn);
    read(root, "zipkin", settings.zipkin);
    read(root, "zipkin_on", settings.zipkinOn);
    read(root, "cors_origins", settings.corsOrigins);
    std::string tokenPlace;
    read(root, "token_place", tokenPlace);
    settings.tokenPlace = enumOf(placeNames, tokenPlace, TokenPlace::None);
    read(root, "store", settings.store);
    if (const auto replay = root.find("replay"); replay != root.end())
        settings.replay = replayFrom(*replay);
    if (const auto connections = root.find("connections"); connections != root.end())
        settings.connections = connectionsFrom(*connections);
    if (const auto rules = root.find("rules"); rules != root.end()) {
        settings.rules.clear();
        for (const Json &rule : *rules)
            settings.rules.push_back(ruleFrom(rule));
    }
    std::string theme;
    read(root, "theme", theme);
    settings.theme = enumOf(themeNames, theme, ThemeChoice::System);
    settings.retentionDays = retentionFrom(root, settings.retentionDays);
    settings.retentionBytes = retentionBytesFrom(root);
    read(root, "desktop_notifications", settings.desktopNotifications);
    read(root, "demo_rate", settings.demoRate);
    settings.demoPort =
        static_cast<std::uint16_t>(readWithin(root, "demo_port", settings.demoPort, 1, 65'535));
    read(root, "welcome_seen", settings.welcomeSeen);
    return settings;
}

Json jsonOf(const ReplayTarget &target)
{
    Json headers = Json::object();
    for (const auto &[name, value] : target.headers)
        headers[name] = value;
    return {{"url", target.url},
            {"method", target.method},
            {"headers", std::move(headers)},
            {"body", target.bodyTemplate},
            {"timeout_ms", target.timeout.count()},
            {"trace_timeout_ms", target.traceTimeout.count()}};
}

Json jsonOf(const AlertRule &rule)
{
    return {{"name", rule.name},
            {"expression", rule.expression},
            {"severity", severityNames[static_cast<std::size_t>(rule.severity)]},
            {"for_s", std::chrono::duration<double>(rule.hold).count()},
            {"summary", rule.summary},
            {"enabled", rule.enabled}};
}

void writeInto(Json &root, const Settings &settings)
{
    root["otlp_http"] = settings.otlpHttp;
    root["otlp_grpc"] = settings.otlpGrpc;
    root["otlp_grpc_on"] = settings.otlpGrpcOn;
    root["zipkin"] = settings.zipkin;
    root["zipkin_on"] = settings.zipkinOn;
    root["cors_origins"] = settings.corsOrigins;
    root["token_place"] = placeNames[static_cast<std::size_t>(settings.tokenPlace)];
    root["store"] = settings.store;
    root["replay"] = jsonOf(settings.replay);
    root["connections"] = jsonOf(settings.connections);
    Json rules = Json::array();
    for (const AlertRule &rule : settings.rules)
        rules.push_back(jsonOf(rule));
    root["rules"] = std::move(rules);
    root["theme"] = themeNames[static_cast<std::size_t>(settings.theme)];
    root["retention_days"] = settings.retentionDays;
    root["retention_mib"] = settings.retentionBytes >> 20U;
    root["desktop_notifications"] = settings.desktopNotifications;
    root["demo_rate"] = settings.demoRate;
    root["demo_port"] = settings.demoPort;
    root["welcome_seen"] = settings.welcomeSeen;
}

} // namespace

SettingsFile::SettingsFile(std::filesystem::path file)
    : m_file(std::move(file))
{
}

Status SettingsFile::load()
{
    const std::lock_guard lock(m_mutex);
    std::ifstream in(m_file);
    if (!in)
        return Done{};
    std::stringstream text;
    text << in.rdbuf();
    try {
        const Json root = Json::parse(text.str());
        if (!root.is_object())
            return unreadable("it is not an object");
        m_settings = settingsFrom(root);
        m_unknown = text.str();
        return Done{};
    } catch (const Json::exception &problem) {
        return unreadable(problem.what());
    }
}

Error SettingsFile::unreadable(const std::string &why) const
{
    std::filesystem::path aside = m_file;
    aside += ".unreadable";
    std::error_code ignored;
    std::filesystem::rename(m_file, aside, ignored);
    return Error{Error::Code::Corrupt, "The settings in " + m_file.string() + " cannot be read (" + why +
                                           "). They were moved to " + aside.string() +
                                           " and the defaults are used."};
}

Settings SettingsFile::current() const
{
    const std::lock_guard lock(m_mutex);
    return m_settings;
}

Status SettingsFile::save(Settings settings)
{
    const std::lock_guard lock(m_mutex);
    Json root = m_unknown.empty() ? Json::object() : Json::parse(m_unknown);
    writeInto(root, settings);
    std::filesystem::path temporary = m_file;
    temporary += ".new";
    {
        std::ofstream out(temporary, std::ios::trunc);
        out << root.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
        if (!out.flush())
            return Error{Error::Code::Io, "The settings cannot be written to " + temporary.string() +
                                              ". Check that the folder exists and has space."};
    }
    std::error_code failure;
    std::filesystem::rename(temporary, m_file, failure);
    if (failure)
        return Error{Error::Code::Io,
                     "The settings cannot be written to " + m_file.string() + ": " + failure.message()};
    m_settings = std::move(settings);
    m_unknown = root.dump();
    return Done{};
}

} // namespace spanwise
