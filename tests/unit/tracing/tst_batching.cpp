// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "tests/unit/tracing/collector.h"

#include <QTest>

#include <optional>
#include <thread>

using namespace spanwise;
using namespace spanwise::test;

namespace {

ProviderOptions small(std::size_t queue, std::size_t batch)
{
    ProviderOptions options;
    options.batch.maxQueueSize = queue;
    options.batch.maxExportBatchSize = batch;
    options.batch.scheduledDelay = std::chrono::hours(1);
    return options;
}

class RefusingExporter final : public SpanExporter
{
public:
    Status exportBatch(TelemetryBatch) override { return Error{Error::Code::Unreachable, "no"}; }
};

class TracingExporter final : public SpanExporter
{
public:
    explicit TracingExporter(std::shared_ptr<Tracer> tracer)
        : m_tracer(std::move(tracer))
    {
    }
    Status exportBatch(TelemetryBatch) override
    {
        m_tracer->start("export").end();
        return Done{};
    }

private:
    std::shared_ptr<Tracer> m_tracer;
};

} // namespace

class TstBatching : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFullBatchIsExportedWithoutWaiting();
    void afterAFlushAFullBatchIsStillExportedWithoutWaiting();
    void batchesAreNoLargerThanAllowed();
    void aFullQueueDropsAndCounts();
    void memoryOfWaitingSpansIsBounded();
    void shutdownExportsWhatHasEnded();
    void whatEndsAfterShutdownIsCountedAsLate();
    void spansAndTracersOutliveTheProvider();
    void anExporterThatHangsIsCancelled();
    void refusedSpansAreCounted();
    void theExporterDoesNotTraceItself();
    void aDisabledProviderRecordsNothing();
    void theScheduleExportsSmallBatches();
};

void TstBatching::aFullBatchIsExportedWithoutWaiting()
{
    auto gate = std::make_shared<Gate>();
    Traced traced(small(64, 8), gate);
    for (int i = 0; i < 8; ++i)
        traced.tracer.start("s").end();
    gate->waitForArrival(1); // hangs when nobody was woken: the delay is an hour
}

void TstBatching::afterAFlushAFullBatchIsStillExportedWithoutWaiting()
{
    auto gate = std::make_shared<Gate>();
    Traced traced(small(64, 8), gate);
    for (int round = 1; round <= 20; ++round) { // the batching thread is watching, or has just given up
        traced.tracer.start("s").end();
        QVERIFY(traced.provider->forceFlush());
        for (int i = 0; i < 8; ++i)
            traced.tracer.start("s").end();
        gate->waitForArrival(2 * round);
    }
}

void TstBatching::batchesAreNoLargerThanAllowed()
{
    Traced traced(small(64, 10));
    for (int i = 0; i < 25; ++i)
        traced.tracer.start("s").end();
    QVERIFY(traced.provider->forceFlush());
    QCOMPARE(traced.collected->spanCount(), std::size_t(25));
    for (const TelemetryBatch &batch : traced.collected->batches())
        QVERIFY(batch.spans.size() <= 10);
}

void TstBatching::aFullQueueDropsAndCounts()
{
    auto gate = std::make_shared<Gate>();
    gate->close();
    Traced traced(small(8, 2), gate);
    for (int i = 0; i < 2; ++i)
        traced.tracer.start("first").end();
    gate->waitForArrival(1); // the exporter holds one or two of them
    for (int i = 0; i < 100; ++i)
        traced.tracer.start("s").end();
    const TracerCounters full = traced.provider->counters();
    QCOMPARE(full.ended, std::uint64_t(102));
    QVERIFY(full.droppedFull >= 100 - 8 && full.droppedFull <= 102 - 8);
    gate->open();
    QVERIFY(traced.provider->forceFlush());
    const TracerCounters counters = traced.provider->counters();
    QCOMPARE(counters.exported + counters.droppedFull, counters.ended);
    QCOMPARE(counters.exported, std::uint64_t(traced.collected->spanCount()));
    traced.tracer.start("again").end(); // places are free again
    QVERIFY(bool(traced.flushed("again").id));
}

