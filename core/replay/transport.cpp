// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/transport.h"

#include "core/replay/singleusebody.h"

#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUrl>

#include <utility>

namespace spanwise {
namespace {

using Outcome = ReplayRecord::Outcome;

constexpr qsizetype shownBodyLength = 300;

bool isToken(const std::string &text)
{
    return !text.empty() && text.find_first_of(" \t\r\n:()<>@,;\\\"/[]?={}") == std::string::npos;
}

bool isHeaderValue(const std::string &text)
{
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
}

std::string seconds(std::chrono::milliseconds time)
{
    const auto ms = time.count();
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

/// The beginning of an error body on one line, for the message.
std::string excerptOf(const QByteArray &body)
{
    const QString text = QString::fromUtf8(body.left(4 * shownBodyLength)).simplified();
    if (text.isEmpty())
        return {};
    return ": " + (text.size() > shownBodyLength ? text.left(shownBodyLength) + u'…' : text).toStdString();
}

} // namespace

ReplayTransport::ReplayTransport(QObject *parent, qint64 maxBytes)
    : QObject(parent)
    , m_maxBytes(maxBytes)
{
    m_limit.setSingleShot(true);
    m_limit.setTimerType(Qt::PreciseTimer);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        fail(Outcome::TimedOut, m_target.url + " did not answer within " + seconds(m_target.timeout) +
                                    ". The limit is set under Settings, Replay.");
    });
}

ReplayTransport::~ReplayTransport()
{
    abort();
}

void ReplayTransport::send(const ReplayTarget &target, const QByteArray &body, const QByteArray &traceparent)
{
    m_target = target;
    m_clock.start();
    const QUrl url(QString::fromStdString(target.url), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"http" && url.scheme() != u"https"))
        return refuse(
            "The replay target “" + target.url +
            "” is not an address that begins with http:// or https://. Correct it under Settings, Replay.");
    if (!isToken(target.method))
        return refuse("The method “" + target.method + "” of the replay target is not an HTTP method.");

    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
    request.setHeader(QNetworkRequest::UserAgentHeader, QByteArrayLiteral("spanwise/" SPANWISE_VERSION));
    for (const auto &[name, value] : target.headers) {
        if (!isToken(name) || !isHeaderValue(value))
            return refuse("The header “" + name + "” of the replay target is not a valid HTTP header.");
        request.setRawHeader(QByteArray::fromStdString(name), QByteArray::fromStdString(value));
    }
    request.setRawHeader("traceparent", traceparent);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);

    auto *const upload = new SingleUseBody(body);
    m_reply = m_network.sendCustomRequest(request, QByteArray::fromStdString(target.method), upload);
    m_reply->setParent(this);
    upload->setParent(m_reply);
    m_reply->setReadBufferSize(256 << 10); // so that a flood waits in the socket, not in our memory
    connect(m_reply, &QNetworkReply::readyRead, this, &ReplayTransport::read);
    connect(m_reply, &QNetworkReply::finished, this, &ReplayTransport::complete);
    m_limit.start(target.timeout);
}

void ReplayTransport::refuse(std::string message)
{
    ReplayResponse response;
    response.outcome = Outcome::NotSent;
    response.message = std::move(message);
    QMetaObject::invokeMethod(
        this, [this, response = std::move(response)] { Q_EMIT finished(response); }, Qt::QueuedConnection);
}

void ReplayTransport::abort()
{
    m_limit.stop();
    if (QNetworkReply *const reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
}

void ReplayTransport::read()
{
    m_body += m_reply->readAll();
    if (m_body.size() > m_maxBytes)
        fail(Outcome::BadResponse, "The response of " + m_target.url + " is larger than " +
                                       std::to_string(m_maxBytes >> 20) +
                                       " MiB. A replay reads answers, not downloads: does the target point "
                                       "at the pipeline's query address?");
}

void ReplayTransport::complete()
{
    m_body += m_reply->readAll();
    deliver(m_reply->error() == QNetworkReply::NoError ? responseOf(*m_reply) : failureOf(*m_reply));
}

void ReplayTransport::fail(Outcome outcome, std::string message)
{
    ReplayResponse response;
    response.outcome = outcome;
    response.message = std::move(message);
    if (m_reply)
        response.httpStatus = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    deliver(std::move(response));
}

void ReplayTransport::deliver(ReplayResponse response)
{
    response.duration = std::chrono::nanoseconds(m_clock.nsecsElapsed());
    abort();
    Q_EMIT finished(response);
}

ReplayResponse ReplayTransport::responseOf(QNetworkReply &reply) const
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status < 200 || status > 299)
        return httpFailureOf(reply, status);
    ReplayResponse response;
    response.httpStatus = status;
    response.contentType = reply.rawHeader("Content-Type");
    response.body = m_body;
    return response;
}

ReplayResponse ReplayTransport::httpFailureOf(QNetworkReply &reply, int status) const
{
    ReplayResponse response;
    response.outcome = Outcome::HttpError;
    response.httpStatus = status;
    response.body = m_body;
    const std::string phrase =
        reply.attribute(QNetworkRequest::HttpReasonPhraseAttribute).toString().toStdString();
    const std::string location = reply.rawHeader("Location").toStdString();
    response.message =
        m_target.url + " answered " + std::to_string(status) + (phrase.empty() ? "" : " " + phrase);
    if (status >= 300 && status < 400 && !location.empty())
        response.message +=
            " and points to " + location +
            ". A replay does not follow redirects; set the target to that address if it is right.";
    else
        response.message += excerptOf(m_body);
    return response;
}

ReplayResponse ReplayTransport::failureOf(QNetworkReply &reply) const
{
    if (const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(); status >= 300)
        return httpFailureOf(reply, status);

    ReplayResponse response;
    response.httpStatus = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    response.outcome = Outcome::Refused;
    const std::string reason = reply.errorString().toStdString();
    switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
        response.message = "Nothing listens on " + m_target.url +
                           ". Start the pipeline (or the demo), or change the target under Settings, Replay.";
        break;
    case QNetworkReply::HostNotFoundError:
        response.message =
            "The host of " + m_target.url + " is not known. Correct the target under Settings, Replay.";
        break;
    case QNetworkReply::SslHandshakeFailedError:
        response.message = "No secure connection to " + m_target.url + ": " + reason + ".";
        break;
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError: // it would have been sent a second time
        response.outcome = Outcome::BadResponse;
        response.message = m_target.url + " closed the connection before its answer was complete.";
        break;
    case QNetworkReply::TimeoutError:
        response.outcome = Outcome::TimedOut;
        response.message = m_target.url + " could not be reached in time.";
        break;
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::UnknownContentError:
        response.outcome = Outcome::BadResponse;
        response.message = m_target.url + " did not answer in HTTP: " + reason + ".";
        break;
    default:
        if (response.httpStatus != 0)
            response.outcome = Outcome::BadResponse;
        response.message = "No answer from " + m_target.url + ": " + reason + ".";
        break;
    }
    return response;
}

} // namespace spanwise
