// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jaeger.h"
#include "core/codec/labelattributes.h"
#include "core/codec/otlp_json.h"
#include "core/codec/zipkin.h"
#include "tests/support/suite.h"
#include "tests/unit/codec/carriable.h"
#include "tests/unit/codec/fieldfiles.h"
#include "tests/unit/codec/samplebatch.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

namespace {

enum class Way { Otlp, Jaeger, Zipkin };

TelemetryBatch sampleFor(Way way)
{
    TelemetryBatch batch = sampleBatch();
    if (way == Way::Jaeger)
        jaegerCanCarry(batch);
    if (way == Way::Zipkin)
        zipkinCanCarry(batch);
    return batch;
}

TelemetryBatch sentAndReceived(const TelemetryBatch &batch, Way way)
{
    Result<DecodedBatch> decoded = way == Way::Otlp ? decodeOtlpJson(encodeOtlpJson(batch))
                                   : way == Way::Jaeger
                                       ? decodeJaegerJson("{\"data\":[" + encodeJaegerItems(batch) + "]}")
                                       : decodeZipkinJson('[' + encodeZipkinItems(batch) + ']');
    return decoded ? std::move(decoded->batch) : TelemetryBatch();
}

TraceLabels labelsFor(TraceId trace)
{
    TraceLabels labels;
    labels.query = QueryLabel{trace, Verdict::Bad, "makes up a price; \"quoted\"\nand \xE2\x80\x94 twice",
                              Timestamp(Duration(1'700'000'000'123'456'789))};
    labels.documents.push_back({trace, 0xfedcba9876543210U, 0x0123456789abcdefU, true, "chunk \"7\"",
                                "Kapitel \xC3\x9C", Timestamp(Duration(1'700'000'000'000'000'001))});
    labels.documents.push_back({trace, 7, 0, false, "42", "", Timestamp(Duration(5))});
    return labels;
}

/// The value of key in the first span, as text.
std::string valueOf(const TelemetryBatch &batch, std::string_view key)
{
    const Value *const value = find(batch.spans.front().attributes, key);
    return value == nullptr ? "absent" : std::string(value->stringOr("no text"));
}

} // namespace

class TstLabelAttributes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void labelsTravelWithATrace_data();
    void labelsTravelWithATrace();
    void othersReadThemAsAnnotations();
    void annotationsOfOthersStay();
    void damagedAnnotationsStay_data();
    void damagedAnnotationsStay();
    void aNoteAloneTravelsToo();
};

void TstLabelAttributes::labelsTravelWithATrace_data()
{
    QTest::addColumn<int>("way");
    QTest::newRow("otlp json") << int(Way::Otlp);
    QTest::newRow("jaeger") << int(Way::Jaeger);
    QTest::newRow("zipkin") << int(Way::Zipkin);
}

void TstLabelAttributes::labelsTravelWithATrace()
{
    QFETCH(const int, way);
    TelemetryBatch original = sampleFor(static_cast<Way>(way));
    const TraceLabels labels = labelsFor(original.spans.front().traceId);
    TelemetryBatch received = sentAndReceived(withLabels(original, 0, labels), static_cast<Way>(way));
    QCOMPARE(received.spans.size(), original.spans.size());
    const std::vector<TraceLabels> taken = takeLabels(received);
    QCOMPARE(taken.size(), std::size_t(1));
    QVERIFY(taken.front() == labels);
    QCOMPARE(QString::fromStdString(sortedText(received)), QString::fromStdString(sortedText(original)));
    QVERIFY(takeLabels(received).empty());
}

