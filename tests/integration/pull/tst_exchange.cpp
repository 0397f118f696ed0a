// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/exchange.h"
#include "tests/support/fakebackend.h"
#include "tests/support/suite.h"

#include <QTest>
#include <QTimer>

#include <zlib.h>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;
using Manner = BackEndAnswer::Manner;

namespace {

RemoteConnection connectionTo(const std::string &url,
                              std::chrono::milliseconds timeout = std::chrono::seconds(20))
{
    RemoteConnection connection;
    connection.name = "team";
    connection.url = url;
    connection.timeout = timeout;
    return connection;
}

QString failureOf(const BackEndAnswer &answer, std::chrono::milliseconds timeout = std::chrono::seconds(20),
                  qint64 maxBytes = 1 << 20)
{
    FakeBackEnd server([&](const BackEndRequest &) { return answer; });
    const auto got = Exchange(connectionTo(server.url(), timeout), {}, maxBytes).ask({}, {});
    return got ? u"answered"_s : QString::fromStdString(got.error().message);
}

} // namespace

class TstExchange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBackEndThatSaysNothingIsGivenUp();
    void aDripThatNeverEndsIsGivenUpAndSaysHowMuchCame();
    void halfAnAnswerIsNoAnswer();
    void aFloodIsCutOff();
    void aBombOfGzipIsCutOff();
    void aClosedDoorIsSaid();
    void whatIsNotHttpIsSaid();
    void aPortWithoutAListenerIsNamed();
    void anUnencryptedServerIsNoTlsServer();
    void stoppingEndsTheWait();
    void aStopBeforehandAsksNothing();
    void credentialsAreSentAsTheKindWantsThem();
    void aRedirectIsNotFollowed();
    void thePathOfTheUrlComesFirst();
    void everyRefusalHasItsReason_data();
    void everyRefusalHasItsReason();
};

void TstExchange::aBackEndThatSaysNothingIsGivenUp()
{
    const QString said = failureOf({.manner = Manner::Silent}, std::chrono::milliseconds(150));
    QVERIFY2(said.contains(u"did not answer within 150 ms"_s), qPrintable(said));
}

void TstExchange::aDripThatNeverEndsIsGivenUpAndSaysHowMuchCame()
{
    const QString said = failureOf({.body = "{", .manner = Manner::Drip}, std::chrono::milliseconds(300));
    QVERIFY2(said.contains(u"bytes came, but not the end"_s), qPrintable(said));
}

void TstExchange::halfAnAnswerIsNoAnswer()
{
    const QString said = failureOf({.body = R"({"services":["a")", .manner = Manner::Half});
    QVERIFY2(said.contains(u"closed the connection before its answer was complete"_s), qPrintable(said));
}

void TstExchange::aFloodIsCutOff()
{
    const QString said = failureOf({.manner = Manner::Flood}, std::chrono::seconds(20), 3 << 20);
    QVERIFY2(said.contains(u"is larger than 3 MiB"_s), qPrintable(said));
}

