// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/intake.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"
#include "tests/unit/intake/fakewriter.h"

#include <QTest>

#include <atomic>
#include <future>

using namespace spanwise;
using namespace spanwise::test;
using namespace std::chrono_literals;

namespace {

/// Remembers what was committed, as "name" or "name (again)".
class Listener final : public BatchObserver
{
public:
    void committed(const CommittedBatch &batch) override
    {
        const std::lock_guard lock(m_mutex);
        for (std::size_t i = 0; i < batch.batch.spans.size(); ++i) {
            m_names.push_back(std::string(batch.batch.spans[i].name) +
                              (batch.duplicate[i] ? " (again)" : ""));
            m_failed += batch.facts[i].failed ? 1 : 0;
        }
        m_thread = std::this_thread::get_id();
    }
    std::vector<std::string> names() const
    {
        const std::lock_guard lock(m_mutex);
        return m_names;
    }
    int failed() const { return m_failed; }
    std::thread::id thread() const { return m_thread; }

private:
    mutable std::mutex m_mutex;
    std::vector<std::string> m_names;
    std::atomic<int> m_failed = 0;
    std::atomic<std::thread::id> m_thread{};
};

/// Submits one batch; the future is its acknowledgement.
std::future<Result<AppendReport>> submit(Intake &intake, const std::string &outline)
{
    auto promise = std::make_shared<std::promise<Result<AppendReport>>>();
    TelemetryBatch batch = batchFromOutline(outline);
    const Status accepted =
        intake.submit(batch, [promise](const Result<AppendReport> &r) { promise->set_value(r); });
    if (!accepted)
        promise->set_value(accepted.error());
    return promise->get_future();
}

} // namespace

class TstIntake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsSubmittedIsCommittedAcknowledgedAndObserved();
    void batchesThatWaitTogetherAreOneTransaction();
    void aGroupIsLimitedInBytes();
    void aFullQueueRefusesAndLeavesTheBatch();
    void aBatchLargerThanTheQueuePassesWhenItIsAlone();
    void bytesCountUntilTheObserversHaveSeenThem();
    void aFailedTransactionIsToldToEveryBatchOfItsGroup();
    void aBatchThatCanNeverBeStoredDoesNotTakeItsNeighboursWithIt();
    void aStoreThatThrowsIsAFailedTransaction();
    void observersSeeBatchesInTheOrderOfSubmission();
    void stopCommitsWhatWasAccepted();
    void beforeStartAndAfterStopNothingIsAccepted();
    void changesAreCoalescedAndTheLastOneIsTold();
    void aCounterMovedByAReceiverIsTold();
    void theRateFallsToZeroAndIsToldOnce();
};

void TstIntake::whatIsSubmittedIsCommittedAcknowledgedAndObserved()
{
    FakeWriter writer;
    Listener listener;
    IntakeOptions options;
    options.readFacts = [](TelemetryBatch &batch) {
        std::vector<SpanFacts> facts(batch.spans.size());
        for (std::size_t i = 0; i < facts.size(); ++i)
            facts[i].failed = batch.spans[i].name == "bad" &&
                              batch.resources[batch.spans[i].resource].serviceName() == "outline";
        return facts;
    };
    Intake intake(writer, std::make_shared<IntakeCounters>(), options);
    intake.addObserver(listener);
    intake.start();
    const auto report = submit(intake, "query 0 9\n  bad 1 2\n  again 2 3\n").get();
    QVERIFY(report);
    QCOMPARE(report->stored, 2U);
    QCOMPARE(report->duplicate, (std::vector<bool>{false, false, true}));
    intake.stop();
    QCOMPARE(listener.names(), (std::vector<std::string>{"query", "bad", "again (again)"}));
    QCOMPARE(listener.failed(), 1);
    QVERIFY(listener.thread() != std::this_thread::get_id());
    QCOMPARE(intake.status().receivedSpans, 3U);
    QCOMPARE(intake.status().storedSpans, 2U);
    QCOMPARE(intake.status().duplicateSpans, 1U);
    QCOMPARE(intake.status().queuedBytes, 0U);
}

void TstIntake::batchesThatWaitTogetherAreOneTransaction()
{
    FakeWriter writer;
    writer.hold();
    Intake intake(writer, std::make_shared<IntakeCounters>());
    intake.start();
    auto first = submit(intake, "a 0 1\n");
    writer.waitUntilEntered(1); // an idle writer does not wait for company
    std::vector<std::future<Result<AppendReport>>> others;
    for (int i = 0; i < 10; ++i)
        others.push_back(submit(intake, "b 0 1\n"));
    writer.release();
    for (auto &other : others)
        QVERIFY(other.get());
    intake.stop();
    const auto groups = writer.groups();
    QCOMPARE(groups.front(), std::size_t(1));
    QVERIFY2(groups.size() <= 3, "ten small batches must not be ten transactions");
}

