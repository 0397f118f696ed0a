// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jaeger.h"
#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "core/codec/zipkin.h"
#include "core/intake/intake.h"
#include "core/receive/import/fileimport.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <zlib.h>
#include <zstd.h>

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
    void aBadSpanInAGroupIsListedWithItsLine();
    void linesOfALogAreRead();
    void tracesWithoutIdsAreTheSameTwice();
    void anUnknownFileIsSaidToLookLikeWhatItIs_data();
    void anUnknownFileIsSaidToLookLikeWhatItIs();
    void aFileThatBreaksOffSaysWhere_data();
    void aFileThatBreaksOffSaysWhere();
    void aCutFrameIsListed();
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
    static TelemetryBatch trace(std::uint32_t number)
    {
        return batchFromOutline("query 0 900\n  retrieve 10 300\n", traceId(number));
    }
    static std::string protobuf(std::uint32_t number) { return encodeOtlpProtobuf(trace(number)); }
    /// Less than 128 bytes, so that its fifth byte is a tag: it must not be taken for a frame.
    static std::string tinyProtobuf()
    {
        const auto field = [](char tag, const std::string &content) {
            return std::string{tag, static_cast<char>(content.size())} + content;
        };
        const std::string span = field('\x0a', std::string(16, '\x01')) +
                                 field('\x12', std::string(8, '\x02')) + '\x39' + std::string(8, '\x01');
        const std::string value = field('\x0a', "service");
        const std::string attribute = field('\x0a', field('\x0a', "service.name") + field('\x12', value));
        return field('\x0a', field('\x0a', attribute) + field('\x12', field('\x12', span)));
    }
    static std::string zstd(const std::string &bytes)
    {
        std::string out(ZSTD_compressBound(bytes.size()), '\0');
        out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
        return out;
    }
    static std::string framed(const std::string &message)
    {
        std::string length(4, '\0');
        for (std::size_t i = 0; i < 4; ++i)
            length[i] = static_cast<char>(message.size() >> (24 - 8 * i));
        return length + message;
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
    QTest::newRow("protobuf of one small span") << bytes(tinyProtobuf()) << 1;
    QTest::newRow("gzip of lines") << bytes(gzipped(json(1) + "\n" + json(2))) << 4;
    QTest::newRow("zstd of lines") << bytes(zstd(json(1) + "\n" + json(2))) << 4;
    QTest::newRow("zstd in two frames") << bytes(zstd(json(1) + "\n") + zstd(json(2))) << 4;
    QTest::newRow("zstd of protobuf") << bytes(zstd(protobuf(1))) << 2;
    QTest::newRow("frames") << bytes(framed(protobuf(1)) + framed(protobuf(2)) + framed(protobuf(3))) << 6;
    QTest::newRow("frames, each zstd") << bytes(framed(zstd(protobuf(1))) + framed(zstd(protobuf(2)))) << 4;
    QTest::newRow("gzip of frames") << bytes(gzipped(framed(protobuf(1)))) << 2;
    QTest::newRow("Zipkin") << bytes(encodeZipkinJson(trace(1))) << 2;
    QTest::newRow("Zipkin, array of arrays")
        << bytes("[" + encodeZipkinJson(trace(1)) + "," + encodeZipkinJson(trace(2)) + "]") << 4;
    QTest::newRow("Zipkin, a span a line") << QByteArray("{\"traceId\":\"1\",\"id\":\"2\",\"timestamp\":1}\n{"
                                                         "\"traceId\":\"1\",\"id\":\"3\",\"timestamp\":1}\n")
                                           << 2;
    QTest::newRow("Jaeger envelope") << bytes(encodeJaegerJson(trace(1))) << 2;
    QTest::newRow("Jaeger trace") << bytes(encodeJaegerItems(trace(1))) << 2;
    QTest::newRow("Jaeger array") << bytes("[" + encodeJaegerItems(trace(1)) + "," +
                                           encodeJaegerItems(trace(2)) + "]")
                                  << 4;
    QTest::newRow("Jaeger api_v3") << bytes("{\"result\":" + json(1) + "}{\"result\":" + json(2) + "}") << 4;
    QTest::newRow("Tempo v2") << bytes("{\"trace\":" + json(1) + ",\"status\":\"COMPLETE\"}") << 2;
    QTest::newRow("Tempo batches") << bytes("{\"batches\":" + json(1).substr(17)) << 2;
    QTest::newRow("Chrome array")
        << QByteArray(
               R"([{"ph":"X","ts":1,"dur":9,"pid":1,"tid":1,"name":"a"},{"ph":"X","ts":2,"dur":3,"pid":1,"tid":1,"name":"b"}])")
        << 2;
    QTest::newRow("Chrome, bracket missing") << QByteArray(R"([{"ph":"B","ts":1,"pid":1,"tid":1,"name":"a"},
{"ph":"E","ts":2,"pid":1,"tid":1},
)") << 1;
    QTest::newRow("Chrome object")
        << QByteArray(
               R"({"traceEvents":[{"ph":"X","ts":1,"dur":9,"pid":1,"tid":1,"name":"a"}],"displayTimeUnit":"ns"})")
        << 1;
    QTest::newRow("Datadog")
        << QByteArray(
               R"([[{"trace_id":1,"span_id":2,"start":5,"duration":1,"service":"s","name":"n"}],[{"trace_id":2,"span_id":3,"start":5,"duration":1,"service":"s"}]])")
        << 2;
    QTest::newRow("all in one file") << bytes(json(1) + "\n" + encodeJaegerJson(trace(2)) + "\n" +
                                              encodeZipkinJson(trace(3)))
                                     << 6;
}