void TstBatching::memoryOfWaitingSpansIsBounded()
{
    ProviderOptions options = small(1024, 1024);
    options.batch.maxQueueBytes = 100'000;
    Traced traced(options);
    for (int i = 0; i < 20; ++i)
        traced.tracer.start("s").set("text", std::string(30'000, 'x'));
    traced.provider->forceFlush();
    const TracerCounters counters = traced.provider->counters();
    QVERIFY(counters.droppedFull > 0);
    QVERIFY(counters.exported >= 3);
    QCOMPARE(counters.exported + counters.droppedFull, std::uint64_t(20));
    traced.tracer.start("after").set("text", std::string(30'000, 'x'));
    QVERIFY(bool(traced.flushed("after").id));
}

void TstBatching::shutdownExportsWhatHasEnded()
{
    Traced traced(small(2048, 512));
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 300; ++i)
                traced.tracer.start("s").set("i", i);
        });
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(traced.provider->shutdown());
    QCOMPARE(traced.collected->spanCount(), std::size_t(1200));
    QCOMPARE(traced.provider->counters().exported, std::uint64_t(1200));
}

void TstBatching::whatEndsAfterShutdownIsCountedAsLate()
{
    Traced traced;
    ScopedSpan open = traced.tracer.start("open");
    traced.provider->shutdown();
    open.end();
    QVERIFY(!traced.tracer.start("never").isRecording());
    QCOMPARE(traced.provider->counters().droppedLate, std::uint64_t(1));
    QVERIFY(traced.provider->forceFlush());
    QCOMPARE(traced.collected->spanCount(), std::size_t(0));
}

void TstBatching::spansAndTracersOutliveTheProvider()
{
    std::optional<Traced> traced(std::in_place);
    const Tracer tracer = traced->tracer;
    ScopedSpan scoped = tracer.start("scoped");
    DetachedSpan detached = tracer.startDetached("detached");
    traced.reset();
    scoped.set("key", std::string(5000, 'x')).event("still here");
    std::thread([moved = std::move(detached)]() mutable { moved.set("key", 1); }).join();
    tracer.start("after").set("key", 1);
}

void TstBatching::anExporterThatHangsIsCancelled()
{
    auto gate = std::make_shared<Gate>();
    gate->close();
    ProviderOptions options = small(8, 8);
    options.batch.exportTimeout = std::chrono::milliseconds(20);
    Traced traced(options, gate);
    traced.tracer.start("s").end();
    QVERIFY(!traced.provider->shutdown());
    QCOMPARE(traced.collected->spanCount(), std::size_t(1)); // this exporter finishes when it is cancelled
}

void TstBatching::refusedSpansAreCounted()
{
    TracerProvider provider({}, std::make_unique<RefusingExporter>());
    for (int i = 0; i < 3; ++i)
        provider.tracer("t").start("s").end();
    provider.forceFlush();
    QCOMPARE(provider.counters().failed, std::uint64_t(3));
    QCOMPARE(provider.counters().exported, std::uint64_t(0));
}

void TstBatching::theExporterDoesNotTraceItself()
{
    auto tracer = std::make_shared<Tracer>();
    TracerProvider provider({}, std::make_unique<TracingExporter>(tracer));
    *tracer = provider.tracer("t");
    tracer->start("s").end();
    provider.forceFlush();
    provider.forceFlush();
    QCOMPARE(provider.counters().started, std::uint64_t(1));
    *tracer = Tracer();
}

void TstBatching::aDisabledProviderRecordsNothing()
{
    ProviderOptions options;
    options.disabled = true;
    Traced traced(options);
    QVERIFY(!traced.tracer.start("s").isRecording());
    QVERIFY(traced.provider->shutdown());
}

void TstBatching::theScheduleExportsSmallBatches()
{
    auto gate = std::make_shared<Gate>();
    ProviderOptions options = small(64, 64);
    options.batch.scheduledDelay = std::chrono::milliseconds(1);
    Traced traced(options, gate);
    traced.tracer.start("s").end();
    gate->waitForArrival(1);
}

static const Registered<TstBatching> registered;
#include "tst_batching.moc"
