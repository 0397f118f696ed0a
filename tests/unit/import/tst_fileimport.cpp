// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "core/intake/intake.h"
#include "core/receive/import/fileimport.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <zlib.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <set>

using namespace spanwise;
using namespace spanwise::test;

namespace {

/// Keeps span ids in memory, as a store would.
class MemoryWriter final : public BatchWriter
{
public:
    Result<std::vector<AppendReport>> append(std::span<const AdmittedBatch *const> group) override
    {
        if (failing)
            return Error{Error::Code::Io, "The disk is full."};
        std::vector<AppendReport> reports;
        for (const AdmittedBatch *batch : group) {
            AppendReport &report = reports.emplace_back();
            for (const Span &span : batch->batch.spans) {
                const bool isNew = seen.insert({span.traceId, span.id}).second;
                report.duplicate.push_back(!isNew);
                report.stored += isNew ? 1 : 0;
            }
        }
        return reports;
    }

    bool failing = false;
    std::set<std::pair<TraceId, SpanId>> seen;
};

} // namespace

class TstFileImport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyShapeOfAFileIsRead_data();
    void everyShapeOfAFileIsRead();
    void importingTwiceAddsNothing();
    void aBadLineIsListedAndItsNeighboursStay();
    void whatIsNotATraceFileIsRefused_data();
    void whatIsNotATraceFileIsRefused();
    void aTruncatedGzipFileIsSaidToBe();
    void aValueOverTheLimitIsRefused_data();
    void aValueOverTheLimitIsRefused();
    void aFullDiskIsReported();
    void cancellingSaysSo();
    void realFilesOfOthersAreRead();

private:
    std::filesystem::path write(const char *name, const std::string &bytes)
    {
        const auto path = std::filesystem::path(m_folder->path().toStdString()) / name;
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    static std::string json(std::uint32_t number)
    {
        return encodeOtlpJson(batchFromOutline("query 0 900\n  retrieve 10 300\n", traceId(number)));
    }
    static std::string gzipped(const std::string &bytes)
    {
        std::string out(bytes.size() + 1024, '\0');
        z_stream stream{};
        deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
        stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
        stream.avail_in = static_cast<uInt>(bytes.size());
        stream.next_out = reinterpret_cast<Bytef *>(out.data());
        stream.avail_out = static_cast<uInt>(out.size());
        deflate(&stream, Z_FINISH);
        out.resize(stream.total_out);
        deflateEnd(&stream);
        return out;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    MemoryWriter m_writer;
    std::unique_ptr<Intake> m_intake;
};

void TstFileImport::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_writer = MemoryWriter{};
    m_intake = std::make_unique<Intake>(m_writer, std::make_shared<IntakeCounters>());
    m_intake->start();
}

void TstFileImport::cleanup()
{
    m_intake.reset();
}

void TstFileImport::everyShapeOfAFileIsRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("spans");
    const auto bytes = [](const std::string &text) { return QByteArray::fromStdString(text); };
    QTest::newRow("one object") << bytes(json(1)) << 2;
    QTest::newRow("lines") << bytes(json(1) + "\n" + json(2) + "\n" + json(3)) << 6;
    QTest::newRow("array") << bytes("[" + json(1) + ", " + json(2) + "]") << 4;
    QTest::newRow("protobuf") << bytes(encodeOtlpProtobuf(batchFromOutline("a 0 9\n b 1 2\n"))) << 2;
    QTest::newRow("gzip of lines") << bytes(gzipped(json(1) + "\n" + json(2))) << 4;
}

void TstFileImport::everyShapeOfAFileIsRead()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, spans);
    ImportProgress last;
    const auto report = importFile(write("file", bytes.toStdString()), *m_intake, [&](const ImportProgress &p) { last = p; });
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(report->storedSpans, static_cast<std::uint64_t>(spans));
    QCOMPARE(report->skippedCount, 0U);
    QVERIFY(!report->traces.empty());
    QCOMPARE(last.bytesDone, last.bytesTotal);
    QCOMPARE(last.bytesTotal, static_cast<std::uint64_t>(bytes.size()));
}

void TstFileImport::importingTwiceAddsNothing()
{
    const auto file = write("file.json", json(1));
    QCOMPARE(importFile(file, *m_intake)->storedSpans, 2U);
    const auto again = importFile(file, *m_intake);
    QCOMPARE(again->storedSpans, 0U);
    QCOMPARE(again->duplicateSpans, 2U);
}

