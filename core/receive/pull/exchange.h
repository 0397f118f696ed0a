// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/settings/remoteconnection.h"

#include <QByteArray>
#include <QString>
#include <QUrlQuery>

#include <string>
#include <utility>
#include <vector>

#include <stop_token>

namespace spanwise {

/// One question to a connection.
struct ExchangeRequest
{
    QString path{}; ///< put behind the path of the connection's URL; begins with / or is empty
    QUrlQuery query{};
    QByteArray accept = QByteArrayLiteral("application/json");
    QByteArray body{}; ///< not empty: POST
    QByteArray bodyType{};
};

/// What came back, whatever the status was.
struct ExchangeAnswer
{
    int status = 0;
    std::string contentType; ///< lower case, without parameters
    std::string fullType;    ///< with parameters, as it was sent
    std::string location;    ///< of a redirect
    std::string body;        ///< decompressed

    bool isGood() const noexcept { return status >= 200 && status < 300; }
    /// A login page or the start page of a web application in place of data.
    bool isPage() const noexcept { return contentType == "text/html"; }
};

/// Asks one connection, one question at a time: credentials, headers, time limit, bounded answers.
///
/// ask() waits on the calling thread, which needs a QCoreApplication in the process but no running event
/// loop, until the answer is whole. It fails with Unreachable (refused, unknown host, TLS, time limit, ended
/// early), TooLarge or Cancelled. Redirects are not followed: credentials go nowhere that nobody chose. Any
/// status is an answer; refusalOf() phrases those that are not 2xx.
class Exchange
{
public:
    static constexpr qint64 defaultMaxBytes = 64 << 20;

    Exchange(RemoteConnection connection, std::string secret, qint64 maxBytes = defaultMaxBytes);

    Result<ExchangeAnswer> ask(const ExchangeRequest &request, const std::stop_token &stop) const;
    const RemoteConnection &connection() const noexcept { return m_connection; }
    const std::string &secret() const noexcept { return m_secret; }

    /// What an answer that is no success means, with the beginning of what it said.
    Error refusalOf(const ExchangeAnswer &answer) const;
    /// The answer came, and is not what this kind of back end says.
    Error strangeAnswer(const std::string &why) const;

private:
    RemoteConnection m_connection;
    std::string m_secret;
    qint64 m_maxBytes;
};

} // namespace spanwise