void TstIntake::aGroupIsLimitedInBytes()
{
    FakeWriter writer;
    writer.hold();
    IntakeOptions options;
    options.groupBytes = 1;
    Intake intake(writer, std::make_shared<IntakeCounters>(), options);
    intake.start();
    std::vector<std::future<Result<AppendReport>>> all;
    for (int i = 0; i < 4; ++i)
        all.push_back(submit(intake, "b 0 1\n"));
    writer.release();
    for (auto &one : all)
        QVERIFY(one.get());
    intake.stop();
    QCOMPARE(writer.groups(), (std::vector<std::size_t>{1, 1, 1, 1}));
}

void TstIntake::aFullQueueRefusesAndLeavesTheBatch()
{
    FakeWriter writer;
    writer.hold();
    TelemetryBatch large = batchFromOutline("large 0 1\n");
    large.arena.adopt(std::string(600, 'x'));
    IntakeOptions options;
    options.queueBytes = large.byteCount() + 100;
    Intake intake(writer, std::make_shared<IntakeCounters>(), options);
    intake.start();
    std::promise<bool> stored;
    QVERIFY(intake.submit(large, [&](const auto &r) { stored.set_value(r.has_value()); }));
    TelemetryBatch next = batchFromOutline("next 0 1\n");
    const Status refused =
        intake.submit(next, [](const auto &) { qFatal("a refused batch was acknowledged"); });
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::Busy);
    QVERIFY(QByteArray::fromStdString(refused.error().message).contains("again later"));
    QCOMPARE(next.spans.size(), std::size_t(1));
    QCOMPARE(intake.status().refusedSpans, 1U);
    writer.release();
    QVERIFY(stored.get_future().get());
    QTRY_COMPARE(intake.status().queuedBytes, 0U);
    QVERIFY(intake.submit(next, {}));
}

void TstIntake::aBatchLargerThanTheQueuePassesWhenItIsAlone()
{
    FakeWriter writer;
    IntakeOptions options;
    options.queueBytes = 1;
    Intake intake(writer, std::make_shared<IntakeCounters>(), options);
    intake.start();
    QVERIFY(submit(intake, "a 0 1\n").get());
}

void TstIntake::bytesCountUntilTheObserversHaveSeenThem()
{
    struct Gate final : BatchObserver
    {
        std::promise<void> entered;
        std::promise<void> open;
        void committed(const CommittedBatch &) override
        {
            entered.set_value();
            open.get_future().wait();
        }
    };
    FakeWriter writer;
    Gate gate;
    Intake intake(writer, std::make_shared<IntakeCounters>());
    intake.addObserver(gate);
    intake.start();
    QVERIFY(submit(intake, "a 0 1\n").get());
    gate.entered.get_future().wait();
    QVERIFY(intake.status().queuedBytes > 0);
    gate.open.set_value();
    QTRY_COMPARE(intake.status().queuedBytes, 0U);
}

void TstIntake::aFailedTransactionIsToldToEveryBatchOfItsGroup()
{
    FakeWriter writer;
    Listener listener;
    writer.hold();
    Intake intake(writer, std::make_shared<IntakeCounters>());
    intake.addObserver(listener);
    intake.start();
    auto first = submit(intake, "a 0 1\n");
    writer.waitUntilEntered(1);
    auto second = submit(intake, "b 0 1\n");
    auto third = submit(intake, "c 0 1\n  d 0 1\n");
    writer.failWith(Error{Error::Code::Io, "disk full"});
    writer.release();
    for (auto *const one : {&first, &second, &third}) {
        const auto answer = one->get();
        QVERIFY(!answer);
        QCOMPARE(answer.error().message, "disk full");
    }
    writer.failWith({});
    QVERIFY(submit(intake, "e 0 1\n").get());
    intake.stop();
    QCOMPARE(listener.names(), std::vector<std::string>{"e"});
    QCOMPARE(intake.status().refusedSpans, 4U);
    QCOMPARE(intake.status().storedSpans, 1U);
    QCOMPARE(intake.status().queuedBytes, 0U);
}

void TstIntake::aBatchThatCanNeverBeStoredDoesNotTakeItsNeighboursWithIt()
{
    FakeWriter writer;
    Listener listener;
    Intake intake(writer, std::make_shared<IntakeCounters>());
    intake.addObserver(listener);
    intake.start();
    writer.hold();
    auto first = submit(intake, "first 0 1");
    writer.waitUntilEntered(1);
    auto good = submit(intake, "good 0 1");
    auto bad = submit(intake, "too_large 0 1");
    auto last = submit(intake, "last 0 1");
    writer.release();
    QVERIFY(good.get());
    const auto refused = bad.get();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::TooLarge);
    QVERIFY(last.get());
    intake.stop();
    QCOMPARE(listener.names(), (std::vector<std::string>{"first", "good", "last"}));
    QCOMPARE(intake.status().storedSpans, 3U);
    QCOMPARE(intake.status().refusedSpans, 1U);
    QCOMPARE(intake.status().queuedBytes, 0U);
}

