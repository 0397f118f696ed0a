// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/sqlitestore.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <random>
#include <set>

using namespace spanwise;
using namespace spanwise::test;

class TstStoreCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void killedWriterLosesNothingAcknowledged();
    void twoProcessesWriteToOneFile();
    void anIngesterThatEndsLeavesEverything();

private:
    std::unique_ptr<QProcess> startIngester(std::uint32_t first, std::uint32_t count);
    void verifyAll(const std::set<std::uint32_t> &acknowledged);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

namespace {

/// Takes the complete lines; a line that the kill cut off was not acknowledged to anyone.
void collect(QProcess &process, QByteArray &rest, std::set<std::uint32_t> &numbers)
{
    rest += process.readAllStandardOutput();
    for (qsizetype end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        numbers.insert(rest.left(end).toUInt());
        rest.remove(0, end + 1);
    }
}

QString integrity(const QString &path)
{
    sqlite3 *handle = nullptr;
    sqlite3_open(path.toUtf8().constData(), &handle);
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(handle, "PRAGMA integrity_check", -1, &statement, nullptr);
    QString answer;
    if (sqlite3_step(statement) == SQLITE_ROW)
        answer = QString::fromUtf8(reinterpret_cast<const char *>(sqlite3_column_text(statement, 0)));
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return answer;
}

} // namespace

void TstStoreCrash::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("spanwise.db"));
}

std::unique_ptr<QProcess> TstStoreCrash::startIngester(std::uint32_t first, std::uint32_t count)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->start(QStringLiteral(SPANWISE_INGESTER),
                   {m_path, QString::number(first), QString::number(count)});
    if (!process->waitForStarted())
        qFatal("the ingester does not start");
    return process;
}

void TstStoreCrash::verifyAll(const std::set<std::uint32_t> &acknowledged)
{
    QCOMPARE(integrity(m_path), QStringLiteral("ok"));
    const auto store = SqliteStore::open(m_path.toStdString());
    QVERIFY2(store, "the store must open after the kill");
    QVERIFY((*store)->openReport().movedAside.empty());
    for (const std::uint32_t number : acknowledged) {
        const auto trace = (*store)->load(traceId(number));
        QVERIFY2(trace, qPrintable(QStringLiteral("acknowledged trace %1 is missing").arg(number)));
        QCOMPARE((*trace)->size(), std::size_t(3));
        QCOMPARE((*store)->savedQuery(traceId(number))->question, "question " + std::to_string(number));
    }
    const StoreStatistics statistics = *(*store)->statistics();
    QCOMPARE(statistics.spanCount, statistics.traceCount * 3);
    QVERIFY(statistics.traceCount >= acknowledged.size());
}

void TstStoreCrash::killedWriterLosesNothingAcknowledged()
{
    std::mt19937 random(std::random_device{}());
    std::set<std::uint32_t> acknowledged;
    for (std::uint32_t round = 0; round < 6; ++round) {
        const auto process = startIngester(1 + round * 1'000'000, 0);
        const std::size_t enough =
            acknowledged.size() + 50 + random() % 1500; // dies at some moment of its work
        QByteArray rest;
        while (acknowledged.size() < enough) {
            QVERIFY(process->waitForReadyRead(20'000));
            collect(*process, rest, acknowledged);
        }
        process->kill();
        QVERIFY(process->waitForFinished(20'000));
        QCOMPARE(process->exitStatus(), QProcess::CrashExit);
        collect(*process, rest, acknowledged);
    }
    verifyAll(acknowledged);
}

void TstStoreCrash::twoProcessesWriteToOneFile()
{
    constexpr std::uint32_t count = 1500;
    // The second half of the first is the first half of the second.
    const auto first = startIngester(1, count);
    const auto second = startIngester(1 + count / 2, count);
    std::set<std::uint32_t> acknowledged;
    for (QProcess *const process : {first.get(), second.get()}) {
        QByteArray rest;
        QVERIFY(process->waitForFinished(60'000));
        QCOMPARE(process->exitCode(), 0);
        collect(*process, rest, acknowledged);
    }
    QCOMPARE(acknowledged.size(), std::size_t(count + count / 2));
    verifyAll(acknowledged);
    QCOMPARE((*SqliteStore::open(m_path.toStdString()))->statistics()->traceCount,
             std::uint64_t(count + count / 2));
}

void TstStoreCrash::anIngesterThatEndsLeavesEverything()
{
    const auto process = startIngester(1, 300);
    QVERIFY(process->waitForFinished(60'000));
    QCOMPARE(process->exitCode(), 0);
    QByteArray rest;
    std::set<std::uint32_t> acknowledged;
    collect(*process, rest, acknowledged);
    QCOMPARE(acknowledged.size(), std::size_t(300));
    verifyAll(acknowledged);
}

static const Registered<TstStoreCrash> registered;
#include "tst_store_crash.moc"
