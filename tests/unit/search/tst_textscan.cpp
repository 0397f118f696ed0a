// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/textscan.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

namespace spanwise {
namespace {

/// The names of the spans in which text was found.
std::string found(const Trace &trace, std::string_view text)
{
    std::string names;
    for (const SpanRow row : scanForText(trace, text))
        names += (names.empty() ? "" : " ") + std::string(trace[row].name);
    return names;
}

Trace sample()
{
    TelemetryBatch batch = test::batchFromOutline("query 0 100\n  Retrieve 0 40\n  model 40 100\n");
    const std::array model{Attribute{"llm.model", Value::ofString("Qwen-7B")},
                           Attribute{"llm.tokens", Value::ofInt(1544)},
                           Attribute{"stra\xc3\x9f"
                                     "e",
                                     Value::ofString("\xef\xbc\xa1\xef\xbc\xa2")}}; // full-width AB
    batch.spans[2].attributes = batch.arena.copy(std::span<const Attribute>(model));
    const Attribute message{"exception.message", Value::ofString("index did not answer")};
    const Event event{.time = {},
                      .name = "exception",
                      .attributes = batch.arena.copy(std::span<const Attribute>(&message, 1))};
    batch.spans[1].events = batch.arena.copy(std::span<const Event>(&event, 1));
    std::vector<SpanFacts> facts(3);
    return {std::move(batch), std::move(facts)};
}

} // namespace

class TstTextScan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void caseDoesNotMatter();
    void attributesEventsAndNumbersAreLookedAt();
    void otherScriptsAreFolded();
    void nothingIsFoundForNothing();
    void aStoppedScanFindsNothing();
    void severalThreadsFindTheSameAsOne();
};

void TstTextScan::caseDoesNotMatter()
{
    QCOMPARE(found(sample(), "RETRIEVE"), std::string("Retrieve"));
    QCOMPARE(found(sample(), "qwen-7b"), std::string("model"));
}

void TstTextScan::attributesEventsAndNumbersAreLookedAt()
{
    QCOMPARE(found(sample(), "llm.tok"), std::string("model"));
    QCOMPARE(found(sample(), "154"), std::string("model"));
    QCOMPARE(found(sample(), "did not answer"), std::string("Retrieve"));
    QCOMPARE(found(sample(), "1545"), std::string());
}

void TstTextScan::otherScriptsAreFolded()
{
    QCOMPARE(found(sample(), "ab"), std::string("model"));
    QCOMPARE(found(sample(), "STRASSE"), std::string("model"));
}

void TstTextScan::nothingIsFoundForNothing()
{
    QCOMPARE(found(sample(), ""), std::string());
}

void TstTextScan::aStoppedScanFindsNothing()
{
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(scanForText(sample(), "e", stop.get_token()).empty());
}

void TstTextScan::severalThreadsFindTheSameAsOne()
{
    TelemetryBatch batch;
    batch.resources.push_back({});
    batch.scopes.push_back({});
    for (std::uint32_t i = 0; i < 230'000; ++i) {
        Span span;
        span.id = test::spanId(i + 1);
        span.name = i % 1000 == 7 ? "needle" : "straw";
        span.time.begin = Timestamp(Duration(i));
        span.time.end = span.time.begin;
        batch.spans.push_back(span);
    }
    const std::size_t size = batch.spans.size();
    const Trace trace(std::move(batch), std::vector<SpanFacts>(size));
    const auto rows = scanForText(trace, "needle");
    QCOMPARE(rows.size(), 230U);
    QVERIFY(std::ranges::is_sorted(rows));
    QCOMPARE(rows.back(), static_cast<SpanRow>(229'007));
}

static const test::Registered<TstTextScan> registered;

} // namespace spanwise

#include "tst_textscan.moc"
