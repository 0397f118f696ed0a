// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "core/receive/import/tracereading.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace spanwise {
namespace {

using namespace Qt::StringLiterals;

constexpr auto outline = "query 0 1000\n  retrieve 0 400\n    words 100 400 error\n  generate 400 1000\n";

std::vector<SpanFacts> noFacts(TelemetryBatch &batch)
{
    return std::vector<SpanFacts>(batch.spans.size());
}

/// "name begin end key=value" of each span, a line each.
std::string textOf(const Trace &trace)
{
    std::string text;
    for (const Span &span : trace.batch().spans) {
        const auto ms = [](Timestamp time) {
            return std::to_string(time.time_since_epoch() / std::chrono::milliseconds(1));
        };
        text += std::string(span.name) + ' ' + ms(span.time.begin) + ' ' + ms(span.time.end);
        for (const Attribute &attribute : span.attributes)
            text += ' ' + std::string(attribute.key) + '=' + std::string(attribute.value.stringOr("?"));
        text += '\n';
    }
    return text;
}

} // namespace

class TstTraceReading : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFileOfOneTraceIsThatTrace();
    void whatIsSaidTwiceCountsOnce();
    void equalAttributesOfManySpansAreOneList();
    void aFileOfSeveralTracesIsNone();
    void aCancelledReadingEndsWithoutATrace();
    void aFileThatIsNoTraceSaysSo();

private:
    std::string write(const std::string &bytes)
    {
        const QString name = m_folder.filePath(u"trace.jsonl"_s);
        QFile file(name);
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(bytes.data(), static_cast<qint64>(bytes.size())) < 0)
            qFatal("the file cannot be written");
        return name.toStdString();
    }
    QTemporaryDir m_folder;
};

void TstTraceReading::aFileOfOneTraceIsThatTrace()
{
    TelemetryBatch batch = test::batchFromOutline(outline);
    const Attribute attribute{"model", Value::ofString("a text that is longer than what is shared: ")};
    batch.spans[3].attributes = {&attribute, 1};
    for (const std::string &bytes : {encodeOtlpJson(batch) + "\n", encodeOtlpProtobuf(batch)}) {
        const auto trace = readTraceFile(write(bytes), noFacts);
        QVERIFY(trace && *trace);
        QCOMPARE((*trace)->id(), test::traceId(1));
        QCOMPARE(textOf(**trace), "query 0 1000\nretrieve 0 400\nwords 100 400\ngenerate 400 1000 model=" +
                                      std::string(attribute.value.string()) + "\n");
        QCOMPARE((*trace)->resource(SpanRow{}).serviceName(), std::string_view("outline"));
        QCOMPARE((*trace)->tree().depth(static_cast<SpanRow>(2)), 2U);
    }
}

void TstTraceReading::whatIsSaidTwiceCountsOnce()
{
    const std::string line = encodeOtlpJson(test::batchFromOutline(outline)) + "\n";
    const auto trace = readTraceFile(write(line + line), noFacts);
    QVERIFY(trace && *trace);
    QCOMPARE((*trace)->size(), 4U);
    QCOMPARE((*trace)->batch().resources.size(), 1U);
}

void TstTraceReading::equalAttributesOfManySpansAreOneList()
{
    TelemetryBatch batch = test::batchFromOutline(outline);
    const std::array attributes{
        Attribute{"kind", Value::ofString("TOOL")}, Attribute{"attempt", Value::ofInt(1)},
        Attribute{"ratio", Value::ofDouble(0.5)}, Attribute{"cached", Value::ofBool(true)}};
    auto other = attributes;
    other[3].value = Value::ofBool(false);
    batch.spans[1].attributes = attributes;
    batch.spans[2].attributes = attributes;
    batch.spans[3].attributes = other;
    const auto trace = readTraceFile(write(encodeOtlpJson(batch)), noFacts);
    QVERIFY(trace && *trace);
    const auto &spans = (*trace)->batch().spans;
    QCOMPARE(spans[1].attributes.data(), spans[2].attributes.data());
    QVERIFY(spans[1].attributes.data() != spans[3].attributes.data());
    QVERIFY(!spans[3].attributes[3].value.boolean());
}

void TstTraceReading::aFileOfSeveralTracesIsNone()
{
    const auto trace = readTraceFile(write(encodeOtlpJson(test::batchFromOutline(outline)) + "\n" +
                                           encodeOtlpJson(test::batchFromOutline(outline, test::traceId(2)))),
                                     noFacts);
    QVERIFY(trace);
    QVERIFY(!*trace);
}

void TstTraceReading::aCancelledReadingEndsWithoutATrace()
{
    std::stop_source stop;
    stop.request_stop();
    const auto trace =
        readTraceFile(write(encodeOtlpJson(test::batchFromOutline(outline))), noFacts, {}, stop.get_token());
    QVERIFY(!trace);
    QCOMPARE(trace.error().code, Error::Code::Cancelled);
}

void TstTraceReading::aFileThatIsNoTraceSaysSo()
{
    const auto trace = readTraceFile(write("no trace at all"), noFacts);
    QVERIFY(!trace);
    QCOMPARE(trace.error().code, Error::Code::InvalidInput);
}

static const test::Registered<TstTraceReading> registered;

} // namespace spanwise

#include "tst_tracereading.moc"
