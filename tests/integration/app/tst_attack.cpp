// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/app/servingprogram.h"
#include "core/codec/otlp_protobuf.h"
#include "tests/integration/receive/compressed.h"
#include "tests/integration/receive/grpcclient.h"
#include "tests/integration/receive/rawclient.h"
#include "tests/support/suite.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

namespace {

const std::string token = "the-token-of-good-senders";

std::string post(const std::string &body, const std::string &headers, const std::string &bearer = token)
{
    return "POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-protobuf\r\nAuthorization: Bearer " + bearer
           + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

/// 10 GB of zeros: 160 pieces of 64 MiB, each compressed once.
std::string bomb(std::string (*compress)(const std::string &))
{
    const std::string piece = compress(std::string(64U << 20U, '\0'));
    std::string all;
    for (int i = 0; i < 160; ++i)
        all += piece;
    return all;
}

/// Everything that must not harm others, over and over until stop().
class Attack
{
public:
    explicit Attack(const Endpoint &endpoint) : m_endpoint(endpoint) {}
    ~Attack() { stop(); }
    Attack(const Attack &) = delete;
    Attack &operator=(const Attack &) = delete;

    void begin()
    {
        for (int i = 0; i < 500; ++i)
            m_idle.push_back(std::make_unique<RawClient>(m_endpoint));
        repeat([this] { drip(); });
        repeat([this] { endlessHeaders(); });
        repeat([this] { conflictingLengths(); });
        repeat([this] { endlessChunks(); });
        repeat([this, body = bomb(&gzip)] { explode(body, "gzip"); });
        repeat([this, body = bomb(&zstd)] { explode(body, "zstd"); });
        m_threads.emplace_back([this] { guessTokens(); });
    }
    void stop()
    {
        m_stopping = true;
        for (std::thread &thread : m_threads)
            thread.join();
        m_threads.clear();
    }

    std::atomic<int> guesses{0};
    std::atomic<int> guessesRight{0};
    std::atomic<int> bombs{0};
    std::atomic<int> bombsRefused{0};

private:
    template<class Do>
    void repeat(Do act)
    {
        m_threads.emplace_back([this, act] {
            while (!m_stopping) {
                act();
                std::this_thread::sleep_for(std::chrono::milliseconds(20)); // the attackers' pace, nothing waits for it
            }
        });
    }

    /// 500 connections, a byte each and again; who is closed comes back.
    void drip()
    {
        m_dripping.resize(500);
        const std::string request = post(std::string(1000, 'x'), {});
        for (std::size_t i = 0; i < m_dripping.size() && !m_stopping; ++i) {
            if (!m_dripping[i])
                m_dripping[i] = std::make_unique<RawClient>(m_endpoint);
            if (!m_dripping[i]->send(request.substr(m_drop % request.size(), 1)))
                m_dripping[i].reset();
        }
        ++m_drop;
    }
    void endlessHeaders()
    {
        RawClient client(m_endpoint);
        client.send("GET / HTTP/1.1\r\nHost: h\r\n");
        while (!m_stopping && client.send("X-Header: " + std::string(4000, 'x') + "\r\n")) {
        }
    }
    void conflictingLengths()
    {
        RawClient(m_endpoint).request("POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde");
        RawClient(m_endpoint).request("POST /v1/traces HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nabcde");
    }
    void endlessChunks()
    {
        RawClient client(m_endpoint);
        client.send("POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-protobuf\r\nAuthorization: Bearer " + token
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        const std::string chunk = "10000\r\n" + std::string(65536, ' ') + "\r\n";
        while (!m_stopping && client.send(chunk)) {
        }
    }
    void explode(const std::string &body, const std::string &coding)
    {
        ++bombs;
        const int status = RawClient(m_endpoint).request(post(body, "Content-Encoding: " + coding + "\r\n")).status;
        bombsRefused += status == 413 || status == 429 ? 1 : 0;
    }
    void guessTokens()
    {
        RawClient client(m_endpoint);
        for (; guesses < 10'000; ++guesses)
            guessesRight += client.request(post({}, {}, "wrong-token-number-" + std::to_string(guesses))).status == 401 ? 0 : 1;
    }

    const Endpoint m_endpoint;
    std::atomic<bool> m_stopping{false};
    std::vector<std::unique_ptr<RawClient>> m_idle;
    std::vector<std::unique_ptr<RawClient>> m_dripping; // of one thread
    std::size_t m_drop = 0;
    std::vector<std::thread> m_threads;
};

/// A line of /proc/PID/status in MiB, "VmHWM" for the most it ever held.
double memoryOf(qint64 process, const QByteArray &key)
{
    QFile status(u"/proc/%1/status"_s.arg(process));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(key + ':'))
            return line.mid(key.size() + 1).simplified().split(' ').constFirst().toDouble() / 1024;
    }
    return -1;
}

} // namespace

/// The running program among hostile senders.
class TstAttack : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void goodSendersAreServedAndMemoryIsBounded();
    void aBodyOfTinyThingsIsBounded();
};

