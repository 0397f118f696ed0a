// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "tests/support/outline.h"
#include "tests/support/post.h"
#include "tests/support/postgresserver.h"
#include "tests/support/program.h"
#include "tests/support/suite.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

/// The programs of a team, each with a data directory of its own, on one store.
class TstTeamStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void twoSpanwisesSeeEachOthersQueries();
    void twoSpanwisesSeeEachOthersLogRecords();
    void theSettingsNameTheStore();
    void whileTheStoreIsAwayNothingIsAcknowledged();
    void aStoreThatCannotBeReachedIsAClearFailure();
    void anAddressThatIsNoneIsAUsageError();

private:
    QStringList member(const QTemporaryDir &directory) const
    {
        return {u"--data"_s, directory.path(), u"--store"_s,
                QString::fromStdString(PostgresServer::shared().url(m_schema))};
    }
    QUrl serve(Program &program, const QStringList &options) const
    {
        if (!program.start(QStringList{u"serve"_s, u"--otlp-http"_s, u"127.0.0.1:0"_s} + options))
            return {};
        return QUrl(program.waitFor(u"(http://127\\.0\\.0\\.1:\\d+)"_s).captured(1));
    }
    static int postLog(const QUrl &endpoint, const char *text, std::uint32_t trace);
    static int post(const QUrl &endpoint, std::uint32_t number, const char *question,
                    const char *outline = "query_processing 0 900\n  retrieval 10 300\n");

    int m_number = 0;
    std::string m_schema;
    std::unique_ptr<QTemporaryDir> m_ann;
    std::unique_ptr<QTemporaryDir> m_ben;
};

int TstTeamStore::post(const QUrl &endpoint, std::uint32_t number, const char *question, const char *outline)
{
    TelemetryBatch batch = batchFromOutline(outline, traceId(number));
    const Attribute input{"input.value", Value::ofString(question)};
    batch.spans[0].attributes = batch.arena.copy(std::span<const Attribute>(&input, 1));
    const auto shift = std::chrono::hours(24 * 365 * 50) + std::chrono::seconds(number);
    for (Span &span : batch.spans)
        span.time = {span.time.begin + shift, span.time.end + shift};
    return Poster(endpoint)
        .post("/v1/traces", "application/json", QByteArray::fromStdString(encodeOtlpJson(batch)))
        .status;
}

/// A record of one second after the trace with that number.
int TstTeamStore::postLog(const QUrl &endpoint, const char *text, std::uint32_t trace)
{
    const std::int64_t time = (std::int64_t(24) * 365 * 50 * 3600 + trace + 1) * 1'000'000'000;
    const QByteArray body =
        R"({"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},)"
        R"("scopeLogs":[{"logRecords":[{"timeUnixNano":")" +
        QByteArray::number(qlonglong(time)) + R"(","severityNumber":17,"traceId":")" +
        QByteArray::fromStdString(traceId(trace).toHex()) + R"(","body":{"stringValue":")" + text +
        R"("}}]}]}]})";
    return Poster(endpoint).post("/v1/logs", "application/json", body).status;
}

void TstTeamStore::initTestCase()
{
    if (!PostgresServer::shared().problem().isEmpty())
        QSKIP(qPrintable(PostgresServer::shared().problem()));
}

void TstTeamStore::init()
{
    m_schema = "app" + std::to_string(++m_number);
    m_ann = std::make_unique<QTemporaryDir>();
    m_ben = std::make_unique<QTemporaryDir>();
}

void TstTeamStore::twoSpanwisesSeeEachOthersQueries()
{
    Program ann(u"spanwise"_s);
    Program ben(u"spanwise"_s);
    const QUrl toAnn = serve(ann, member(*m_ann));
    const QUrl toBen = serve(ben, member(*m_ben));
    QVERIFY(toAnn.isValid() && toBen.isValid());
    QCOMPARE(post(toAnn, 1, "Who sees what Ann received?"), 200);
    QCOMPARE(post(toBen, 2, "Who sees what Ben received?"), 200);
    QCOMPARE(post(toBen, 1, "Who sees what Ann received?"),
             200); // the same spans once more, to the other one
    for (const QTemporaryDir *const directory : {m_ann.get(), m_ben.get()}) {
        const Ran found =
            run(u"spanwise"_s, QStringList{u"query"_s, u"received"_s, u"--json"_s} + member(*directory));
        QCOMPARE(found.code, 0);
        QCOMPARE(found.out.count('\n'), 2);
        QVERIFY(found.out.contains("Who sees what Ann received?"));
        QVERIFY(found.out.contains("Who sees what Ben received?"));
        const Ran tree =
            run(u"spanwise"_s,
                QStringList{u"trace"_s, QString::fromStdString(traceId(1).toHex())} + member(*directory));
        QCOMPARE(tree.out.count("retrieval"), 1);
    }
    QCOMPARE(ann.terminate(), 0);
    QCOMPARE(ben.terminate(), 0);
    QVERIFY(!QFile::exists(m_ann->filePath(u"spanwise.db"_s)));
}