void TstFileImport::everyShapeOfAFileIsRead()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, spans);
    ImportProgress last;
    const auto report =
        importFile(write("file", bytes.toStdString()), *m_intake, [&](const ImportProgress &p) { last = p; });
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
    const auto report = importFile(
        write("file", json(1) + "\n{\"resourceSpans\": 7,}\n{\"data\": []}\n" + json(2)), *m_intake);
    QVERIFY(report);
    QCOMPARE(report->storedSpans, 4U);
    QCOMPARE(report->skippedCount, 2U);
    QCOMPARE(report->skipped[0].position, json(1).size() + 1);
    QCOMPARE(report->skipped[0].line, 2U);
    QCOMPARE(report->skipped[1].line, 3U);
    QVERIFY2(report->skipped[1].reason.find("keys data") != std::string::npos,
             report->skipped[1].reason.c_str());
}

/// Small values are decoded in groups; what is wrong with one of them is still found.
void TstFileImport::aBadSpanInAGroupIsListedWithItsLine()
{
    const auto report = importFile(write("file", R"([{"traceId":"1","id":"2","timestamp":1},
{"traceId":"1","id":"x","timestamp":1},
{"traceId":"1","id":"4","timestamp":1},
{"traceId":"1","id":"5","timestamp":},
{"traceId":"1","id":"6","timestamp":1}])"),
                                   *m_intake);
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(report->storedSpans, 3U);
    QCOMPARE(report->skipped.size(), std::size_t{2});
    QCOMPARE(report->skipped[0].line, 2U);
    QCOMPARE(report->skipped[1].line, 4U);
}

void TstFileImport::linesOfALogAreRead()
{
    const auto report = importFile(
        write("app.log",
              "Starting...\n{\"time\":\"2026-01-02T03:04:05Z\",\"level\":\"info\",\"msg\":\"up\"}\n"
              "{\"time\":\"2026-01-02T03:04:06Z\",\"level\":\"error\",\"msg\":\"down\"}\n"),
        *m_intake);
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(report->logRecords, 2U);
    QCOMPARE(report->skipped.size(), std::size_t{1});
    QCOMPARE(report->skipped[0].line, 1U);
}

void TstFileImport::tracesWithoutIdsAreTheSameTwice()
{
    const auto file = write("trace.json", R"([{"ph":"X","ts":1,"dur":9,"pid":1,"tid":1,"name":"a"}])");
    QCOMPARE(importFile(file, *m_intake)->storedSpans, 1U);
    QCOMPARE(importFile(file, *m_intake)->duplicateSpans, 1U);
}

