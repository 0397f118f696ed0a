// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_protobuf.h"
#include "tests/support/suite.h"
#include "tests/unit/codec/batchtext.h"
#include "tests/unit/codec/samplebatch.h"

#include <QTest>

#include <protozero/pbf_writer.hpp>

using namespace spanwise;
using namespace spanwise::test;
using protozero::pbf_writer;

namespace {

const std::string traceBytes(16, '\x11');
const std::string spanBytes(8, '\x22');

/// Writes one span into field 2 of scope_spans, with ids as given.
void addSpan(pbf_writer &scopeSpans, const std::string &trace, const std::string &id, const std::string &name)
{
    pbf_writer span(scopeSpans, 2);
    span.add_bytes(1, trace);
    span.add_bytes(2, id);
    span.add_string(5, name);
}

/// A request with one scope whose spans write() adds.
template<class Write>
std::string request(Write write, protozero::pbf_tag_type scopeField = 2)
{
    std::string body;
    pbf_writer message(body);
    {
        pbf_writer resourceSpans(message, 1);
        pbf_writer scopeSpans(resourceSpans, scopeField);
        write(scopeSpans);
    }
    return body;
}

std::string nestedValue(int levels)
{
    std::string value;
    pbf_writer(value).add_string(1, "core");
    for (int i = 0; i < levels; ++i) {
        std::string list;
        pbf_writer(list).add_message(1, value);
        value.clear();
        pbf_writer(value).add_message(5, list);
    }
    return value;
}

} // namespace

class TstOtlpProtobuf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsEncodedIsDecodedAlike();
    void textStaysWhereItWasReceived();
    void anEmptyBodyIsAnEmptyBatch();
    void aBadSpanDoesNotCostItsNeighbours_data();
    void aBadSpanDoesNotCostItsNeighbours();
    void theFirstReasonIsKeptAndAllAreCounted();
    void invalidUtf8IsRepairedAndKept();
    void unknownFieldsAndWrongWireTypesAreSkipped();
    void theListOfProto018IsRead();
    void theListOfProto018IsIgnoredBesideTheNewOne();
    void theDeprecatedStatusCodeMeansError();
    void valuesMayNestSixtyFourLevels();
    void hostileNestingCostsOnlyItsSpan();
    void hostileNestingInAResourceIsAWarning();
    void everyTruncationIsAnErrorOrASmallerBatch();
    void damageIsReportedWithItsPosition();
    void spansOfMixedResourcesAreGrouped();
    void anyByteMayBeWrong();
};

void TstOtlpProtobuf::whatIsEncodedIsDecodedAlike()
{
    const TelemetryBatch batch = sampleBatch();
    const auto decoded = decodeOtlpProtobuf(encodeOtlpProtobuf(batch));
    QVERIFY(decoded);
    QCOMPARE(decoded->rejectedSpans.count, 0U);
    QVERIFY(decoded->rejectedSpans.firstReason.empty());
    QCOMPARE(QString::fromStdString(describe(decoded->batch)), QString::fromStdString(describe(batch)));
    QVERIFY(decoded->batch.spans[0].attributes[4].value == batch.spans[0].attributes[4].value);
}

void TstOtlpProtobuf::textStaysWhereItWasReceived()
{
    std::string body = encodeOtlpProtobuf(sampleBatch());
    const char *const begin = body.data();
    const char *const end = begin + body.size();
    const auto decoded = decodeOtlpProtobuf(std::move(body));
    QVERIFY(decoded);
    const char *const name = decoded->batch.spans[0].name.data();
    QVERIFY(name >= begin && name < end);
}

void TstOtlpProtobuf::anEmptyBodyIsAnEmptyBatch()
{
    const auto decoded = decodeOtlpProtobuf({});
    QVERIFY(decoded);
    QVERIFY(decoded->batch.spans.empty());
}

void TstOtlpProtobuf::aBadSpanDoesNotCostItsNeighbours_data()
{
    QTest::addColumn<QByteArray>("trace");
    QTest::addColumn<QByteArray>("span");
    QTest::addColumn<QByteArray>("reason");
    const QByteArray trace(16, '\x11');
    const QByteArray span(8, '\x22');
    QTest::newRow("short trace id") << QByteArray(8, '\x11') << span
                                    << QByteArray("trace id has 8 bytes instead of 16");
    QTest::newRow("long span id") << trace << QByteArray(9, '\x22')
                                  << QByteArray("span id has 9 bytes instead of 8");
    QTest::newRow("empty trace id") << QByteArray() << span
                                    << QByteArray("trace id has 0 bytes instead of 16");
    QTest::newRow("zero trace id") << QByteArray(16, '\0') << span
                                   << QByteArray("trace id is missing or all zero");
    QTest::newRow("zero span id") << trace << QByteArray(8, '\0')
                                  << QByteArray("span id is missing or all zero");
}

