// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanwise {

/// What a team already runs and Spanwise can read from.
enum class ConnectionKind : std::uint8_t {
    Jaeger,
    Tempo,
    ClickHouse, ///< tables of the OpenTelemetry Collector's exporter
    Prometheus, ///< a server that answers expressions
    Metrics,    ///< a page of metrics, read again and again
};
inline constexpr std::size_t connectionKindCount = 5;

enum class ConnectionAuth : std::uint8_t { None, Basic, Bearer };

/// Where something is read from, and how one gets in. The password or token is not here: a SecretStore keeps
/// it under secretKey().
struct RemoteConnection
{
    std::string id{}; ///< what its secret is kept under; stays when the name changes. Empty: the name
    std::string name; ///< unique among the connections; what the user calls it
    ConnectionKind kind = ConnectionKind::Jaeger;
    std::string url; ///< http or https; a path in it is put before every path of the interface
    ConnectionAuth auth = ConnectionAuth::None;
    std::string user;                                           ///< of Basic; ClickHouse's user
    std::vector<std::pair<std::string, std::string>> headers{}; ///< sent along, such as X-Scope-OrgID
    std::chrono::milliseconds timeout{20'000};                  ///< for one whole exchange
    std::string database = "default";                           ///< of ClickHouse
    std::string tracesTable = "otel_traces";
    std::string logsTable = "otel_logs";
    std::chrono::seconds interval{15}; ///< of Metrics: from one reading to the next
    bool isActive = true;              ///< of Metrics: it is read while Spanwise runs

    /// Whether traces can be searched there.
    bool hasTraces() const noexcept
    {
        return kind == ConnectionKind::Jaeger || kind == ConnectionKind::Tempo ||
               kind == ConnectionKind::ClickHouse;
    }
    std::string secretKey() const { return "connection/" + (id.empty() ? name : id); }

    friend bool operator==(const RemoteConnection &, const RemoteConnection &) = default;
};

/// "jaeger", "tempo", "clickhouse", "prometheus", "metrics": in settings.json and on the command line.
std::string_view nameOf(ConnectionKind kind) noexcept;
std::optional<ConnectionKind> connectionKindOf(std::string_view name) noexcept;
/// As people write it: "Jaeger", "Metrics endpoint".
std::string_view titleOf(ConnectionKind kind) noexcept;
/// Where such a thing usually listens: "http://localhost:16686".
std::string_view usualUrlOf(ConnectionKind kind) noexcept;

/// Why the connection cannot be used, phrased for its editor; empty when nothing is wrong with it by itself.
std::string problemOf(const RemoteConnection &connection);

} // namespace spanwise