void TstFileImport::anUnknownFileIsSaidToLookLikeWhatItIs_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("look");
    QTest::newRow("picture") << QByteArray("\x89PNG\r\n\x1a\n") << "a PNG picture";
    QTest::newRow("text") << QByteArray("hello") << "plain text";
    QTest::newRow("page") << QByteArray("<html>") << "XML or HTML";
    QTest::newRow("archive") << QByteArray("PK\x03\x04....") << "a ZIP archive";
    QTest::newRow("other JSON") << QByteArray(R"({"name":"x","items":[1]})")
                                << "a JSON object with the keys name, items";
    QTest::newRow("numbers") << QByteArray("[[1,2],[3]]") << "a JSON array without objects";
}

void TstFileImport::anUnknownFileIsSaidToLookLikeWhatItIs()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, look);
    const auto report = importFile(write("file", bytes.toStdString()), *m_intake);
    QVERIFY(!report);
    const QString message = QString::fromStdString(report.error().message);
    QVERIFY2(message.contains(look) && message.contains(u"Zipkin"), qPrintable(message));
}

void TstFileImport::aFileThatBreaksOffSaysWhere_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("zstd")
        << QByteArray::fromStdString(zstd(json(1) + std::string(400'000, ' ') + json(2))).chopped(20);
    QTest::newRow("frame of 4 GB") << QByteArray::fromStdString(framed(protobuf(1)) + "\xff\xff\xff\xf0\x0a");
}

void TstFileImport::aFileThatBreaksOffSaysWhere()
{
    QFETCH(const QByteArray, bytes);
    const auto report = importFile(write("file", bytes.toStdString()), *m_intake);
    QVERIFY(!report);
    QVERIFY2(report.error().message.find("spans before that were stored") != std::string::npos,
             report.error().message.c_str());
}

void TstFileImport::aCutFrameIsListed()
{
    const std::string whole = framed(protobuf(1)) + framed(protobuf(2));
    const auto report = importFile(write("file", whole.substr(0, whole.size() - 3)), *m_intake);
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(report->storedSpans, 2U);
    QCOMPARE(report->skippedCount, 1U);
}

void TstFileImport::whatIsNotATraceFileIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("hello");
    QTest::newRow("picture") << QByteArray("\x89PNG\r\n\x1a\n");
    QTest::newRow("another format") << QByteArray(R"({"data":[{"title":"1"}]})");
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
    QTest::newRow("JSON that never ends")
        << QByteArray::fromStdString(gzipped("{\"a\":\"" + std::string(9'000'000, 'x')));
    QTest::newRow("protobuf") << QByteArray::fromStdString(gzipped("\x0a" + std::string(9'000'000, '\0')));
}

void TstFileImport::aValueOverTheLimitIsRefused()
{
    QFETCH(const QByteArray, bytes);
    ImportProgress last;
    const auto report = importFile(
        write("file.gz", bytes.toStdString()), *m_intake, [&](const ImportProgress &p) { last = p; }, {},
        1U << 20U);
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
    const QDir files(QStringLiteral(SPANWISE_SOURCE_DIR "/../shared/data"));
    if (!files.exists())
        QSKIP("the real files of other projects are not beside this checkout");
    int count = 0;
    for (const QString &folder : files.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        for (const QString &name :
             QDir(files.filePath(folder)).entryList({QStringLiteral("*.json")}, QDir::Files)) {
            const QString path = folder + u'/' + name;
            const auto report = importFile(files.filePath(path).toStdString(), *m_intake);
            QVERIFY2(report, report ? "" : report.error().message.c_str());
            QVERIFY2(report->storedSpans + report->duplicateSpans + report->logRecords + report->dataPoints >
                         0,
                     qPrintable(path));
            QVERIFY2(report->rejectedSpans == 0 && report->rejectedRecords == 0 && report->skippedCount == 0,
                     qPrintable(path));
            ++count;
        }
    }
    QVERIFY(count >= 24);
}

static const Registered<TstFileImport> registered;
#include "tst_fileimport.moc"