void TstOtlpProtobuf::aBadSpanDoesNotCostItsNeighbours()
{
    QFETCH(const QByteArray, trace);
    QFETCH(const QByteArray, span);
    QFETCH(const QByteArray, reason);
    const auto decoded = decodeOtlpProtobuf(request([&](pbf_writer &spans) {
        addSpan(spans, traceBytes, spanBytes, "before");
        addSpan(spans, trace.toStdString(), span.toStdString(), "bad");
        addSpan(spans, traceBytes, spanBytes, "after");
    }));
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.spans.size(), 2U);
    QCOMPARE(decoded->batch.spans[1].name, "after");
    QCOMPARE(decoded->rejectedSpans.count, 1U);
    QCOMPARE(QByteArray::fromStdString(decoded->rejectedSpans.firstReason),
             QByteArray("span 2 (\"bad\"): " + reason));
}

void TstOtlpProtobuf::theFirstReasonIsKeptAndAllAreCounted()
{
    const auto decoded = decodeOtlpProtobuf(request([&](pbf_writer &spans) {
        addSpan(spans, traceBytes, "x", "one");
        addSpan(spans, "y", spanBytes, "two");
    }));
    QVERIFY(decoded);
    QCOMPARE(decoded->rejectedSpans.count, 2U);
    QVERIFY(decoded->rejectedSpans.firstReason.starts_with("span 1 (\"one\"): span id"));
}

void TstOtlpProtobuf::invalidUtf8IsRepairedAndKept()
{
    const auto decoded = decodeOtlpProtobuf(
        request([&](pbf_writer &spans) { addSpan(spans, traceBytes, spanBytes, "a\xFF\xE2\x82 b"); }));
    QVERIFY(decoded);
    QCOMPARE(decoded->rejectedSpans.count, 0U);
    QCOMPARE(decoded->batch.spans.at(0).name, "a\xEF\xBF\xBD\xEF\xBF\xBD b");
}

void TstOtlpProtobuf::unknownFieldsAndWrongWireTypesAreSkipped()
{
    const auto decoded = decodeOtlpProtobuf(request([&](pbf_writer &spans) {
        pbf_writer span(spans, 2);
        span.add_bytes(1, traceBytes);
        span.add_uint64(5, 7); // a name that is a number
        span.add_bytes(2, spanBytes);
        span.add_string(4711, "of a later version");
        span.add_fixed64(6, 3); // a kind that is a fixed64
    }));
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.spans.size(), 1U);
    QVERIFY(decoded->batch.spans[0].name.empty());
    QCOMPARE(decoded->batch.spans[0].kind, SpanKind::Unspecified);
}

void TstOtlpProtobuf::theListOfProto018IsRead()
{
    const auto decoded = decodeOtlpProtobuf(
        request([&](pbf_writer &spans) { addSpan(spans, traceBytes, spanBytes, "old"); }, 1000));
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.spans.size(), 1U);
}

void TstOtlpProtobuf::theListOfProto018IsIgnoredBesideTheNewOne()
{
    std::string body;
    pbf_writer message(body);
    {
        pbf_writer resourceSpans(message, 1);
        for (const protozero::pbf_tag_type field : {1000U, 2U}) {
            pbf_writer scopeSpans(resourceSpans, field);
            addSpan(scopeSpans, traceBytes, spanBytes, field == 2 ? "new" : "old");
        }
    }
    const auto decoded = decodeOtlpProtobuf(body);
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.spans.size(), 1U);
    QCOMPARE(decoded->batch.spans[0].name, "new");
}

void TstOtlpProtobuf::theDeprecatedStatusCodeMeansError()
{
    const auto decoded = decodeOtlpProtobuf(request([&](pbf_writer &spans) {
        pbf_writer span(spans, 2);
        span.add_bytes(1, traceBytes);
        span.add_bytes(2, spanBytes);
        pbf_writer status(span, 15);
        status.add_enum(1, 2);
    }));
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.spans.at(0).status, StatusCode::Error);
}

