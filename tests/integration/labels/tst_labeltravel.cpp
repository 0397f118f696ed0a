// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/labelattributes.h"
#include "core/codec/otlp_json.h"
#include "core/export/file/traceexport.h"
#include "core/genai/facts.h"
#include "core/genai/questionkey.h"
#include "core/intake/intake.h"
#include "core/receive/import/fileimport.h"
#include "core/store/labelledwriter.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/support/ragtrace.h"
#include "tests/support/suite.h"

#include <QTemporaryDir>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

namespace {

constexpr std::uint32_t theTrace = 7;
constexpr Timestamp said{Duration(1'700'000'500'000'000'001)};

std::vector<SpanFacts> facts(TelemetryBatch &batch)
{
    return readFacts(batch);
}

RagQuery query()
{
    RagQuery query;
    query.id = traceId(theTrace);
    query.begin = Timestamp(std::chrono::seconds(1'700'000'000));
    return query;
}

std::uint64_t question()
{
    return questionKey(query().question);
}

TraceLabels labelsFromElsewhere()
{
    TraceLabels labels;
    labels.query =
        QueryLabel{traceId(theTrace), Verdict::Bad, "leaves out the \"second\" step\nsee the ticket", said};
    labels.documents.push_back({traceId(theTrace), 5, question(), true, "chunk-5", "Replays", said});
    labels.documents.push_back({traceId(theTrace), 0xfedcba9876543210U, question(), false, "", "", said});
    return labels;
}

} // namespace

/// A trace with its labels, from one history into another by way of a file.
class TstLabelTravel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void labelsComeWithAnExportedTrace_data();
    void labelsComeWithAnExportedTrace();
    void theFileAgainAddsNothing();
    void whatIsSaidHereSinceStays();
    void whatWasTakenBackStaysAway();
    void labelsForTheSameQuestionGoAlong();

private:
    std::unique_ptr<SqliteStore> open(const char *name)
    {
        auto opened = SqliteStore::open(m_folder->filePath(QString::fromLatin1(name)).toStdString(),
                                        {.readFacts = facts});
        return opened ? std::move(*opened) : nullptr;
    }
    std::filesystem::path file() const { return m_folder->filePath(QStringLiteral("traces")).toStdString(); }
    void importInto(SqliteStore &store)
    {
        IntakeOptions options;
        options.readFacts = facts;
        options.takeLabels = takeLabels;
        LabelledWriter writer(store, store);
        Intake intake(writer, std::make_shared<IntakeCounters>(), std::move(options));
        intake.start();
        const auto report = importFile(file(), intake);
        intake.stop();
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        m_counts = report->labels;
    }
    void exportFrom(const SqliteStore &store, TraceFormat format, TraceId id = traceId(theTrace))
    {
        const auto report =
            exportToFile(store, &store, {.ids = {id}, .search = {}, .filter = {}}, format, file());
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->traces, 1U);
    }
    static std::string text(const SqliteStore &store)
    {
        const auto trace = store.load(traceId(theTrace));
        return trace ? encodeOtlpJson((*trace)->batch()) : trace.error().message;
    }

    LabelCounts m_counts; // of the last import
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SqliteStore> m_here;
    std::unique_ptr<SqliteStore> m_there;
};

void TstLabelTravel::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_here = open("here");
    m_there = open("there");
    QVERIFY(m_here && m_there);
    AdmittedBatch admitted{ragBatch(query()), {}};
    admitted.facts = facts(admitted.batch);
    const AdmittedBatch *const group[]{&admitted};
    QVERIFY(m_here->append(group));
    QVERIFY(m_here->restore(labelsFromElsewhere()));
}

void TstLabelTravel::cleanup()
{
    m_here.reset();
    m_there.reset();
    m_folder.reset();
}

void TstLabelTravel::labelsComeWithAnExportedTrace_data()
{
    QTest::addColumn<int>("format");
    for (const TraceFormat format : allTraceFormats)
        QTest::newRow(wordOf(format).data()) << static_cast<int>(format);
}

