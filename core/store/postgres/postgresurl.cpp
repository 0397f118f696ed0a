// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/postgresurl.h"

#include <QString>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// libpq's parameters that make sense for a store. A password has its place before the @.
constexpr std::array<QLatin1String, 8> known{"sslmode"_L1, "sslrootcert"_L1,    "sslcert"_L1,
                                             "sslkey"_L1,  "sslcrl"_L1,         "passfile"_L1,
                                             "service"_L1, "connect_timeout"_L1};

/// PostgreSQL keeps 63 bytes of a name.
bool isSchemaName(std::string_view name)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    return !name.empty() && name.size() <= 63 && isLetter(name.front()) && !name.starts_with("pg_") &&
           std::ranges::all_of(name, [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

Error wrong(const std::string &why)
{
    return {Error::Code::InvalidInput, "The address of the store cannot be used: " + why +
                                           " Write it as postgres://user@host/database."};
}

/// Empty, or what is wrong with the part behind the question mark.
std::string readOptions(const QUrlQuery &query, PostgresUrl &url)
{
    for (const auto &[key, value] : query.queryItems(QUrl::FullyDecoded)) {
        if (key == "schema"_L1) {
            url.schema = value.toStdString();
            if (!isSchemaName(url.schema))
                return "a schema's name has lower-case letters, digits and underscores.";
        } else if (key == "host"_L1) {
            url.host = value.toStdString();
        } else if (key == "password"_L1 || key == "user"_L1) {
            return "write user and password before the @, or leave the password to ~/.pgpass.";
        } else if (std::ranges::find(known, key) != known.end()) {
            if (value.contains(u'\'') || value.contains(u'\\') || value.contains(u';'))
                return "the value of '" + key.toStdString() +
                       "' has a character that is not understood there.";
            url.options.emplace_back(key.toStdString(), value.toStdString());
        } else {
            return "'" + key.toStdString() +
                   "' is not known; schema, host, sslmode, sslrootcert, sslcert, sslkey, sslcrl, passfile, "
                   "service and connect_timeout are.";
        }
    }
    return {};
}

} // namespace

bool PostgresUrl::isOne(std::string_view text)
{
    return text.starts_with("postgres://") || text.starts_with("postgresql://");
}

Result<PostgresUrl> PostgresUrl::parse(std::string_view text)
{
    if (!isOne(text))
        return wrong("it does not begin with postgres://.");
    const QUrl parsed(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())), QUrl::StrictMode);
    if (!parsed.isValid())
        return wrong(
            "a part of it is not valid in an address; write special characters of a password as %XX.");
    PostgresUrl url;
    url.host = parsed.host(QUrl::FullyDecoded).toStdString();
    url.port = std::max(0, parsed.port());
    url.user = parsed.userName(QUrl::FullyDecoded).toStdString();
    url.password = parsed.password(QUrl::FullyDecoded).toStdString();
    url.database = parsed.path(QUrl::FullyDecoded).mid(1).toStdString();
    if (url.database.find('/') != std::string::npos)
        return wrong("behind the host stands the name of one database.");
    if (const std::string problem = readOptions(QUrlQuery(parsed), url); !problem.empty())
        return wrong(problem);
    return url;
}

std::string PostgresUrl::shown() const
{
    const bool isFolder = host.starts_with('/');
    QUrl url;
    url.setScheme(u"postgres"_s);
    url.setHost(isFolder ? QString() : QString::fromStdString(host));
    if (!user.empty())
        url.setUserName(QString::fromStdString(user));
    if (port > 0)
        url.setPort(port);
    url.setPath(u'/' + QString::fromStdString(database));
    QUrlQuery query;
    if (isFolder)
        query.addQueryItem(u"host"_s, QString::fromStdString(host));
    if (schema != PostgresUrl().schema)
        query.addQueryItem(u"schema"_s, QString::fromStdString(schema));
    for (const auto &[key, value] : options)
        query.addQueryItem(QString::fromStdString(key), QString::fromStdString(value));
    if (!query.isEmpty())
        url.setQuery(query);
    std::string text = url.toString(QUrl::FullyEncoded).toStdString();
    // QUrl leaves the authority out where there is none.
    if (text.starts_with("postgres:/") && !text.starts_with("postgres://"))
        text.insert(std::string_view("postgres:").size(), "//");
    return text;
}

} // namespace spanwise
