// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/clockskew.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

class TstClockSkew : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aClockThatIsBehindIsShiftedWithAllBelowIt();
    void aServerThatOutlastsItsClientIsCentred();
    void whatGoesOnAfterItsCallerEndedStays();
    void oneHostHasOneClock();
    void aClockBeyondTheBoundIsToldAndLeft();
    void aTraceWithoutSkewIsTheSameOne();
    void timesAtTheEndOfTimeDoNotOverflow();
};

namespace {

/// Spans of the outline whose name begins with "db" run in a second process.
TelemetryBatch twoProcesses(const std::string &outline, const std::string &host = {})
{
    TelemetryBatch batch = batchFromOutline(outline);
    std::vector<Attribute> attributes{{"service.name", Value::ofString("database")}};
    if (!host.empty()) {
        const Attribute name{"host.name", Value::ofString(batch.arena.copy(host))};
        attributes.push_back(name);
        batch.resources[0].attributes = batch.arena.copy(std::span<const Attribute>(&attributes.back(), 1));
    }
    batch.resources.push_back({.attributes = batch.arena.copy(std::span<const Attribute>(attributes)),
                               .schemaUrl = {},
                               .droppedAttributes = 0});
    for (Span &span : batch.spans)
        span.resource = span.name.starts_with("db") ? 1 : 0;
    return batch;
}

std::shared_ptr<const Trace> traceOf(TelemetryBatch batch)
{
    std::vector<SpanFacts> facts(batch.spans.size());
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

/// "name begin end" of each span in milliseconds, in start order.
std::string textOf(const Trace &trace)
{
    std::string text;
    for (const Span &span : trace.batch().spans) {
        const auto ms = [](Timestamp time) {
            return std::to_string(time.time_since_epoch() / std::chrono::milliseconds(1));
        };
        text += (text.empty() ? "" : ", ") + std::string(span.name) + " " + ms(span.time.begin) + " " +
                ms(span.time.end);
    }
    return text;
}

constexpr std::chrono::milliseconds ms(std::int64_t count)
{
    return std::chrono::milliseconds(count);
}

} // namespace

void TstClockSkew::aClockThatIsBehindIsShiftedWithAllBelowIt()
{
    const auto sent = traceOf(twoProcesses("query 1000 1100\n  db 900 960\n    db.read 910 920\n"));
    const SkewCorrection correction = correctSkew(sent);
    QCOMPARE(textOf(*correction.trace), "query 1000 1100, db 1020 1080, db.read 1030 1040");
    QCOMPARE(correction.clocks.size(), std::size_t(1));
    QCOMPARE(correction.clocks[0], (SkewedClock{"database", ms(120), 2, true, {spanId(2), spanId(3)}}));
    QCOMPARE(textOf(*sent), "db 900 960, db.read 910 920, query 1000 1100"); // what was sent is not touched
}

void TstClockSkew::aServerThatOutlastsItsClientIsCentred()
{
    TelemetryBatch batch = twoProcesses("call 0 100\n  db 90 130\n");
    batch.spans[0].kind = SpanKind::Client;
    batch.spans[1].kind = SpanKind::Server;
    QCOMPARE(textOf(*correctSkew(traceOf(std::move(batch))).trace), "call 0 100, db 30 70");
}

void TstClockSkew::whatGoesOnAfterItsCallerEndedStays()
{
    const auto sent = traceOf(twoProcesses("query 0 100\n  db.late 90 500\n  db.after 200 210\n"));
    QCOMPARE(correctSkew(sent).trace, sent);
}

void TstClockSkew::oneHostHasOneClock()
{
    const auto sent = traceOf(twoProcesses("query 100 200\n  db 90 120\n", "a-machine"));
    QCOMPARE(correctSkew(sent).trace, sent);
}

void TstClockSkew::aClockBeyondTheBoundIsToldAndLeft()
{
    const auto sent = traceOf(twoProcesses("query 100000 100100\n  db 0 60\n"));
    const SkewCorrection correction = correctSkew(sent, ms(5000));
    QCOMPARE(correction.trace, sent);
    QCOMPARE(correction.clocks.size(), std::size_t(1));
    QVERIFY(!correction.clocks[0].shifted);
    QCOMPARE(correction.clocks[0].offset, Duration(ms(100'020)));
}

void TstClockSkew::aTraceWithoutSkewIsTheSameOne()
{
    const auto sent = traceOf(twoProcesses("query 0 100\n  db 10 20\n"));
    const SkewCorrection correction = correctSkew(sent);
    QCOMPARE(correction.trace, sent);
    QVERIFY(correction.clocks.empty());
}

void TstClockSkew::timesAtTheEndOfTimeDoNotOverflow()
{
    TelemetryBatch batch = twoProcesses("query 0 1\n  db 0 1\n");
    batch.spans[0].time = {Timestamp::max() - Duration(1), Timestamp::max()};
    batch.spans[1].time = {Timestamp::min(), Timestamp::max()};
    const SkewCorrection correction = correctSkew(traceOf(std::move(batch)), Duration::max());
    QCOMPARE(correction.trace->size(), std::size_t(2));
}

static const Registered<TstClockSkew> registered;
#include "tst_clockskew.moc"
