// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QTcpSocket>
#include <QUrl>

namespace spanwise::test {

/// A keep-alive connection that posts bodies and reads answers, as an exporter would.
class Poster
{
public:
    explicit Poster(const QUrl &endpoint)
        : m_endpoint(endpoint)
    {
    }

    struct Answer
    {
        int status = 0; ///< 0: no connection, or it ended early
        QByteArray body;
    };

    Answer post(const QByteArray &path, const QByteArray &contentType, const QByteArray &body,
                int timeoutMs = 20'000)
    {
        if (m_socket.state() != QAbstractSocket::ConnectedState) {
            m_socket.connectToHost(m_endpoint.host(), static_cast<quint16>(m_endpoint.port()));
            if (!m_socket.waitForConnected(timeoutMs))
                return {};
        }
        m_socket.write("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType +
                       "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        return read(timeoutMs);
    }

private:
    Answer read(int timeoutMs)
    {
        QByteArray received;
        qsizetype headEnd = -1;
        qsizetype length = 0;
        while (headEnd < 0 || received.size() < headEnd + 4 + length) {
            if (!m_socket.bytesAvailable() && !m_socket.waitForReadyRead(timeoutMs))
                return {};
            received += m_socket.readAll();
            if (headEnd < 0 && (headEnd = received.indexOf("\r\n\r\n")) >= 0) {
                const QByteArray head = received.left(headEnd).toLower();
                const qsizetype at = head.indexOf("content-length:");
                length = at < 0 ? 0
                                : head.mid(at + 15,
                                           head.indexOf('\r', at) < 0 ? -1 : head.indexOf('\r', at) - at - 15)
                                      .trimmed()
                                      .toLongLong();
            }
        }
        return {received.mid(9, 3).toInt(), received.mid(headEnd + 4)};
    }

    QUrl m_endpoint;
    QTcpSocket m_socket;
};

} // namespace spanwise::test