void TstOtlpProtobuf::valuesMayNestSixtyFourLevels()
{
    const auto decode = [](int levels) {
        return decodeOtlpProtobuf(request([&](pbf_writer &spans) {
            pbf_writer span(spans, 2);
            span.add_bytes(1, traceBytes);
            span.add_bytes(2, spanBytes);
            pbf_writer attribute(span, 9);
            attribute.add_string(1, "deep");
            attribute.add_message(2, nestedValue(levels));
        }));
    };
    QCOMPARE(decode(63)->rejectedSpans.count, 0U);
    QCOMPARE(decode(64)->rejectedSpans.count, 1U);
}

void TstOtlpProtobuf::hostileNestingCostsOnlyItsSpan()
{
    const auto decoded = decodeOtlpProtobuf(request([&](pbf_writer &spans) {
        {
            pbf_writer span(spans, 2);
            span.add_bytes(1, traceBytes);
            span.add_bytes(2, spanBytes);
            pbf_writer attribute(span, 9);
            attribute.add_message(2, nestedValue(5'000));
        }
        addSpan(spans, traceBytes, spanBytes, "neighbour");
    }));
    QVERIFY(decoded);
    QCOMPARE(decoded->rejectedSpans.count, 1U);
    QCOMPARE(decoded->batch.spans.at(0).name, "neighbour");
    QVERIFY(decoded->rejectedSpans.firstReason.find("deeper than 64") != std::string::npos);
}

void TstOtlpProtobuf::hostileNestingInAResourceIsAWarning()
{
    std::string body;
    pbf_writer message(body);
    {
        pbf_writer resourceSpans(message, 1);
        {
            pbf_writer resource(resourceSpans, 1);
            pbf_writer attribute(resource, 1);
            attribute.add_message(2, nestedValue(100));
        }
        pbf_writer scopeSpans(resourceSpans, 2);
        addSpan(scopeSpans, traceBytes, spanBytes, "kept");
    }
    const auto decoded = decodeOtlpProtobuf(body);
    QVERIFY(decoded);
    QCOMPARE(decoded->rejectedSpans.count, 0U);
    QCOMPARE(decoded->batch.spans.size(), 1U);
    QVERIFY(decoded->rejectedSpans.firstReason.starts_with("resource: "));
}

void TstOtlpProtobuf::everyTruncationIsAnErrorOrASmallerBatch()
{
    const std::string body = encodeOtlpProtobuf(sampleBatch());
    for (std::size_t length = 1; length < body.size(); ++length) {
        const auto decoded = decodeOtlpProtobuf(body.substr(0, length));
        QVERIFY(!decoded); // one resource_spans holds everything, so a cut is always inside it
        QCOMPARE(decoded.error().code, Error::Code::InvalidInput);
    }
}

void TstOtlpProtobuf::damageIsReportedWithItsPosition()
{
    std::string body = request([&](pbf_writer &spans) { addSpan(spans, traceBytes, spanBytes, "first"); });
    const std::string size = std::to_string(body.size());
    body += "\x0a\x7f";
    const auto decoded = decodeOtlpProtobuf(body);
    QVERIFY(!decoded);
    QVERIFY2(decoded.error().message.find("near byte " + size) != std::string::npos,
             decoded.error().message.c_str());
}

void TstOtlpProtobuf::spansOfMixedResourcesAreGrouped()
{
    TelemetryBatch batch = batchFromOutline("a 0 9\nb 1 2\nc 2 3");
    batch.resources.push_back(batch.resources[0]);
    batch.resources[1].schemaUrl = "second";
    batch.spans[1].resource = 1;
    const auto decoded = decodeOtlpProtobuf(encodeOtlpProtobuf(batch));
    QVERIFY(decoded);
    QCOMPARE(decoded->batch.spans.size(), 3U);
    QCOMPARE(decoded->batch.spans[0].name, "a");
    QCOMPARE(decoded->batch.spans[1].name, "c");
    QCOMPARE(decoded->batch.resources[decoded->batch.spans[2].resource].schemaUrl, "second");
}

void TstOtlpProtobuf::anyByteMayBeWrong()
{
    const std::string body = encodeOtlpProtobuf(sampleBatch());
    for (std::size_t i = 0; i < body.size(); ++i) {
        for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
            std::string damaged = body;
            damaged[i] = static_cast<char>(static_cast<unsigned char>(damaged[i]) ^ flip);
            const auto decoded = decodeOtlpProtobuf(damaged);
            if (decoded)
                QVERIFY(!describe(decoded->batch).empty() || decoded->batch.spans.empty());
        }
    }
}

static const Registered<TstOtlpProtobuf> registered;
#include "tst_otlp_protobuf.moc"