void TstFileImport::aBadLineIsListedAndItsNeighboursStay()
{
    const auto report = importFile(write("file", json(1) + "\n{\"resourceSpans\": 7,}\n{\"data\": []}\n" + json(2)), *m_intake);
    QVERIFY(report);
    QCOMPARE(report->storedSpans, 4U);
    QCOMPARE(report->skippedCount, 2U);
    QCOMPARE(report->skipped[0].position, json(1).size() + 1);
    QVERIFY(report->skipped[1].reason.find("resourceSpans") != std::string::npos);
}

void TstFileImport::whatIsNotATraceFileIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("hello");
    QTest::newRow("picture") << QByteArray("\x89PNG\r\n\x1a\n");
    QTest::newRow("another format") << QByteArray(R"({"data":[{"traceID":"1"}]})");
    QTest::newRow("broken JSON") << QByteArray(R"({"resourceSpans":[{)");
    QTest::newRow("broken protobuf") << QByteArray("\x0a\xff\xff\xff\x01zz");
}

void TstFileImport::whatIsNotATraceFileIsRefused()
{
    QFETCH(const QByteArray, bytes);
    const auto report = importFile(write("file", bytes.toStdString()), *m_intake);
    QVERIFY(!report);
    QCOMPARE(report.error().code, Error::Code::InvalidInput);
    QVERIFY(m_writer.seen.empty());
    QCOMPARE(importFile("/nowhere/at/all", *m_intake).error().code, Error::Code::NotFound);
    QVERIFY(!importFile(m_folder->path().toStdString(), *m_intake));
}

void TstFileImport::aTruncatedGzipFileIsSaidToBe()
{
    std::string lines;
    for (std::uint32_t i = 1; i < 200; ++i)
        lines += json(i) + "\n";
    const std::string whole = gzipped(lines);
    const auto report = importFile(write("file.gz", whole.substr(0, whole.size() / 2)), *m_intake);
    QVERIFY(!report);
    QCOMPARE(report.error().code, Error::Code::Corrupt);
    QVERIFY(!m_writer.seen.empty());
    const std::string stored = std::to_string(m_writer.seen.size()) + " spans before that were stored";
    QVERIFY2(report.error().message.find(stored) != std::string::npos, report.error().message.c_str());
}

void TstFileImport::aValueOverTheLimitIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("JSON that never ends") << QByteArray::fromStdString(gzipped("{\"a\":\"" + std::string(9'000'000, 'x')));
    QTest::newRow("protobuf") << QByteArray::fromStdString(gzipped("\x0a" + std::string(9'000'000, '\0')));
}

void TstFileImport::aValueOverTheLimitIsRefused()
{
    QFETCH(const QByteArray, bytes);
    ImportProgress last;
    const auto report = importFile(
        write("file.gz", bytes.toStdString()), *m_intake, [&](const ImportProgress &p) { last = p; }, {}, 1U << 20U);
    QVERIFY(!report);
    QCOMPARE(report.error().code, Error::Code::TooLarge);
    QVERIFY(report.error().message.find("more than 1 MiB") != std::string::npos);
}

void TstFileImport::aFullDiskIsReported()
{
    m_writer.failing = true;
    const auto report = importFile(write("file", json(1)), *m_intake);
    QVERIFY(!report);
    QCOMPARE(report.error().message, std::string("The disk is full."));
}

void TstFileImport::cancellingSaysSo()
{
    std::stop_source stop;
    stop.request_stop();
    const auto report = importFile(write("file", json(1)), *m_intake, {}, stop.get_token());
    QVERIFY(!report);
    QCOMPARE(report.error().code, Error::Code::Cancelled);
}

void TstFileImport::realFilesOfOthersAreRead()
{
    const QDir files(QStringLiteral(SPANWISE_SOURCE_DIR "/../shared/data/otlp"));
    if (!files.exists())
        QSKIP("the real files of other projects are not beside this checkout");
    for (const char *name : {"mythical-failed-requests.json", "mythical-queue-database.json", "proto-example-trace.json"}) {
        const auto report = importFile(files.filePath(QString::fromLatin1(name)).toStdString(), *m_intake);
        QVERIFY2(report, name);
        QVERIFY2(report->storedSpans > 0 && report->rejectedSpans == 0, name);
    }
}

static const Registered<TstFileImport> registered;
#include "tst_fileimport.moc"
