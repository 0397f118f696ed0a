// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/remoteconnection.h"

#include <algorithm>
#include <cctype>

namespace spanwise {
namespace {

struct KindText
{
    std::string_view name;
    std::string_view title;
    std::string_view url;
};

constexpr std::array<KindText, connectionKindCount> kinds{{
    {"jaeger", "Jaeger", "http://localhost:16686"},
    {"tempo", "Tempo", "http://localhost:3200"},
    {"clickhouse", "ClickHouse", "http://localhost:8123"},
    {"prometheus", "Prometheus", "http://localhost:9090"},
    {"metrics", "Metrics endpoint", "http://localhost:9464/metrics"},
}};

const KindText &textOf(ConnectionKind kind)
{
    return kinds[static_cast<std::size_t>(kind)];
}

bool isHeaderName(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return c > ' ' && c < 0x7f &&
               std::string_view("()<>@,;:\\\"/[]?={}").find(c) == std::string_view::npos;
    });
}

bool isOneLine(std::string_view text)
{
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool equalsIgnoringCase(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    });
}

bool isTableName(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    });
}

std::string problemOfUrl(const std::string &url)
{
    const std::size_t scheme = url.starts_with("http://") ? 7 : url.starts_with("https://") ? 8 : 0;
    if (scheme == 0)
        return "The URL begins with http:// or https://.";
    const std::string_view rest = std::string_view(url).substr(scheme);
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    if (host.empty() || host.front() == ':')
        return "The URL has no host.";
    if (host.find('@') != std::string_view::npos)
        return "User and password do not belong into the URL: choose Basic and enter them below.";
    if (!isOneLine(url) || url.find(' ') != std::string::npos)
        return "The URL has a blank in it.";
    if (url.find_first_of("?#") != std::string::npos)
        return "The URL ends before “?” and “#”: Spanwise adds what it asks for.";
    return {};
}

std::string problemOfHeaders(const RemoteConnection &connection)
{
    for (const auto &[name, value] : connection.headers) {
        if (!isHeaderName(name) || !isOneLine(value))
            return "“" + name + "” is not a header.";
        if (equalsIgnoringCase(name, "authorization"))
            return "Authorization does not belong here, where it would be kept in readable form: choose "
                   "Basic or Bearer token.";
    }
    return {};
}

} // namespace

std::string_view nameOf(ConnectionKind kind) noexcept
{
    return textOf(kind).name;
}

std::optional<ConnectionKind> connectionKindOf(std::string_view name) noexcept
{
    const auto it = std::ranges::find(kinds, name, &KindText::name);
    return it == kinds.end() ? std::nullopt : std::optional(static_cast<ConnectionKind>(it - kinds.begin()));
}

std::string_view titleOf(ConnectionKind kind) noexcept
{
    return textOf(kind).title;
}

std::string_view usualUrlOf(ConnectionKind kind) noexcept
{
    return textOf(kind).url;
}

std::string problemOf(const RemoteConnection &connection)
{
    if (connection.name.find_first_not_of(' ') == std::string::npos)
        return "It needs a name.";
    if (connection.name.find("://") != std::string::npos || !isOneLine(connection.name))
        return "The name looks like an address; that belongs into the URL.";
    if (std::string problem = problemOfUrl(connection.url); !problem.empty())
        return problem;
    if (std::string problem = problemOfHeaders(connection); !problem.empty())
        return problem;
    if (connection.auth == ConnectionAuth::Basic && connection.user.empty())
        return "Basic needs a user.";
    if (!isOneLine(connection.user) || connection.user.find(':') != std::string::npos)
        return "The user has a character that cannot be sent.";
    if (connection.kind == ConnectionKind::ClickHouse &&
        !(isTableName(connection.database) && isTableName(connection.tracesTable) &&
          isTableName(connection.logsTable)))
        return "Database and tables are named with letters, digits and underscores.";
    return {};
}

} // namespace spanwise
