// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/sequence.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

namespace spanwise {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

/// A query with an event in its first step, and records with and without a span or a time.
class Story
{
public:
    Story()
    {
        TelemetryBatch batch = test::batchFromOutline("query 0 100\n  retrieve 10 40\n  generate 40 90\n");
        Event event;
        event.name = "exception";
        event.time = Timestamp(20ms);
        const Attribute type{"exception.type", Value::ofString("TimeoutError")};
        event.attributes = batch.arena.copy(std::span<const Attribute>(&type, 1));
        batch.spans[1].events = batch.arena.copy(std::span<const Event>(&event, 1));
        trace = std::make_unique<Trace>(std::move(batch), std::vector<SpanFacts>(3));
        add(9, Timestamp(10ms), 2, "Index opened");
        add(13, Timestamp(50ms), 99, "slow");
        add(5, std::nullopt, 3, "ready");
        add(0, std::nullopt, 0, "lost");
    }

    void add(std::uint8_t severity, std::optional<Timestamp> time, std::uint32_t span, std::string_view words)
    {
        LogRecord record;
        record.severity = severity;
        record.time = time;
        record.spanId = span == 0 ? SpanId{} : test::spanId(span);
        record.body = Value::ofString(words);
        logs.logs.push_back(record);
    }

    /// "10 log retrieve"
    Lines lines(const SequenceFilter &filter = {}, std::optional<TimeWindow> range = std::nullopt) const
    {
        static constexpr std::array kinds{"span", "event", "log"};
        const auto items = sequenceOf(*trace, &logs);
        Lines all;
        for (const std::uint32_t i : wantedOf(items, *trace, &logs, filter, range)) {
            const SequenceItem &item = items[i];
            all.push_back(
                (item.time == Timestamp::max() ? "-" : std::to_string(item.time.time_since_epoch() / 1ms)) +
                ' ' + kinds[static_cast<std::size_t>(item.kind)] +
                (item.hasSpan() ? ' ' + std::string((*trace)[item.row()].name) : std::string()));
        }
        return all;
    }

    std::unique_ptr<Trace> trace;
    TelemetryBatch logs;
};

} // namespace

class TstSequence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingStandsInTheOrderOfTime();
    void kindsCanBeLeftOut();
    void severityHidesWhatIsLess();
    void textIsFoundInMessagesNamesAndAttributes();
    void aRangeKeepsWhatLiesInIt();
    void withoutLogsSpansAndEventsRemain();
};

void TstSequence::everythingStandsInTheOrderOfTime()
{
    QCOMPARE(Story().lines(),
             (Lines{"0 span query", "10 span retrieve", "10 log retrieve", "20 event retrieve",
                    "40 span generate", "40 log generate", "50 log", "- log"}));
}

void TstSequence::kindsCanBeLeftOut()
{
    QCOMPARE(Story().lines({.spans = false, .logs = false, .text = {}}), (Lines{"20 event retrieve"}));
}

void TstSequence::severityHidesWhatIsLess()
{
    QCOMPARE(Story().lines({.least = Severity::Warn, .text = {}}), (Lines{"20 event retrieve", "50 log"}));
}

void TstSequence::textIsFoundInMessagesNamesAndAttributes()
{
    QCOMPARE(Story().lines({.text = "INDEX"}), (Lines{"10 log retrieve"}));
    QCOMPARE(Story().lines({.text = "timeouterror"}), (Lines{"20 event retrieve"}));
    QCOMPARE(Story().lines({.text = "generate"}), (Lines{"40 span generate", "40 log generate"}));
    QVERIFY(Story().lines({.text = "nowhere"}).empty());
}

void TstSequence::aRangeKeepsWhatLiesInIt()
{
    QCOMPARE(Story().lines({}, TimeWindow{Timestamp(10ms), Timestamp(40ms)}),
             (Lines{"10 span retrieve", "10 log retrieve", "20 event retrieve"}));
}

void TstSequence::withoutLogsSpansAndEventsRemain()
{
    const Story story;
    QCOMPARE(sequenceOf(*story.trace, nullptr).size(), std::size_t{4});
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstSequence> registered;

#include "tst_sequence.moc"