void TstIntake::aStoreThatThrowsIsAFailedTransaction()
{
    FakeWriter writer;
    writer.throwFromNowOn();
    Intake intake(writer, std::make_shared<IntakeCounters>());
    intake.start();
    const auto answer = submit(intake, "a 0 1\n").get();
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, Error::Code::Io);
}

void TstIntake::observersSeeBatchesInTheOrderOfSubmission()
{
    FakeWriter writer;
    Listener listener;
    IntakeOptions options;
    options.groupCommit = 1ms;
    Intake intake(writer, std::make_shared<IntakeCounters>(), options);
    intake.addObserver(listener);
    intake.start();
    std::vector<std::string> expected;
    for (int i = 0; i < 300; ++i) {
        expected.push_back("s" + std::to_string(i));
        TelemetryBatch batch = batchFromOutline(expected.back() + " 0 1\n");
        QVERIFY(intake.submit(batch, {}));
    }
    intake.stop();
    QCOMPARE(listener.names(), expected);
    QCOMPARE(writer.names(), expected);
}

void TstIntake::stopCommitsWhatWasAccepted()
{
    FakeWriter writer;
    Listener listener;
    IntakeOptions options;
    options.groupCommit = 1h; // only stop() may end this wait
    Intake intake(writer, std::make_shared<IntakeCounters>(), options);
    intake.addObserver(listener);
    intake.start();
    QVERIFY(submit(intake, "first 0 1\n").get());
    std::vector<std::future<Result<AppendReport>>> all;
    for (int i = 0; i < 20; ++i)
        all.push_back(submit(intake, "later 0 1\n"));
    intake.stop();
    for (auto &one : all)
        QVERIFY(one.get());
    QCOMPARE(listener.names().size(), std::size_t(21));
}

void TstIntake::beforeStartAndAfterStopNothingIsAccepted()
{
    FakeWriter writer;
    Intake intake(writer, std::make_shared<IntakeCounters>());
    QCOMPARE(submit(intake, "a 0 1\n").get().error().code, Error::Code::Busy);
    intake.start();
    intake.stop();
    QCOMPARE(submit(intake, "a 0 1\n").get().error().code, Error::Code::Busy);
    QVERIFY(writer.groups().empty());
}

void TstIntake::changesAreCoalescedAndTheLastOneIsTold()
{
    FakeWriter writer;
    IntakeOptions options;
    options.changeInterval = 1h;
    options.groupCommit = 1ms;
    std::vector<IntakeStatus> told;
    Intake intake(writer, std::make_shared<IntakeCounters>(), options);
    intake.onChanged([&](const IntakeStatus &status) { told.push_back(status); });
    intake.start();
    for (int i = 0; i < 50; ++i)
        QVERIFY(submit(intake, "a 0 1\n").get());
    intake.stop();
    QCOMPARE(told.size(), std::size_t(2)); // the first at once, then the last
    QCOMPARE(told.back().storedSpans, 50U);
    QCOMPARE(told.back().queuedBytes, 0U);
}

void TstIntake::aCounterMovedByAReceiverIsTold()
{
    FakeWriter writer;
    const auto counters = std::make_shared<IntakeCounters>();
    std::promise<IntakeStatus> told;
    Intake intake(writer, counters);
    intake.onChanged([&](const IntakeStatus &status) { told.set_value(status); });
    intake.start();
    ++counters->badRequests;
    intake.countersMoved();
    QCOMPARE(told.get_future().get().badRequests, 1U);
}

void TstIntake::theRateFallsToZeroAndIsToldOnce()
{
    FakeWriter writer;
    std::mutex mutex;
    std::vector<IntakeStatus> told;
    Intake intake(writer, std::make_shared<IntakeCounters>());
    intake.onChanged([&](const IntakeStatus &status) {
        const std::lock_guard lock(mutex);
        told.push_back(status);
    });
    const auto last = [&] {
        const std::lock_guard lock(mutex);
        return told.empty() ? -1.0 : told.back().spansPerSecond;
    };
    intake.start();
    QVERIFY(submit(intake, "a 0 1\n").get());
    QTRY_VERIFY(last() > 0);
    QTRY_COMPARE(last(), 0.0);
    const std::lock_guard lock(mutex);
    QCOMPARE(std::ranges::count(told, 0.0, &IntakeStatus::spansPerSecond), 1);
}

static const Registered<TstIntake> registered;
#include "tst_intake.moc"
