// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/exchangerun.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslError>
#include <QUrl>

#include <utility>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int readBuffer = 256 << 10; // a flood waits in the socket, not in our memory

std::string seconds(std::chrono::milliseconds time)
{
    const auto ms = time.count();
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

bool isLoopback(const QString &host)
{
    return host == u"localhost" || QHostAddress(host).isLoopback();
}

} // namespace

Error cancelledExchange()
{
    return {Error::Code::Cancelled, "Cancelled."};
}

ExchangeRun::ExchangeRun(const RemoteConnection &connection, const std::string &secret, qint64 maxBytes)
    : m_connection(connection)
    , m_secret(secret)
    , m_maxBytes(maxBytes)
    , m_result(cancelledExchange())
{
    m_limit.setSingleShot(true);
    m_limit.setTimerType(Qt::PreciseTimer);
    connect(&m_limit, &QTimer::timeout, this, [this] { fail(Error::Code::Unreachable, timeLimitText()); });
}

ExchangeRun::~ExchangeRun()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    delete m_reply;
}

Result<ExchangeAnswer> ExchangeRun::ask(const ExchangeRequest &request, const std::stop_token &stop)
{
    const QNetworkRequest prepared = requestOf(request);
    if (isLoopback(prepared.url().host()))
        m_network.setProxy(QNetworkProxy::NoProxy);
    m_reply = request.body.isEmpty() ? m_network.get(prepared) : m_network.post(prepared, request.body);
    m_reply->setReadBufferSize(readBuffer);
    connect(m_reply, &QNetworkReply::readyRead, this, &ExchangeRun::read);
    connect(m_reply, &QNetworkReply::finished, this, &ExchangeRun::complete);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (!errors.isEmpty())
            m_tlsProblem = errors.constFirst().errorString();
    });
    m_limit.start(m_connection.timeout);
    // May come from any thread, and before the loop runs: the quit waits in the queue of this one.
    const std::stop_callback onStop(stop, [this] {
        QMetaObject::invokeMethod(
            this, [this] { fail(Error::Code::Cancelled, "Cancelled."); }, Qt::QueuedConnection);
    });
    if (!m_isOver)
        m_loop.exec();
    return std::move(m_result);
}

QNetworkRequest ExchangeRun::requestOf(const ExchangeRequest &request) const
{
    QUrl url(QString::fromStdString(m_connection.url));
    QString base = url.path();
    while (base.endsWith(u'/'))
        base.chop(1);
    url.setPath(base + request.path);
    if (!request.query.isEmpty())
        url.setQuery(request.query);
    QNetworkRequest prepared(url);
    prepared.setHeader(QNetworkRequest::UserAgentHeader, QByteArrayLiteral("spanwise/" SPANWISE_VERSION));
    prepared.setRawHeader("Accept", request.accept);
    if (!request.bodyType.isEmpty())
        prepared.setHeader(QNetworkRequest::ContentTypeHeader, request.bodyType);
    if (m_connection.auth == ConnectionAuth::Bearer) {
        prepared.setRawHeader("Authorization", "Bearer " + QByteArray::fromStdString(m_secret));
    } else if (m_connection.auth == ConnectionAuth::Basic &&
               m_connection.kind == ConnectionKind::ClickHouse) {
        prepared.setRawHeader("X-ClickHouse-User", QByteArray::fromStdString(m_connection.user));
        prepared.setRawHeader("X-ClickHouse-Key", QByteArray::fromStdString(m_secret));
    } else if (m_connection.auth == ConnectionAuth::Basic) {
        const QByteArray both = QByteArray::fromStdString(m_connection.user + ":" + m_secret);
        prepared.setRawHeader("Authorization", "Basic " + both.toBase64());
    }
    for (const auto &[name, value] : m_connection.headers)
        prepared.setRawHeader(QByteArray::fromStdString(name), QByteArray::fromStdString(value));
    prepared.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    prepared.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    prepared.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    prepared.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    prepared.setDecompressedSafetyCheckThreshold(-1); // read() bounds what comes out
    return prepared;
}

void ExchangeRun::read()
{
    m_body += m_reply->readAll();
    if (m_body.size() > m_maxBytes)
        fail(Error::Code::TooLarge,
             "The answer of " + m_connection.url + " is larger than " + std::to_string(m_maxBytes >> 20) +
                 " MiB, so it was not read to its end. Narrow the search, or take the time window smaller.");
}

void ExchangeRun::fail(Error::Code code, std::string message)
{
    if (std::exchange(m_isOver, true))
        return;
    m_result = Error{code, std::move(message)};
    m_loop.quit();
}

std::string ExchangeRun::timeLimitText() const
{
    const std::string came = m_body.isEmpty()
                                 ? std::string()
                                 : " (" + std::to_string(m_body.size()) + " bytes came, but not the end)";
    return m_connection.url + " did not answer within " + seconds(m_connection.timeout) + came +
           ". The limit is set under Settings, Connections.";
}

void ExchangeRun::complete()
{
    if (m_isOver)
        return;
    read();
    if (m_isOver)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_reply->error() != QNetworkReply::NoError && status < 300)
        return failWith(*m_reply);
    m_isOver = true;
    m_result = answerOf(*m_reply);
    m_loop.quit();
}

ExchangeAnswer ExchangeRun::answerOf(QNetworkReply &reply)
{
    ExchangeAnswer answer;
    answer.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.fullType = reply.rawHeader("Content-Type").toStdString();
    answer.contentType =
        reply.rawHeader("Content-Type").split(';').constFirst().trimmed().toLower().toStdString();
    answer.location = reply.rawHeader("Location").toStdString();
    answer.body = m_body.toStdString();
    return answer;
}

void ExchangeRun::failWith(QNetworkReply &reply)
{
    const std::string &url = m_connection.url;
    const std::string reason = reply.errorString().toStdString();
    switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
        return fail(Error::Code::Unreachable,
                    "Nothing listens on " + url + ". Is it running, and is the port right?");
    case QNetworkReply::HostNotFoundError:
        return fail(Error::Code::Unreachable, "The host of " + url + " is not known.");
    case QNetworkReply::SslHandshakeFailedError:
        return fail(Error::Code::Unreachable,
                    "No secure connection to " + url + ": " +
                        (m_tlsProblem.isEmpty() ? reason : m_tlsProblem.toStdString()) +
                        ". The system's certificates decide whom to trust; a server without TLS needs "
                        "http:// in the URL.");
    case QNetworkReply::RemoteHostClosedError:
        return fail(Error::Code::Unreachable, url +
                                                  " closed the connection before its answer was complete (" +
                                                  std::to_string(m_body.size()) + " bytes came).");
    case QNetworkReply::TimeoutError:
        return fail(Error::Code::Unreachable, url + " could not be reached in time.");
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::UnknownContentError:
        return fail(Error::Code::InvalidInput, url + " did not answer in HTTP: " + reason + ".");
    default:
        return fail(Error::Code::Unreachable, "No answer from " + url + ": " + reason + ".");
    }
}

} // namespace spanwise
