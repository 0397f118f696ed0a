// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/ingest.h"
#include "core/genai/facts.h"
#include "core/intake/intake.h"
#include "core/metrics/seriesstore.h"
#include "core/metrics/spanmetrics.h"
#include "core/receive/httplistener.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/bench/history/measures.h"
#include "tests/bench/history/sender.h"
#include "tests/bench/rows.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <thread>

namespace spanwise::bench {
namespace {

constexpr double seconds = 10;

std::int64_t number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(db, sql, -1, &statement, nullptr);
    const std::int64_t value = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return value;
}

double peakMiB(qint64 pid)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray all = status.readAll();
    const qsizetype at = all.indexOf("VmHWM:");
    return all.mid(at + 6, all.indexOf("kB", at) - at - 6).trimmed().toDouble() / 1024;
}

/// Watches, while data pours in, how long what has arrived waits for the text index.
class IndexWatch
{
public:
    explicit IndexWatch(const std::string &path)
        : m_thread([this, path](const std::stop_token &stop) { run(path, stop); })
    {
    }
    double worst()
    {
        m_thread.request_stop();
        m_thread.join();
        return m_worst;
    }

private:
    void run(const std::string &path, const std::stop_token &stop)
    {
        sqlite3 *db = nullptr;
        sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
        while (!stop.stop_requested()) {
            // A thousand always wait: a search reads them as they are.
            const std::int64_t arrived = number(db, "SELECT max(seq) FROM traces") - 1024;
            const auto begun = std::chrono::steady_clock::now();
            while (number(db, "SELECT value FROM counters WHERE name = 'indexed_seq'") < arrived &&
                   std::chrono::steady_clock::now() - begun < std::chrono::seconds(20))
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
            m_worst = std::max(
                m_worst, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        sqlite3_close(db);
    }

    double m_worst = 0;
    std::jthread m_thread;
};

std::uint16_t startServer(QProcess &server, const QString &self, const QStringList &arguments)
{
    server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    server.start(self, arguments);
    return server.waitForReadyRead() ? static_cast<std::uint16_t>(server.readLine().trimmed().toUInt())
                                     : std::uint16_t(0);
}

/// Takes ten times as long as the store itself.
class SlowDisk final : public BatchWriter
{
public:
    explicit SlowDisk(BatchWriter &writer)
        : m_writer(writer)
    {
    }

    Result<std::vector<AppendReport>> append(std::span<const AdmittedBatch *const> group) override
    {
        const auto begun = std::chrono::steady_clock::now();
        auto reports = m_writer.append(group);
        std::this_thread::sleep_for((std::chrono::steady_clock::now() - begun) * 9);
        return reports;
    }

private:
    BatchWriter &m_writer;
};

} // namespace

int serve(const QString &folder, bool slowDisk)
{
    SqliteOptions storeOptions;
    storeOptions.readFacts = [](TelemetryBatch &batch) { return readFacts(batch); };
    auto store = SqliteStore::open(folder.toStdString() + "/spanwise.db", std::move(storeOptions));
    if (!store)
        return 1;
    SeriesStore series;
    SpanMetrics metrics(series);
    IntakeOptions options;
    options.readFacts = [](TelemetryBatch &batch) { return readFacts(batch); };
    SlowDisk slow(**store);
    BatchWriter &writer = slowDisk ? static_cast<BatchWriter &>(slow) : **store;
    Intake intake(writer, std::make_shared<IntakeCounters>(), std::move(options));
    intake.addObserver(metrics);
    intake.start();
    const auto ingest = std::make_shared<Ingest>(intake);
    HttpListenerOptions http;
    http.listen.port = 0;
    HttpListener server(ingest, http);
    if (!server.start())
        return 1;
    std::printf("%u\n", unsigned(server.endpoint().port));
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    server.stop();
    ingest->stop();
    intake.stop();
    return 0;
}

void measurePressure(const QString &self, double time)
{
    const QTemporaryDir folder;
    QProcess server;
    const std::uint16_t port =
        startServer(server, self, {QStringLiteral("serve"), folder.path(), QStringLiteral("slow")});
    auto bodies = Body::make(256);
    const Sent sent = sendFor(time, port, 64, bodies);
    const double memory = peakMiB(server.processId());
    server.closeWriteChannel();
    server.waitForFinished();
    std::printf("slow disk, %.0f s: %llu spans stored, %llu requests refused\n", sent.seconds,
                static_cast<unsigned long long>(sent.spans), static_cast<unsigned long long>(sent.refused));
    row("memory while ten times as much is sent as the disk takes", memory, "MiB", Bar::AtMost, 256);
}

void measureIngest(const QString &self)
{
    const QTemporaryDir folder;
    QProcess server;
    const std::uint16_t port = startServer(server, self, {QStringLiteral("serve"), folder.path()});
    auto bodies = Body::make(128);
    sendFor(1, port, 16, bodies); // warm
    IndexWatch watch(folder.filePath(QStringLiteral("spanwise.db")).toStdString());
    const Sent sent = sendFor(seconds, port, 16, bodies);
    const double lag = watch.worst();
    const double rate = static_cast<double>(sent.spans) / sent.seconds;
    const double memory = peakMiB(server.processId());
    server.closeWriteChannel();
    server.waitForFinished();
    const double bare = appendedPerSecond(800, 16, false);
    std::printf("socket to committed: %.0f spans/s, %llu requests refused; bare append: %.0f spans/s\n", rate,
                static_cast<unsigned long long>(sent.refused), bare);
    row("OTLP/HTTP protobuf, socket to committed", rate, "spans/s", Bar::AtLeast, 120'000);
    row("the same, to the bare append", rate / bare, "x", Bar::AtLeast, 0.5);
    row("the text index trails by", lag, "s", Bar::AtMost, 2);
    row("memory while ingesting flat out", memory, "MiB", Bar::AtMost, 200);
}

} // namespace spanwise::bench
