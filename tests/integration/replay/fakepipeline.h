// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>

#include <functional>

namespace spanwise::test {

/// What a client sent, as far as it has arrived.
struct SeenRequest
{
    QByteArray line;
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;
};

/// A pipeline's HTTP end on a free port of the loopback, whose every answer is the test's.
class FakePipeline : public QObject
{
public:
    using Answer = std::function<void(QTcpSocket &, const SeenRequest &)>;

    explicit FakePipeline(Answer answer)
        : m_answer(std::move(answer))
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *const socket = m_server.nextPendingConnection()) {
                ++connections;
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(*socket); });
                connect(socket, &QTcpSocket::disconnected, socket, [this, socket] {
                    ++disconnections;
                    m_received.remove(socket);
                    socket->deleteLater();
                });
            }
        });
        m_server.listen(QHostAddress::LocalHost);
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_server.serverPort()) + "/query"; }

    static Answer json(QByteArray body, QByteArray status = "200 OK", QByteArray headers = {})
    {
        return [=](QTcpSocket &socket, const SeenRequest &) {
            socket.write("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + headers +
                         "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        };
    }

    int connections = 0;
    int disconnections = 0;
    std::vector<SeenRequest> requests;

private:
    void read(QTcpSocket &socket)
    {
        QByteArray &bytes = m_received[&socket];
        bytes += socket.readAll();
        const auto end = bytes.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        SeenRequest request;
        const QList<QByteArray> lines = bytes.left(end).split('\n');
        request.line = lines.front().trimmed();
        for (const QByteArray &line : lines.mid(1))
            request.headers.insert(line.left(line.indexOf(':')).trimmed().toLower(),
                                   line.mid(line.indexOf(':') + 1).trimmed());
        request.body = bytes.mid(end + 4);
        if (request.body.size() < request.headers.value("content-length").toInt())
            return;
        bytes.clear();
        requests.push_back(request);
        m_answer(socket, request);
    }

    Answer m_answer;
    QHash<QTcpSocket *, QByteArray>
        m_received; // outlives the server, whose sockets look here when they close
    QTcpServer m_server;
};

} // namespace spanwise::test
