// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <functional>

namespace spanwise::test {

/// What a FakeBackEnd was asked.
struct BackEndRequest
{
    QByteArray method;
    QString path;    ///< without the query
    QString query;   ///< as it was sent
    QByteArray head; ///< every header line
    QByteArray body;
};

/// What it answers, well or badly.
struct BackEndAnswer
{
    enum class Manner : std::uint8_t {
        Well,
        Half,   ///< promises twice as much as it sends, then closes
        Silent, ///< takes the request and says nothing
        Drip,   ///< one byte now and then, for ever
        Flood,  ///< more and more, for ever
        Close,  ///< closes without a word
        NoHttp, ///< the body alone
    };

    int status = 200;
    QByteArray type = "application/json";
    QByteArray body{};
    Manner manner = Manner::Well;
    QByteArray headers{}; ///< lines that end in \r\n
};

/// An HTTP server on a loopback port that answers as a function says; every connection serves one request.
/// Lives in the thread that made it and answers while that runs an event loop, also a nested one.
class FakeBackEnd final : public QObject
{
    Q_OBJECT

public:
    using Answers = std::function<BackEndAnswer(const BackEndRequest &)>;

    explicit FakeBackEnd(Answers answers)
        : m_answers(std::move(answers))
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *const socket = m_server.nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_server.serverPort()); }
    const QList<BackEndRequest> &requests() const { return m_requests; }
    QStringList paths() const
    {
        QStringList paths;
        for (const BackEndRequest &request : m_requests)
            paths.append(request.path);
        return paths;
    }

private:
    void read(QTcpSocket *socket)
    {
        QByteArray &received = m_received[socket];
        received += socket->readAll();
        const qsizetype end = received.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        BackEndRequest request;
        request.head = received.left(end + 2);
        const QByteArray lower = request.head.toLower();
        const qsizetype length = lower.indexOf("content-length: ");
        const qsizetype size =
            length < 0 ? 0 : lower.mid(length + 16, lower.indexOf('\r', length) - length - 16).toLongLong();
        if (received.size() < end + 4 + size)
            return;
        request.body = received.mid(end + 4, size);
        m_received.remove(socket);
        const QList<QByteArray> line = request.head.left(request.head.indexOf('\r')).split(' ');
        const QString target = QString::fromLatin1(line.value(1));
        request.method = line.value(0);
        request.path = target.section(u'?', 0, 0);
        request.query = target.section(u'?', 1);
        m_requests.append(request);
        answer(socket, m_answers(request));
    }

    void answer(QTcpSocket *socket, const BackEndAnswer &answer)
    {
        using Manner = BackEndAnswer::Manner;
        if (answer.manner == Manner::Silent)
            return;
        if (answer.manner == Manner::Close)
            return socket->abort();
        if (answer.manner == Manner::NoHttp) {
            socket->write(answer.body);
            return socket->disconnectFromHost();
        }
        const bool isEndless = answer.manner == Manner::Drip || answer.manner == Manner::Flood;
        const qsizetype length =
            answer.manner == Manner::Half ? 2 * answer.body.size() + 10 : answer.body.size();
        QByteArray head = "HTTP/1.1 " + QByteArray::number(answer.status) +
                          " Text\r\nContent-Type: " + answer.type + "\r\n" + answer.headers;
        head += isEndless ? QByteArray("Connection: close\r\n\r\n")
                          : "Content-Length: " + QByteArray::number(length) + "\r\nConnection: close\r\n\r\n";
        socket->write(head + answer.body);
        if (!isEndless)
            return socket->disconnectFromHost();
        auto *const timer = new QTimer(socket);
        const bool isFlood = answer.manner == Manner::Flood;
        connect(timer, &QTimer::timeout, socket, [socket, isFlood] {
            if (!isFlood || socket->bytesToWrite() < (4 << 20))
                socket->write(isFlood ? QByteArray(1 << 20, ' ') : QByteArray(1, ' '));
        });
        timer->start(isFlood ? 0 : 20);
    }

    Answers m_answers;
    QTcpServer m_server;
    QHash<QTcpSocket *, QByteArray> m_received;
    QList<BackEndRequest> m_requests;
};

} // namespace spanwise::test
