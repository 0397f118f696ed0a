// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/exchange.h"

#include "core/receive/pull/exchangerun.h"

#include <QString>

namespace spanwise {
namespace {

constexpr qsizetype shownBodyLength = 240;

/// The beginning of a body that says something, on one line; a page says nothing.
std::string excerptOf(const ExchangeAnswer &answer)
{
    if (answer.isPage())
        return ".";
    const QString text = QString::fromUtf8(answer.body.data(), static_cast<qsizetype>(std::min<std::size_t>(
                                                                   answer.body.size(), 4 * shownBodyLength)))
                             .simplified();
    if (text.isEmpty())
        return ".";
    return ": " + (text.size() > shownBodyLength ? text.left(shownBodyLength) + u'…' : text).toStdString();
}

} // namespace

Exchange::Exchange(RemoteConnection connection, std::string secret, qint64 maxBytes)
    : m_connection(std::move(connection))
    , m_secret(std::move(secret))
    , m_maxBytes(maxBytes)
{
}

Result<ExchangeAnswer> Exchange::ask(const ExchangeRequest &request, const std::stop_token &stop) const
{
    if (stop.stop_requested())
        return cancelledExchange();
    if (const std::string problem = problemOf(m_connection); !problem.empty())
        return Error{Error::Code::InvalidInput,
                     "The connection “" + m_connection.name + "” cannot be used. " + problem};
    ExchangeRun run(m_connection, m_secret, m_maxBytes);
    return run.ask(request, stop);
}

Error Exchange::refusalOf(const ExchangeAnswer &answer) const
{
    using Code = Error::Code;
    const std::string who = m_connection.url + " answered " + std::to_string(answer.status);
    const std::string said = excerptOf(answer);
    switch (answer.status) {
    case 401:
    case 407:
        return {
            Code::Denied,
            who +
                (m_connection.auth == ConnectionAuth::None
                     ? ": it asks for credentials. Enter them under Settings, Connections"
                     : ": it does not accept these credentials. Correct them under Settings, Connections") +
                said};
    case 403:
        return {Code::Denied, who + ": it does not let these credentials (or this address) read" + said};
    case 404:
        return {Code::NotFound, who + said};
    case 413:
    case 422:
    case 400:
        return {Code::InvalidInput, who + said};
    case 429:
    case 503:
        return {Code::Busy, who + ": it has too much to do, try again in a moment" + said};
    default:
        break;
    }
    if (answer.status >= 300 && answer.status < 400)
        return {Code::InvalidInput,
                who + (answer.location.empty() ? std::string() : " and points to " + answer.location) +
                    ". Redirects are not followed, so that credentials go nowhere else: if it is a login "
                    "page the credentials are missing, otherwise set the URL to that address."};
    return {Code::Io, who + said};
}

Error Exchange::strangeAnswer(const std::string &why) const
{
    return {Error::Code::InvalidInput, m_connection.url + " does not answer like " +
                                           std::string(titleOf(m_connection.kind)) + ": " + why +
                                           ". Is it the right address and kind?"};
}

} // namespace spanwise
