// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_protobuf.h"
#include "core/intake/intake.h"
#include "core/receive/httplistener.h"
#include "core/receive/ingest.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/support/post.h"
#include "tests/support/storebatches.h"
#include "tests/support/suite.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <set>

using namespace spanwise;
using namespace spanwise::test;

/// A disk of a few megabytes, really full.
class TstStoreFull : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aFullDiskRefusesPolitelyAndResumesByItself();

private:
    struct Server;
    QByteArray body(std::uint32_t number) const;
    void verify(const std::set<std::uint32_t> &acknowledged) const;
    std::string path() const { return m_folder->path().toStdString() + "/spanwise.db"; }

    std::unique_ptr<QTemporaryDir> m_folder;
    bool m_mounted = false;
};

/// Everything from the socket to the disk.
struct TstStoreFull::Server
{
    explicit Server(const std::string &path)
        : store(std::move(*SqliteStore::open(path, {.readFacts = plainFacts})))
        , intake(*store, std::make_shared<IntakeCounters>())
        , ingest(std::make_shared<Ingest>(intake))
        , listener(ingest, [] {
            HttpListenerOptions options;
            options.listen.port = 0;
            return options;
        }())
    {
        intake.start();
        started = static_cast<bool>(listener.start());
    }
    ~Server()
    {
        listener.stop();
        ingest->stop();
        intake.stop();
    }

    std::unique_ptr<SqliteStore> store;
    Intake intake;
    std::shared_ptr<Ingest> ingest;
    HttpListener listener;
    bool started = false;
};

void TstStoreFull::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QProcess mount;
    mount.start(QStringLiteral("mount"),
                {QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("-o"),
                 QStringLiteral("size=12m"), QStringLiteral("spanwise-test"), m_folder->path()});
    m_mounted =
        mount.waitForFinished() && mount.exitStatus() == QProcess::NormalExit && mount.exitCode() == 0;
    if (!m_mounted)
        QSKIP("a small file system of its own cannot be mounted here (needs root)");
}

void TstStoreFull::cleanup()
{
    if (m_mounted)
        QProcess::execute(QStringLiteral("umount"), {m_folder->path()});
}

/// A trace with 100 KB that do not compress.
QByteArray TstStoreFull::body(std::uint32_t number) const
{
    std::string noise(100'000, '\0');
    std::uint32_t state = number * 2'654'435'761U + 1;
    for (char &c : noise) {
        state = state * 1'664'525U + 1'013'904'223U;
        c = static_cast<char>('!' + (state >> 24U) % 90);
    }
    BatchBuilder builder;
    builder.add(traceId(number), spanId(1), {}, "answer_query", number, number + 1,
                {{"document", Value::ofString(noise)}});
    return QByteArray::fromStdString(encodeOtlpProtobuf(builder.batch()));
}

void TstStoreFull::aFullDiskRefusesPolitelyAndResumesByItself()
{
    QFile ballast(m_folder->filePath(QStringLiteral("ballast")));
    QVERIFY(ballast.open(QIODevice::WriteOnly) && ballast.write(QByteArray(4 << 20, 'x')) == 4 << 20);
    ballast.close();
    std::set<std::uint32_t> acknowledged;
    {
        Server server(path());
        QVERIFY(server.started);
        Poster poster(
            QUrl(QStringLiteral("http://") + QString::fromStdString(server.listener.endpoint().toString())));
        const auto post = [&](std::uint32_t number) {
            const int status = poster.post("/v1/traces", "application/x-protobuf", body(number)).status;
            if (status == 200)
                acknowledged.insert(number);
            return status;
        };
        std::uint32_t number = 1;
        int status = 200;
        for (; status == 200 && number < 500; ++number)
            status = post(number);
        QCOMPARE(status, 503);
        QVERIFY(acknowledged.size() > 10);
        QCOMPARE(post(number++), 503);
        QVERIFY2(server.intake.status().storeProblem.find("disk is full") != std::string::npos,
                 server.intake.status().storeProblem.c_str());
        for (const std::uint32_t known : acknowledged)
            QVERIFY(server.store->summary(traceId(known))); // reading goes on

        QVERIFY(ballast.remove());
        QTRY_COMPARE(post(number++), 200); // nobody restarted anything
        QVERIFY(server.intake.status().storeProblem.empty());
    }
    verify(acknowledged);
}

void TstStoreFull::verify(const std::set<std::uint32_t> &acknowledged) const
{
    sqlite3 *handle = nullptr;
    QCOMPARE(sqlite3_open(path().c_str(), &handle), SQLITE_OK);
    sqlite3_stmt *check = nullptr;
    sqlite3_prepare_v2(handle, "PRAGMA integrity_check", -1, &check, nullptr);
    QCOMPARE(sqlite3_step(check), SQLITE_ROW);
    QCOMPARE(QByteArray(reinterpret_cast<const char *>(sqlite3_column_text(check, 0))), QByteArray("ok"));
    sqlite3_finalize(check);
    sqlite3_close(handle);

    const auto store = SqliteStore::open(path(), {.readFacts = plainFacts});
    QVERIFY(store);
    for (const std::uint32_t number : acknowledged) {
        const auto trace = (*store)->load(traceId(number));
        QVERIFY(trace);
        QCOMPARE((**trace)[SpanRow{0}].attributes[0].value.string().size(), std::size_t(100'000));
    }
}

static const Registered<TstStoreFull> registered;
#include "tst_store_full.moc"
