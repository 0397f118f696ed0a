// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_protobuf.h"
#include "tests/integration/receive/compressed.h"
#include "tests/integration/receive/grpcclient.h"
#include "tests/integration/receive/siege.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace spanwise;
using namespace spanwise::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int soon = 400; // ms; checked code unpacks a bomb as much slower
#else
constexpr int soon = 100;
#endif

const std::string token = "the-token-of-good-senders";

std::string post(const std::string &body, const std::string &headers = {})
{
    return "POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-protobuf\r\nAuthorization: "
           "Bearer " +
           token + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

/// 10 GB of zeros: pieces of 64 MiB, compressed once; 1 MB as zstd, 10 MB as gzip.
std::string bomb(std::string (*compress)(const std::string &), const std::string &coding)
{
    const std::string piece = compress(std::string(64U << 20U, '\0'));
    std::string all;
    for (int i = 0; i < 160; ++i)
        all += piece;
    return post(all, "Content-Encoding: " + coding + "\r\n");
}

/// The most that a process ever held, in MiB.
double peakMiB(qint64 process)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(process));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).simplified().split(' ').constFirst().toDouble() / 1024;
    }
    return -1;
}

} // namespace

/// The listeners among hostile senders: good ones are served, and memory is bounded.
class TstSiege : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void goodSendersAreServedAndMemoryIsBounded();

private:
    struct Times
    {
        std::vector<qint64> took; // ms, ascending
        int good = 0;

        qint64 at(int percent) const
        {
            return took[(took.size() - 1) * static_cast<std::size_t>(percent) / 100];
        }
    };

    /// Good senders, one request after the other: kept connections, new ones, gRPC.
    template<class GoOn>
    Times serve(GoOn &&goOn);
    bool start();

    QTemporaryDir m_folder;
    QProcess m_server;
    Endpoint m_http;
    Endpoint m_grpc;
};

void TstSiege::initTestCase()
{
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 8192);
    setrlimit(RLIMIT_NOFILE, &files); // the server's, too
    if (files.rlim_cur < 2100)
        QSKIP("this user may not open 2100 files, so 1000 connections cannot be made");
}

bool TstSiege::start()
{
    m_server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    // A sanitizer would hold 256 MiB of what was freed, and memory is what is measured.
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"ASAN_OPTIONS"_s, environment.value(u"ASAN_OPTIONS"_s) + u":quarantine_size_mb=16"_s);
    m_server.setProcessEnvironment(environment);
    m_server.start(QStringLiteral(SPANWISE_BESIEGED),
                   {m_folder.filePath(QStringLiteral("spanwise.db")), QString::fromStdString(token)});
    const auto port = [&] {
        while (!m_server.canReadLine()) {
            if (!m_server.waitForReadyRead(20'000))
                return std::uint16_t(0);
        }
        return static_cast<std::uint16_t>(m_server.readLine().trimmed().toUInt());
    };
    m_http = {"127.0.0.1", port()};
    m_grpc = {"127.0.0.1", port()};
    return m_http.port != 0 && m_grpc.port != 0;
}

template<class GoOn>
TstSiege::Times TstSiege::serve(GoOn &&goOn)
{
    Times times;
    const std::string body = encodeOtlpProtobuf(batchFromOutline("query 0 9"));
    RawClient kept(m_http);
    GrpcClient grpc(m_grpc);
    const auto measured = [&](auto send) {
        QElapsedTimer clock;
        clock.start();
        times.good += send() ? 1 : 0;
        times.took.push_back(clock.elapsed());
    };
    while (goOn(times.took.size())) {
        measured([&] { return kept.request(post(body)).status == 200; });
        measured([&] { return RawClient(m_http).request(post(body)).status == 200; });
        measured([&] { return grpc.call(body, tracesMethod, token).status.ok(); });
        QTest::qWait(10); // a sender's pace
    }
    std::ranges::sort(times.took);
    return times;
}

void TstSiege::goodSendersAreServedAndMemoryIsBounded()
{
    QVERIFY(start());
    const Times calm = serve([](std::size_t sent) { return sent < 150; });
    QCOMPARE(std::size_t(calm.good), calm.took.size());

    Siege siege(m_http, m_grpc, token);
    siege.begin({bomb(&gzip, "gzip"), bomb(&zstd, "zstd")});
    QCOMPARE(siege.open.load(), 2 * Siege::connectionsOfAKind);
    QElapsedTimer clock;
    clock.start();
    const auto done = [&] {
        return siege.guesses >= Siege::wantedGuesses && siege.bombs >= 6 && siege.drips >= 30;
    };
    const Times times = serve([&](std::size_t sent) {
        return (sent < 300 || !done()) && clock.elapsed() < 60'000;
    }); // a quarter of that on a quiet machine
    siege.stop();
    const double peak = peakMiB(m_server.processId());
    qInfo("%zu good requests: median %lld ms, 99 %% %lld ms, longest %lld ms (calm: %lld, %lld, %lld); %d "
          "bombs, %d guesses, %d drips, "
          "%d endless headers, %d endless bodies; at most %.0f MiB",
          times.took.size(), times.at(50), times.at(99), times.at(100), calm.at(50), calm.at(99),
          calm.at(100), siege.bombs.load(), siege.guesses.load(), siege.drips.load(),
          siege.endlessHeaders.load(), siege.endlessBodies.load(), peak);

    QCOMPARE(std::size_t(times.good), times.took.size());
    QVERIFY2(times.at(50) < 100 + calm.at(99), "half of the good senders waited more than 100 ms");
    // On a machine that has other things to do, calm senders wait, too, and 5 ms of it are the group commit:
    // what the slowest of them waited is granted ten times.
    QVERIFY2(times.at(99) < soon + 10 * calm.at(100), "one in a hundred good senders waited too long");
    QVERIFY2(peak < 768, "memory must stay bounded"); // 256 MiB in flight, 64 MiB of each body; 20 GB were
                                                      // sent, 10 MB of them compressed
    QCOMPARE(siege.guessesNotRefused.load(), 0);
    QVERIFY(siege.guesses >= Siege::wantedGuesses);
    QCOMPARE(siege.bombsNotRefused.load(), 0);
    QVERIFY(siege.bombs > 0);
    QCOMPARE(siege.conflictsTaken.load(), 0);
    QVERIFY(siege.conflicts > 0);
    QCOMPARE(siege.endlessTaken.load(), 0);
    QVERIFY(siege.endlessHeaders > 0);
    QVERIFY(siege.endlessBodies > 0);
    m_server.closeWriteChannel();
    QVERIFY(m_server.waitForFinished(20'000));
    QCOMPARE(m_server.exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_server.exitCode(), 0);
}

static const Registered<TstSiege> registered;
#include "tst_siege.moc"
