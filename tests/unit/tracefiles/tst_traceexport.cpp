// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jaeger.h"
#include "core/codec/otlp_json.h"
#include "core/codec/zipkin.h"
#include "core/export/file/traceexport.h"
#include "tests/support/fakereader.h"
#include "tests/support/suite.h"
#include "tests/unit/codec/carriable.h"
#include "tests/unit/codec/fieldfiles.h"
#include "tests/unit/codec/samplebatch.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace spanwise;
using namespace spanwise::test;

namespace {

std::shared_ptr<const Trace> traceOf(TelemetryBatch batch)
{
    std::vector<SpanFacts> facts(batch.spans.size());
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

/// The sample as far as the format carries it; number makes it another trace.
TelemetryBatch sampleFor(TraceFormat format, std::uint32_t number)
{
    TelemetryBatch batch = sampleBatch();
    batch.spans[0].time.end =
        batch.spans[0].time.begin + std::chrono::milliseconds(5); // a trace is sorted by time
    if (format == TraceFormat::Jaeger)
        jaegerCanCarry(batch);
    if (format == TraceFormat::Zipkin)
        zipkinCanCarry(batch);
    for (Span &span : batch.spans)
        span.traceId = traceId(number);
    return batch;
}

Result<DecodedBatch> decodeFile(TraceFormat format, const std::filesystem::path &file)
{
    const std::string text = fileAt(QString::fromStdString(file.string()));
    switch (format) {
    case TraceFormat::Jaeger:
        return decodeJaegerJson(text);
    case TraceFormat::Zipkin:
        return decodeZipkinJson(text);
    default:
        return decodeOtlpJsonSequence(text);
    }
}

} // namespace

class TstTraceExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void whatIsExportedComesBackEqual_data();
    void whatIsExportedComesBackEqual();
    void anEmptySelectionIsAValidFile_data();
    void anEmptySelectionIsAValidFile();
    void logRecordsGoAlongWhereThereIsAPlace();
    void tracesThatAreGoneAreCounted();
    void aCancelledExportLeavesNothing();
    void aFileThatCannotBeWrittenIsSaid();
    void aWrongSearchIsAnError();
    void formatsHaveWords();

private:
    std::filesystem::path path(const char *name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    QTemporaryDir m_folder;
};

void TstTraceExport::initTestCase()
{
    QVERIFY(m_folder.isValid());
}

void TstTraceExport::whatIsExportedComesBackEqual_data()
{
    QTest::addColumn<int>("format");
    for (const TraceFormat format : allTraceFormats)
        QTest::newRow(wordOf(format).data()) << static_cast<int>(format);
}

void TstTraceExport::whatIsExportedComesBackEqual()
{
    QFETCH(const int, format);
    const auto asked = static_cast<TraceFormat>(format);
    FakeReader reader;
    TelemetryBatch expected;
    for (const std::uint32_t number : {1U, 2U, 3U}) {
        reader.put(traceOf(sampleFor(asked, number)));
        append(expected, sampleFor(asked, number));
    }
    std::uint64_t told = 0;
    const auto report = exportToFile(
        reader, nullptr, {.ids = {traceId(1), traceId(2), traceId(3)}, .search = {}, .filter = {}}, asked,
        path("out"), [&](const ExportProgress &progress) { told = progress.traces; });
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(report->traces, 3U);
    QCOMPARE(told, 3U);
    QCOMPARE(report->bytes, std::filesystem::file_size(path("out")));
    auto again = decodeFile(asked, path("out"));
    QVERIFY2(again, again ? "" : again.error().message.c_str());
    QCOMPARE(QString::fromStdString(sortedText(again->batch)), QString::fromStdString(sortedText(expected)));
}

void TstTraceExport::anEmptySelectionIsAValidFile_data()
{
    whatIsExportedComesBackEqual_data();
}

void TstTraceExport::anEmptySelectionIsAValidFile()
{
    QFETCH(const int, format);
    FakeReader reader;
    const auto report = exportToFile(reader, nullptr, {}, static_cast<TraceFormat>(format), path("empty"));
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(report->traces, 0U);
    const auto again = decodeFile(static_cast<TraceFormat>(format), path("empty"));
    QVERIFY2(again, again ? "" : again.error().message.c_str());
}

void TstTraceExport::logRecordsGoAlongWhereThereIsAPlace()
{
    FakeReader reader;
    reader.put(traceOf(sampleFor(TraceFormat::OtlpJson, 1)));
    auto logs = std::make_shared<TelemetryBatch>();
    logs->resources.resize(1);
    logs->scopes.resize(1);
    LogRecord &record = logs->logs.emplace_back();
    record.traceId = traceId(1);
    record.body = Value::ofString("hello");
    reader.putLogs(traceId(1), logs);
    for (const TraceFormat format : allTraceFormats) {
        const auto report = exportToFile(reader, nullptr, {.ids = {traceId(1)}, .search = {}, .filter = {}},
                                         format, path("logs"));
        QVERIFY(report);
        QCOMPARE(report->logRecords, 1U);
        const auto again = decodeFile(format, path("logs"));
        QVERIFY(again);
        QCOMPARE(again->batch.logs.size(), std::size_t(carriesLogs(format) ? 1 : 0));
    }
}

void TstTraceExport::tracesThatAreGoneAreCounted()
{
    FakeReader reader;
    reader.put(traceOf(sampleFor(TraceFormat::OtlpJson, 1)));
    std::string text;
    const auto report =
        exportTraces(reader, nullptr, {.ids = {traceId(9), traceId(1)}, .search = {}, .filter = {}},
                     TraceFormat::OtlpJson, [&](std::string_view bytes) -> Status {
                         text += bytes;
                         return Done{};
                     });
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(report->traces, 1U);
    QCOMPARE(report->missing, 1U);
    QCOMPARE(std::ranges::count(text, '\n'), 1);
}

void TstTraceExport::aCancelledExportLeavesNothing()
{
    FakeReader reader;
    reader.put(traceOf(sampleFor(TraceFormat::OtlpJson, 1)));
    std::stop_source stop;
    const auto report = exportToFile(
        reader, nullptr, {.ids = {traceId(1), traceId(1)}, .search = {}, .filter = {}}, TraceFormat::Jaeger,
        path("cancelled"), [&](const ExportProgress &) { stop.request_stop(); }, stop.get_token());
    QVERIFY(!report);
    QCOMPARE(report.error().code, Error::Code::Cancelled);
    QVERIFY(!std::filesystem::exists(path("cancelled")) && !std::filesystem::exists(path("cancelled.part")));
}

void TstTraceExport::aFileThatCannotBeWrittenIsSaid()
{
    FakeReader reader;
    const auto report = exportToFile(reader, nullptr, {}, TraceFormat::Zipkin, path("no/such/folder/file"));
    QVERIFY(!report);
    QCOMPARE(report.error().code, Error::Code::Io);
    QVERIFY2(report.error().message.find("No such file") != std::string::npos,
             report.error().message.c_str());
}

void TstTraceExport::aWrongSearchIsAnError()
{
    FakeReader reader;
    const auto report = exportToFile(reader, nullptr, {.ids = {}, .search = "{ duration >", .filter = {}},
                                     TraceFormat::Zipkin, path("wrong"));
    QVERIFY(!report);
    QVERIFY(!std::filesystem::exists(path("wrong")));
}

void TstTraceExport::formatsHaveWords()
{
    for (const TraceFormat format : allTraceFormats)
        QVERIFY(traceFormatFromWord(wordOf(format)) == format);
    QVERIFY(!traceFormatFromWord("xml"));
}

static const Registered<TstTraceExport> registered;

#include "tst_traceexport.moc"