void TstLabelAttributes::othersReadThemAsAnnotations()
{
    TelemetryBatch original = sampleBatch();
    const TelemetryBatch batch = withLabels(original, 0, labelsFor(original.spans.front().traceId));
    QCOMPARE(valueOf(batch, "trace.annotations.0.annotation.name"), std::string("answer"));
    QCOMPARE(valueOf(batch, "trace.annotations.0.annotation.label"), std::string("bad"));
    QCOMPARE(valueOf(batch, "trace.annotations.0.annotation.annotator_kind"), std::string("HUMAN"));
    QCOMPARE(valueOf(batch, "trace.annotations.0.annotation.identifier"), std::string("spanwise"));
    QCOMPARE(find(batch.spans.front().attributes, "trace.annotations.0.annotation.score")->numberOr(-1), 0.0);
    QVERIFY(valueOf(batch, "trace.annotations.0.annotation.explanation").starts_with("makes up a price"));
    QCOMPARE(valueOf(batch, "trace.annotations.1.annotation.name"), std::string("document"));
    QCOMPARE(valueOf(batch, "trace.annotations.1.annotation.label"), std::string("wanted"));
    QCOMPARE(valueOf(batch, "trace.annotations.1.annotation.identifier"),
             std::string("spanwise:fedcba9876543210"));
    QCOMPARE(valueOf(batch, "trace.annotations.2.annotation.label"), std::string("unwanted"));
}

void TstLabelAttributes::annotationsOfOthersStay()
{
    TelemetryBatch original = sampleBatch();
    std::vector<Attribute> attributes(original.spans.front().attributes.begin(),
                                      original.spans.front().attributes.end());
    attributes.push_back({"trace.annotations.3.annotation.name", Value::ofString("correctness")});
    attributes.push_back({"trace.annotations.3.annotation.identifier", Value::ofString("spanwiser")});
    attributes.push_back({"trace.annotations.x.annotation.identifier", Value::ofString("spanwise")});
    original.spans.front().attributes = original.arena.copy(std::span<const Attribute>(attributes));
    const TraceLabels labels = labelsFor(original.spans.front().traceId);
    TelemetryBatch batch = withLabels(original, 0, labels);
    QCOMPARE(valueOf(batch, "trace.annotations.4.annotation.name"), std::string("answer"));
    QVERIFY(takeLabels(batch) == std::vector{labels});
    QCOMPARE(QString::fromStdString(sortedText(batch)), QString::fromStdString(sortedText(original)));
}

void TstLabelAttributes::damagedAnnotationsStay_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("a verdict nobody knows") << QByteArray("0.annotation.label") << QByteArray("so-so");
    QTest::newRow("no time") << QByteArray("0.annotation.metadata") << QByteArray("{}");
    QTest::newRow("no JSON") << QByteArray("0.annotation.metadata") << QByteArray("{\"time\":");
    QTest::newRow("a key that is none")
        << QByteArray("1.annotation.identifier") << QByteArray("spanwise:12xz");
    QTest::newRow("a question that is none")
        << QByteArray("1.annotation.metadata") << QByteArray(R"({"time":"5","question":7})");
}

void TstLabelAttributes::damagedAnnotationsStay()
{
    QFETCH(const QByteArray, key);
    QFETCH(const QByteArray, value);
    TelemetryBatch original = sampleBatch();
    TelemetryBatch batch = withLabels(original, 0, labelsFor(original.spans.front().traceId));
    const std::string damaged = "trace.annotations." + key.toStdString();
    std::vector<Attribute> attributes(batch.spans.front().attributes.begin(),
                                      batch.spans.front().attributes.end());
    for (Attribute &attribute : attributes) {
        if (attribute.key == damaged)
            attribute.value = Value::ofString(
                batch.arena.copy(std::string_view(value.constData(), std::size_t(value.size()))));
    }
    batch.spans.front().attributes = batch.arena.copy(std::span<const Attribute>(attributes));
    const std::vector<TraceLabels> taken = takeLabels(batch);
    QCOMPARE(taken.size(), std::size_t(1)); // the others are good
    QCOMPARE(int(taken.front().query.has_value()) + int(taken.front().documents.size()), 2);
    QCOMPARE(valueOf(batch, damaged), value.toStdString());
}

void TstLabelAttributes::aNoteAloneTravelsToo()
{
    TelemetryBatch original = sampleBatch();
    TraceLabels labels;
    labels.query =
        QueryLabel{original.spans.front().traceId, std::nullopt, "ask Mia", Timestamp(Duration(9))};
    TelemetryBatch batch = withLabels(original, 0, labels);
    QCOMPARE(valueOf(batch, "trace.annotations.0.annotation.label"), std::string("absent"));
    QVERIFY(takeLabels(batch) == std::vector{labels});
}

static const Registered<TstLabelAttributes> registered;

#include "tst_labelattributes.moc"
