// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/logging/structuredlogger.h"
#include "core/tracing/context.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

class TstStructuredLogger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void everyLineIsOneJsonObject();
    void theCurrentTraceIsNamed();
    void lowerLevelsAreLeftOut();
    void aFloodIsHeldAndCounted();
    void linesOfManyThreadsStayWhole();
    void aFolderThatCannotBeWrittenIsNoReasonToFail();
    void aLineIsReadableWhileTheLogIsOpen();
    void bracesAndPercentSignsMeanNothing();

private:
    std::filesystem::path folder() const { return m_folder->filePath(u"logs"_s).toStdString(); }
    QList<QJsonObject> lines() const
    {
        QList<QJsonObject> objects;
        const QDir logs(m_folder->filePath(u"logs"_s));
        for (const QString &name : logs.entryList({u"spanwise_*.log"_s})) {
            QFile file(logs.filePath(name));
            if (!file.open(QIODevice::ReadOnly))
                continue;
            for (const QByteArray &line : file.readAll().split('\n')) {
                if (!line.isEmpty())
                    objects.append(QJsonDocument::fromJson(line).object());
            }
        }
        return objects;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TstStructuredLogger::everyLineIsOneJsonObject()
{
    {
        StructuredLogger log(folder(), {}, [] { return std::int64_t{1'700'000'000'000'000'042}; });
        log.warning("receive", "a \"quoted\"\nline with \xff in it",
                    {{"peer", "127.0.0.1"}, {"level", "fake"}});
    }
    QCOMPARE(lines().size(), 1);
    const QJsonObject line = lines().constFirst();
    QCOMPARE(line[u"time"_s].toString(), u"2023-11-14T22:13:20.000000042Z"_s);
    QCOMPARE(line[u"level"_s].toString(), u"warning"_s);
    QCOMPARE(line[u"component"_s].toString(), u"receive"_s);
    QCOMPARE(line[u"message"_s].toString(), u"a \"quoted\"\nline with \ufffd in it"_s);
    QCOMPARE(line[u"peer"_s].toString(), u"127.0.0.1"_s);
    QVERIFY(!line.contains(u"trace_id"_s));
}

void TstStructuredLogger::theCurrentTraceIsNamed()
{
    {
        StructuredLogger log(folder());
        Context context;
        context.span.traceId = traceId(7);
        context.span.spanId = spanId(9);
        const ContextScope scope(context);
        log.info("app", "inside");
    }
    QCOMPARE(lines().constFirst()[u"trace_id"_s].toString(), QString::fromStdString(traceId(7).toHex()));
    QCOMPARE(lines().constFirst()[u"span_id"_s].toString(), QString::fromStdString(spanId(9).toHex()));
}

void TstStructuredLogger::lowerLevelsAreLeftOut()
{
    {
        StructuredLogger log(folder());
        log.debug("app", "too quiet");
        log.error("app", "loud");
    }
    QCOMPARE(lines().size(), 1);
}

void TstStructuredLogger::aFloodIsHeldAndCounted()
{
    std::int64_t now = 1'000'000'000'000;
    {
        StructuredLogger log(folder(), {.burst = 3}, [&] { return now; });
        for (int i = 0; i < 10; ++i)
            log.warning("receive", "again");
        log.warning("store", "another component is not held");
        QCOMPARE(log.suppressed(), 7U);
        now += 10'000'000'000;
        log.warning("receive", "later");
    }
    QCOMPARE(lines().size(), 5);
    QCOMPARE(lines().constLast()[u"suppressed"_s].toInt(), 7);
}

void TstStructuredLogger::linesOfManyThreadsStayWhole()
{
    {
        StructuredLogger log(folder(), {.burst = 10'000});
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 250; ++i)
                    log.info("app", std::string(200, 'x'));
            });
    }
    QCOMPARE(lines().size(), 1000);
    for (const QJsonObject &line : lines())
        QCOMPARE(line[u"message"_s].toString().size(), 200);
}

void TstStructuredLogger::aFolderThatCannotBeWrittenIsNoReasonToFail()
{
    QFile inTheWay(m_folder->filePath(u"logs"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    StructuredLogger log(folder());
    log.debug("app", "not shown");
    QVERIFY(QFileInfo(inTheWay).isFile());
}

void TstStructuredLogger::aLineIsReadableWhileTheLogIsOpen()
{
    StructuredLogger log(folder());
    log.info("app", "here");
    QCOMPARE(lines().size(), 1);
}

void TstStructuredLogger::bracesAndPercentSignsMeanNothing()
{
    StructuredLogger log(folder());
    log.info("app", "100 {} %v {0:x} %");
    QCOMPARE(lines().constFirst()[u"message"_s].toString(), u"100 {} %v {0:x} %"_s);
}

static const Registered<TstStructuredLogger> registered;
#include "tst_structuredlogger.moc"