void TstAttack::initTestCase()
{
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 8192);
    setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur < 2100)
        QSKIP("this user may not open 2100 files, so 1000 connections cannot be made");
    qputenv("SPANWISE_TOKEN", QByteArray::fromStdString(token));
}

void TstAttack::goodSendersAreServedAndMemoryIsBounded()
{
    const QTemporaryDir folder;
    ServingProgram program(folder.path());
    QVERIFY(program.serve());
    Attack attack(program.http);
    attack.begin();
    RawClient keeping(program.http);
    GrpcClient grpc(program.grpc);
    std::vector<qint64> times;
    int good = 0;
    int sent = 0;
    const auto measured = [&](auto send) {
        QElapsedTimer clock;
        clock.start();
        good += send() ? 1 : 0;
        ++sent;
        times.push_back(clock.elapsed());
    };
    for (int i = 0; i < 100 || attack.guesses < 10'000 || attack.bombs < 6; ++i) {
        const std::string body = encodeOtlpProtobuf(batchFromOutline("query 0 9"));
        measured([&] { return keeping.request(post(body, {})).status == 200; });
        measured([&] { return RawClient(program.http).request(post(body, {})).status == 200; });
        measured([&] { return grpc.call(body, tracesMethod, token).status.ok(); });
        QTest::qWait(10); // a sender's pace
    }
    attack.stop();
    std::ranges::sort(times);
    const double peak = memoryOf(program.process().processId(), "VmHWM");
    qInfo("%d requests: median %lld ms, 99 %% %lld ms, longest %lld ms; %d bombs, %d guesses; at most %.0f MiB", sent,
          times[times.size() / 2], times[times.size() * 99 / 100], times.back(), attack.bombs.load(), attack.guesses.load(), peak);
    QCOMPARE(good, sent);
    QCOMPARE(attack.guessesRight.load(), 0);
    QVERIFY(attack.bombsRefused > 0);
    QVERIFY2(peak < 512, "memory must stay bounded");
    QVERIFY2(times[times.size() / 2] < 100, "half of the good senders waited more than 100 ms");
    QCOMPARE(program.terminate(), 0);
}

void TstAttack::aBodyOfTinyThingsIsBounded()
{
    const QTemporaryDir folder;
    ServingProgram program(folder.path());
    QVERIFY(program.serve());
    // One span of 30 million empty attributes in 60 MB; decoded they would take more than a gigabyte.
    std::string attributes;
    for (int i = 0; i < 30'000'000; ++i)
        attributes.append("\x4a\x00", 2);
    const auto field = [](char tag, const std::string &content) {
        std::string length;
        for (std::size_t rest = content.size(); length.empty() || rest > 0; rest >>= 7U)
            length += static_cast<char>((rest & 127U) | (rest > 127 ? 128U : 0U));
        return tag + length + content;
    };
    const std::string body = field('\x0a', field('\x12', field('\x12', attributes)));
    const int status = RawClient(program.http).request(post(body, {})).status;
    QVERIFY2(status == 413 || status == 429, qPrintable(QString::number(status)));
    const double peak = memoryOf(program.process().processId(), "VmHWM");
    qInfo("answered %d, at most %.0f MiB", status, peak);
    QVERIFY2(peak < 512, "memory must stay bounded");
    const std::string good = encodeOtlpProtobuf(batchFromOutline("query 0 9"));
    QCOMPARE(RawClient(program.http).request(post(good, {})).status, 200);
}

static const Registered<TstAttack> registered;
#include "tst_attack.moc"