void TstExchange::aBombOfGzipIsCutOff()
{
    const QByteArray plain(64 << 20, '0');
    QByteArray packed(1 << 20, Qt::Uninitialized);
    z_stream stream{};
    QCOMPARE(deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.constData()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    QCOMPARE(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    const QString said = failureOf({.body = packed, .headers = "Content-Encoding: gzip\r\n"},
                                   std::chrono::seconds(20), 1 << 20);
    QVERIFY2(said.contains(u"is larger than 1 MiB"_s), qPrintable(said));
}

void TstExchange::aClosedDoorIsSaid()
{
    const QString said = failureOf({.manner = Manner::Close});
    QVERIFY2(said.contains(u"closed the connection"_s) || said.contains(u"No answer"_s), qPrintable(said));
}

void TstExchange::whatIsNotHttpIsSaid()
{
    const QString said =
        failureOf({.body = "SSH-2.0-OpenSSH_9.2\r\n", .manner = Manner::NoHttp}, std::chrono::seconds(2));
    QVERIFY2(said != u"answered"_s && said.contains(u"127.0.0.1"_s), qPrintable(said));
}

void TstExchange::aPortWithoutAListenerIsNamed()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    const std::string url = "http://127.0.0.1:" + std::to_string(server.serverPort());
    server.close();
    const auto got = Exchange(connectionTo(url), {}).ask({}, {});
    QVERIFY(!got);
    QCOMPARE(got.error().code, Error::Code::Unreachable);
    QVERIFY(QString::fromStdString(got.error().message).startsWith(u"Nothing listens on http://127.0.0.1"_s));
}

void TstExchange::anUnencryptedServerIsNoTlsServer()
{
    FakeBackEnd server([](const BackEndRequest &) { return BackEndAnswer{.manner = Manner::Close}; });
    std::string url = server.url();
    url.replace(0, 4, "https");
    const auto got = Exchange(connectionTo(url, std::chrono::seconds(2)), {}).ask({}, {});
    QVERIFY(!got);
    QCOMPARE(got.error().code, Error::Code::Unreachable);
}

void TstExchange::stoppingEndsTheWait()
{
    FakeBackEnd server([](const BackEndRequest &) { return BackEndAnswer{.manner = Manner::Silent}; });
    std::stop_source stop;
    QTimer::singleShot(50, &server, [&] { stop.request_stop(); });
    const auto got =
        Exchange(connectionTo(server.url(), std::chrono::hours(1)), {}).ask({}, stop.get_token());
    QVERIFY(!got);
    QCOMPARE(got.error().code, Error::Code::Cancelled);
}

void TstExchange::aStopBeforehandAsksNothing()
{
    FakeBackEnd server([](const BackEndRequest &) { return BackEndAnswer{}; });
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(Exchange(connectionTo(server.url()), {}).ask({}, stop.get_token()).error().code,
             Error::Code::Cancelled);
    QVERIFY(server.requests().isEmpty());
}

void TstExchange::credentialsAreSentAsTheKindWantsThem()
{
    FakeBackEnd server([](const BackEndRequest &) { return BackEndAnswer{}; });
    RemoteConnection connection = connectionTo(server.url());
    connection.auth = ConnectionAuth::Bearer;
    connection.headers = {{"X-Scope-OrgID", "team-a"}};
    QVERIFY(Exchange(connection, "tok3n").ask({}, {}));
    QVERIFY(server.requests().constLast().head.contains("\r\nAuthorization: Bearer tok3n\r\n"));
    QVERIFY(server.requests().constLast().head.contains("\r\nX-Scope-OrgID: team-a\r\n"));
    connection.auth = ConnectionAuth::Basic;
    connection.user = "me";
    QVERIFY(Exchange(connection, "pass").ask({}, {}));
    QVERIFY(server.requests().constLast().head.contains("\r\nAuthorization: Basic bWU6cGFzcw==\r\n"));
    connection.kind = ConnectionKind::ClickHouse;
    QVERIFY(Exchange(connection, "pass").ask({}, {}));
    QVERIFY(server.requests().constLast().head.contains("\r\nX-ClickHouse-Key: pass\r\n"));
    QVERIFY(!server.requests().constLast().head.contains("Authorization"));
}

void TstExchange::aRedirectIsNotFollowed()
{
    FakeBackEnd server([](const BackEndRequest &) {
        return BackEndAnswer{.status = 302, .headers = "Location: /login\r\n"};
    });
    const Exchange exchange(connectionTo(server.url()), {});
    const auto got = exchange.ask({}, {});
    QVERIFY(got);
    QCOMPARE(server.requests().size(), 1);
    QVERIFY(exchange.refusalOf(*got).message.find("points to /login") != std::string::npos);
}

void TstExchange::thePathOfTheUrlComesFirst()
{
    FakeBackEnd server([](const BackEndRequest &) { return BackEndAnswer{}; });
    ExchangeRequest request;
    request.path = u"/api/services"_s;
    QVERIFY(Exchange(connectionTo(server.url() + "/jaeger/"), {}).ask(request, {}));
    QCOMPARE(server.paths(), QStringList{u"/jaeger/api/services"_s});
}

void TstExchange::everyRefusalHasItsReason_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<Error::Code>("code");
    QTest::addColumn<QString>("words");
    QTest::newRow("401") << 401 << Error::Code::Denied << u"asks for credentials"_s;
    QTest::newRow("403") << 403 << Error::Code::Denied << u"does not let"_s;
    QTest::newRow("404") << 404 << Error::Code::NotFound << u"answered 404"_s;
    QTest::newRow("429") << 429 << Error::Code::Busy << u"too much to do"_s;
    QTest::newRow("500") << 500 << Error::Code::Io << u"answered 500: broken"_s;
    QTest::newRow("503") << 503 << Error::Code::Busy << u"too much to do"_s;
}

void TstExchange::everyRefusalHasItsReason()
{
    QFETCH(const int, status);
    FakeBackEnd server([&](const BackEndRequest &) {
        return BackEndAnswer{.status = status, .type = "text/plain", .body = "broken"};
    });
    const Exchange exchange(connectionTo(server.url()), {});
    const auto got = exchange.ask({}, {});
    QVERIFY(got);
    const Error refusal = exchange.refusalOf(*got);
    QTEST(refusal.code, "code");
    QFETCH(const QString, words);
    QVERIFY2(QString::fromStdString(refusal.message).contains(words), refusal.message.c_str());
}

static const Registered<TstExchange> registered;
#include "tst_exchange.moc"
