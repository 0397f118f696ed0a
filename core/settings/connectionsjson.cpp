// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/connectionsjson.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace spanwise {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 3> authNames{"none", "basic", "bearer"};

RemoteConnection connectionFrom(const Json &object, ConnectionKind kind)
{
    RemoteConnection connection;
    connection.kind = kind;
    connection.id = object.value("id", std::string());
    connection.name = object.value("name", std::string());
    connection.url = object.value("url", std::string());
    const auto auth = std::ranges::find(authNames, object.value("auth", std::string()));
    if (auth != authNames.end())
        connection.auth = static_cast<ConnectionAuth>(auth - authNames.begin());
    connection.user = object.value("user", std::string());
    if (const auto headers = object.find("headers"); headers != object.end()) {
        for (const auto &[name, value] : headers->items())
            connection.headers.emplace_back(name, value.get<std::string>());
    }
    const double timeout = object.value("timeout_ms", static_cast<double>(connection.timeout.count()));
    connection.timeout =
        std::chrono::milliseconds(static_cast<std::int64_t>(std::clamp(timeout, 100.0, 3'600'000.0)));
    connection.database = object.value("database", connection.database);
    connection.tracesTable = object.value("traces_table", connection.tracesTable);
    connection.logsTable = object.value("logs_table", connection.logsTable);
    const double interval = object.value("interval_s", static_cast<double>(connection.interval.count()));
    connection.interval =
        std::chrono::seconds(static_cast<std::int64_t>(std::clamp(interval, 1.0, 86'400.0)));
    connection.isActive = object.value("active", connection.isActive);
    return connection;
}

Json jsonOf(const RemoteConnection &connection)
{
    Json headers = Json::object();
    for (const auto &[name, value] : connection.headers)
        headers[name] = value;
    Json object{{"id", connection.id},
                {"name", connection.name},
                {"kind", nameOf(connection.kind)},
                {"url", connection.url},
                {"auth", authNames[static_cast<std::size_t>(connection.auth)]},
                {"user", connection.user},
                {"headers", std::move(headers)},
                {"timeout_ms", connection.timeout.count()}};
    if (connection.kind == ConnectionKind::ClickHouse) {
        object["database"] = connection.database;
        object["traces_table"] = connection.tracesTable;
        object["logs_table"] = connection.logsTable;
    }
    if (connection.kind == ConnectionKind::Metrics) {
        object["interval_s"] = connection.interval.count();
        object["active"] = connection.isActive;
    }
    return object;
}

} // namespace

std::vector<RemoteConnection> connectionsFrom(const Json &array)
{
    std::vector<RemoteConnection> connections;
    for (const Json &object : array) {
        const auto kind = connectionKindOf(object.value("kind", std::string()));
        if (!kind)
            continue;
        RemoteConnection connection = connectionFrom(object, *kind);
        if (!connection.name.empty() &&
            std::ranges::find(connections, connection.name, &RemoteConnection::name) == connections.end())
            connections.push_back(std::move(connection));
    }
    return connections;
}

Json jsonOf(const std::vector<RemoteConnection> &connections)
{
    Json array = Json::array();
    for (const RemoteConnection &connection : connections)
        array.push_back(jsonOf(connection));
    return array;
}

} // namespace spanwise
