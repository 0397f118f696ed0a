// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/httpserver.h"
#include "tests/support/suite.h"

#include <QTcpSocket>
#include <QTest>

#include <latch>
#include <memory>
#include <semaphore>
#include <thread>

using namespace spanwise;
using namespace spanwise::demo;
using namespace spanwise::test;

class TstDemoHttpServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRequestReachesTheHandler();
    void oneConnectionTakesManyRequests();
    void leaveToSendTheBodyIsGiven();
    void whatCannotBeReadIsRefused_data();
    void whatCannotBeReadIsRefused();
    void aSilentClientIsClosed();
    void aBusyPortIsNamed();
    void withoutRoomTheClientIsSentAway();
    void stoppingAnswersWhatIsBeingHandled();

private:
    static HttpServer::Handler echo()
    {
        return [](const HttpRequest &request) {
            return HttpResponse{200, request.method + " " + request.target + " " + request.body};
        };
    }

    static HttpServerOptions anyPort()
    {
        HttpServerOptions options;
        options.port = 0;
        return options;
    }

    /// Sends bytes and reads until the server closes or the answer has come to its end.
    static QByteArray exchange(std::uint16_t port, const QByteArray &bytes, const QByteArray &until)
    {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        if (!socket.waitForConnected())
            return "not connected";
        socket.write(bytes);
        QByteArray answer;
        while (!answer.contains(until) && socket.waitForReadyRead(10'000))
            answer += socket.readAll();
        return answer;
    }
};

void TstDemoHttpServer::aRequestReachesTheHandler()
{
    HttpServer server(anyPort(), echo());
    QVERIFY(server.start().has_value());
    const auto answer =
        exchange(server.port(), "POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", "hi");
    QVERIFY(answer.startsWith("HTTP/1.1 200"));
    QVERIFY(answer.endsWith("POST /a?b hi"));
}

void TstDemoHttpServer::oneConnectionTakesManyRequests()
{
    HttpServer server(anyPort(), echo());
    QVERIFY(server.start().has_value());
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), server.port());
    QByteArray answer;
    for (int i = 0; i < 3; ++i) {
        socket.write("GET /" + QByteArray::number(i) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        while (!answer.contains(QByteArray("GET /" + QByteArray::number(i))) &&
               socket.waitForReadyRead(10'000))
            answer += socket.readAll();
    }
    QCOMPARE(answer.count("HTTP/1.1 200"), 3);
}

void TstDemoHttpServer::leaveToSendTheBodyIsGiven()
{
    HttpServer server(anyPort(), echo());
    QVERIFY(server.start().has_value());
    const auto answer = exchange(
        server.port(), "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
        "100 Continue");
    QVERIFY(answer.startsWith("HTTP/1.1 100 Continue"));
}

void TstDemoHttpServer::whatCannotBeReadIsRefused_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray post = "POST / HTTP/1.1\r\nHost: x\r\n";
    QTest::newRow("no HTTP") << QByteArray("hello there, server\r\n\r\n") << 400;
    QTest::newRow("declared body too large") << post + "Content-Length: 2000000\r\n\r\n" << 413;
    QTest::newRow("chunked body too large")
        << post + "Transfer-Encoding: chunked\r\n\r\n200000\r\n" + QByteArray(0x200000, 'x') + "\r\n0\r\n\r\n"
        << 413;
    QTest::newRow("headers too large") << post + "A: " + QByteArray(20'000, 'x') + "\r\n\r\n" << 431;
    QTest::newRow("conflicting lengths") << post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc" << 400;
}

void TstDemoHttpServer::whatCannotBeReadIsRefused()
{
    QFETCH(const QByteArray, request);
    QFETCH(const int, status);
    HttpServer server(anyPort(), echo());
    QVERIFY(server.start().has_value());
    const auto answer = exchange(server.port(), request, "\"message\"");
    QVERIFY2(answer.startsWith(QByteArray("HTTP/1.1 " + QByteArray::number(status))),
             answer.left(200).constData());
    QVERIFY(answer.contains("Connection: close"));
}

void TstDemoHttpServer::aSilentClientIsClosed()
{
    HttpServerOptions options = anyPort();
    options.timeout = std::chrono::milliseconds(50);
    HttpServer server(options, echo());
    QVERIFY(server.start().has_value());
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), server.port());
    socket.write("POST / HT");
    QVERIFY(socket.state() == QAbstractSocket::UnconnectedState || socket.waitForDisconnected(10'000));
}

void TstDemoHttpServer::aBusyPortIsNamed()
{
    HttpServer first(anyPort(), echo());
    QVERIFY(first.start().has_value());
    HttpServerOptions options;
    options.port = first.port();
    HttpServer second(options, echo());
    const Status status = second.start();
    QVERIFY(!status);
    QVERIFY(status.error().message.find(std::to_string(first.port())) != std::string::npos);
    QVERIFY(status.error().message.find("--port") != std::string::npos);
}

void TstDemoHttpServer::withoutRoomTheClientIsSentAway()
{
    HttpServerOptions options = anyPort();
    options.workers = 1;
    options.maxWaiting = 1;
    std::latch handling(1);
    std::binary_semaphore finish(0);
    HttpServer server(options, [&](const HttpRequest &) {
        handling.count_down();
        finish.acquire();
        return HttpResponse{200, "done"};
    });
    QVERIFY(server.start().has_value());
    QTcpSocket first;
    first.connectToHost(QStringLiteral("127.0.0.1"), server.port());
    QVERIFY(first.waitForConnected());
    first.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    QVERIFY(first.waitForBytesWritten());
    handling.wait();
    const auto answer = exchange(server.port(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\"message\"");
    finish.release();
    QVERIFY(answer.startsWith("HTTP/1.1 503"));
    QVERIFY(answer.contains("Retry-After: 1"));
}

void TstDemoHttpServer::stoppingAnswersWhatIsBeingHandled()
{
    std::latch handling(1);
    std::binary_semaphore finish(0);
    HttpServer server(anyPort(), [&](const HttpRequest &) {
        handling.count_down();
        finish.acquire();
        return HttpResponse{200, "done"};
    });
    QVERIFY(server.start().has_value());
    QTcpSocket client;
    client.connectToHost(QStringLiteral("127.0.0.1"), server.port());
    QVERIFY(client.waitForConnected());
    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    QVERIFY(client.waitForBytesWritten());
    handling.wait();
    std::jthread stopping([&] { server.stop(); });
    finish.release();
    QByteArray answer;
    while (!answer.contains("done") && client.waitForReadyRead(10'000))
        answer += client.readAll();
    QVERIFY(answer.contains("done"));
}

static const Registered<TstDemoHttpServer> registered;
#include "tst_demo_httpserver.moc"
