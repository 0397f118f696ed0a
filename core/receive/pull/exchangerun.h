// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/pull/exchange.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>

class QNetworkReply;
class QNetworkRequest;

namespace spanwise {

Error cancelledExchange();

/// One exchange while it runs, with an event loop of its own on the calling thread. Used once.
class ExchangeRun final : public QObject
{
    Q_OBJECT

public:
    ExchangeRun(const RemoteConnection &connection, const std::string &secret, qint64 maxBytes);
    ~ExchangeRun() override;

    Result<ExchangeAnswer> ask(const ExchangeRequest &request, const std::stop_token &stop);

private:
    QNetworkRequest requestOf(const ExchangeRequest &request) const;
    void read();
    void fail(Error::Code code, std::string message);
    void complete();
    ExchangeAnswer answerOf(QNetworkReply &reply);
    void failWith(QNetworkReply &reply);
    std::string timeLimitText() const;

    const RemoteConnection &m_connection;
    const std::string &m_secret;
    const qint64 m_maxBytes;
    QNetworkAccessManager m_network;
    QEventLoop m_loop;
    QTimer m_limit;
    QNetworkReply *m_reply = nullptr;
    QByteArray m_body;
    QString m_tlsProblem;
    Result<ExchangeAnswer> m_result;
    bool m_isOver = false;
};

} // namespace spanwise