void TstLabelTravel::labelsComeWithAnExportedTrace()
{
    QFETCH(const int, format);
    exportFrom(*m_here, static_cast<TraceFormat>(format));
    importInto(*m_there);
    const auto labels = m_there->labelsOf(traceId(theTrace), question());
    QVERIFY(labels);
    QVERIFY(*labels == labelsFromElsewhere());
    if (static_cast<TraceFormat>(format) == TraceFormat::OtlpJson)
        QCOMPARE(text(*m_there), text(*m_here)); // the others cannot carry everything
    else
        QVERIFY(text(*m_there).find("annotation") == std::string::npos);
}

void TstLabelTravel::theFileAgainAddsNothing()
{
    exportFrom(*m_here, TraceFormat::OtlpJson);
    importInto(*m_there);
    QVERIFY(m_counts == (LabelCounts{.added = 3}));
    importInto(*m_there);
    QVERIFY(m_counts == (LabelCounts{.added = 0, .known = 3}));
    importInto(*m_here);
    for (const SqliteStore *const store : {m_here.get(), m_there.get()}) {
        QCOMPARE(store->queryLabels(100)->size(), std::size_t(1));
        QCOMPARE(store->documentLabels(100)->size(), std::size_t(2));
        QCOMPARE(store->statistics()->spanCount, std::uint64_t(ragBatch(query()).spans.size()));
    }
}

void TstLabelTravel::whatIsSaidHereSinceStays()
{
    exportFrom(*m_here, TraceFormat::OtlpJson);
    importInto(*m_there);
    const QueryLabel since{traceId(theTrace), Verdict::Good, "mended", said + std::chrono::hours(1)};
    QVERIFY(m_there->label(since));
    importInto(*m_there);
    QVERIFY(m_there->labelsOf(traceId(theTrace), 0)->query == since);
    QVERIFY(
        m_there->label(QueryLabel{traceId(theTrace), Verdict::Good, "older", said - std::chrono::hours(1)}));
    importInto(*m_there);
    QVERIFY(m_there->labelsOf(traceId(theTrace), 0)->query == labelsFromElsewhere().query);
}

void TstLabelTravel::whatWasTakenBackStaysAway()
{
    exportFrom(*m_here, TraceFormat::OtlpJson);
    importInto(*m_there);
    QVERIFY(m_there->label(QueryLabel{traceId(theTrace), std::nullopt, {}, said + std::chrono::hours(1)}));
    const std::uint64_t document = labelsFromElsewhere().documents.front().document;
    QVERIFY(m_there->unlabel(traceId(theTrace), question(), document, said + std::chrono::hours(1)));
    importInto(*m_there);
    QVERIFY(m_counts == (LabelCounts{.added = 0, .known = 1, .outdated = 2}));
    const auto left = m_there->labelsOf(traceId(theTrace), question());
    QVERIFY(!left->query);
    QCOMPARE(left->documents.size(), std::size_t(1));
}

void TstLabelTravel::labelsForTheSameQuestionGoAlong()
{
    RagQuery other = query();
    other.id = traceId(8);
    AdmittedBatch admitted{ragBatch(other), {}};
    admitted.facts = facts(admitted.batch);
    const AdmittedBatch *const group[]{&admitted};
    QVERIFY(m_here->append(group));
    exportFrom(*m_here, TraceFormat::OtlpJson, traceId(8));
    importInto(*m_there);
    const auto labels = m_there->labelsOf(traceId(8), question());
    QVERIFY(!labels->query);
    QCOMPARE(labels->documents.size(), std::size_t(2));
    importInto(*m_here); // they are said there already, of the first query
    QCOMPARE(m_here->documentLabels(100)->size(), std::size_t(2));
}

static const Registered<TstLabelTravel> registered;

#include "tst_labeltravel.moc"