void TstTeamStore::twoSpanwisesSeeEachOthersLogRecords()
{
    Program ann(u"spanwise"_s);
    Program ben(u"spanwise"_s);
    const QUrl toAnn = serve(ann, member(*m_ann));
    const QUrl toBen = serve(ben, member(*m_ben));
    QVERIFY(toAnn.isValid() && toBen.isValid());
    QCOMPARE(postLog(toAnn, "the index is stale", 1), 200);
    QCOMPARE(postLog(toBen, "the index is rebuilt", 2), 200);
    QCOMPARE(postLog(toBen, "the index is stale", 1), 200); // once more, to the other one
    for (const QTemporaryDir *const directory : {m_ann.get(), m_ben.get()}) {
        const Ran all = run(u"spanwise"_s, QStringList{u"logs"_s} + member(*directory));
        QCOMPARE(all.code, 0);
        QCOMPARE(all.out.count("the index is stale"), 1);
        QCOMPARE(all.out.count("the index is rebuilt"), 1);
        const Ran found = run(u"spanwise"_s, QStringList{u"logs"_s, u"rebuilt"_s} + member(*directory));
        QVERIFY(!found.out.contains("stale") && found.out.contains("the index is rebuilt"));
    }
    QCOMPARE(ann.terminate(), 0);
    QCOMPARE(ben.terminate(), 0);
}

void TstTeamStore::theSettingsNameTheStore()
{
    QFile settings(m_ann->filePath(u"settings.json"_s));
    QVERIFY(settings.open(QIODevice::WriteOnly));
    settings.write("{\"store\": \"" + QByteArray::fromStdString(PostgresServer::shared().url(m_schema)) +
                   "\"}");
    settings.close();
    Program ben(u"spanwise"_s);
    const QUrl toBen = serve(ben, member(*m_ben));
    QCOMPARE(post(toBen, 5, "Is the setting read?"), 200);
    const QStringList data{u"--data"_s, m_ann->path()};
    QVERIFY(run(u"spanwise"_s, QStringList{u"query"_s, u"setting"_s} + data)
                .out.contains("Is the setting read?"));
    QCOMPARE(run(u"spanwise"_s,
                 QStringList{u"query"_s, u"setting"_s, u"--json"_s, u"--store"_s, u"local"_s} + data)
                 .out,
             QByteArray());
}

void TstTeamStore::whileTheStoreIsAwayNothingIsAcknowledged()
{
    PostgresServer &server = PostgresServer::shared();
    Program ann(u"spanwise"_s);
    ann.process().setProcessChannelMode(QProcess::MergedChannels);
    const QUrl endpoint = serve(ann, member(*m_ann));
    QCOMPARE(post(endpoint, 1, "Before?"), 200);
    server.stop();
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(post(endpoint, 2, "Meanwhile?"), 503);
        QCOMPARE(postLog(endpoint, "meanwhile", 2), 503);
    }
    QVERIFY(server.start());
    QTRY_COMPARE_WITH_TIMEOUT(post(endpoint, 3, "After?"), 200, 30'000);
    QCOMPARE(post(endpoint, 2, "Meanwhile?"), 200); // sent again, as it was asked to
    const Ran found = run(u"spanwise"_s, QStringList{u"query"_s, QString(), u"--json"_s} + member(*m_ben));
    QCOMPARE(found.out.count('\n'), 3);
    QCOMPARE(ann.terminate(), 0);
    const QByteArray said = ann.process().readAll();
    QVERIFY2(said.count("Spanwise keeps trying") == 1 && said.count("answers again") == 1,
             said.constData()); // told once each
}

void TstTeamStore::aStoreThatCannotBeReachedIsAClearFailure()
{
    const Ran ran = run(u"spanwise"_s, {u"query"_s, u"x"_s, u"--data"_s, m_ann->path(), u"--store"_s,
                                        u"postgres://ann:topsecret@127.0.0.1:1/team"_s});
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.err.contains("postgres://ann@127.0.0.1:1/team"), ran.err.constData());
    QVERIFY(!ran.err.contains("topsecret") && !ran.out.contains("topsecret"));
}

void TstTeamStore::anAddressThatIsNoneIsAUsageError()
{
    QCOMPARE(run(u"spanwise"_s,
                 {u"query"_s, u"x"_s, u"--data"_s, m_ann->path(), u"--store"_s, u"mysql://db/team"_s})
                 .code,
             2);
}

static const Registered<TstTeamStore> registered;
#include "tst_teamstore.moc"
