// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "tests/unit/tracing/collector.h"

#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <set>
#include <thread>

using namespace spanwise;
using namespace spanwise::test;

class TstThreads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySpanOfEveryThreadIsExportedOnceOrCounted();
    void manyShortThreadsShareSlots();
    void idleThreadsDoNotStarveTheQueue();
    void aFutureEndsItsSpanWhenItIsSeenReady();
    void aFutureThatFailsRecordsTheException();
    void asyncWorkIsAChildAndEndsWithTheWork();
    void idsAreUniqueAcrossFork();
};

void TstThreads::everySpanOfEveryThreadIsExportedOnceOrCounted()
{
    constexpr int threadCount = 4;
    constexpr int perThread = 5000;
    ProviderOptions options;
    options.batch.maxQueueSize = 512;
    options.batch.maxExportBatchSize = 64;
    Traced traced(options);
    std::vector<std::thread> threads;
    for (int t = 0; t < threadCount; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < perThread; ++i) {
                ScopedSpan outer = traced.tracer.start("outer");
                outer.set("thread", t).set("i", i);
                if (i % 16 == 0)
                    outer.set("text", std::string(2000, 'x'));
                traced.tracer.start("inner").end();
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(traced.provider->shutdown());
    const TracerCounters counters = traced.provider->counters();
    QCOMPARE(counters.ended, std::uint64_t(2 * threadCount * perThread));
    QCOMPARE(counters.exported + counters.droppedFull, counters.ended);
    std::set<SpanId> ids;
    for (const TelemetryBatch &batch : traced.collected->batches()) {
        for (const Span &span : batch.spans) {
            QVERIFY(ids.insert(span.id).second);
            if (span.name == "outer") {
                QCOMPARE(span.attributes[0].key, "thread");
                if (find(span.attributes, "i")->integer() % 16 == 0)
                    QCOMPARE(find(span.attributes, "text")->string().size(), std::size_t(2000));
            }
        }
    }
    QCOMPARE(std::uint64_t(ids.size()), counters.exported);
}

void TstThreads::manyShortThreadsShareSlots()
{
    Traced traced;
    for (int t = 0; t < 200; ++t)
        std::thread([&] { traced.tracer.start("s").end(); }).join();
    QVERIFY(traced.provider->forceFlush());
    QCOMPARE(traced.collected->spanCount(), std::size_t(200));
    QCOMPARE(traced.provider->counters().droppedFull, std::uint64_t(0));
}

void TstThreads::idleThreadsDoNotStarveTheQueue()
{
    Traced traced;
    constexpr int idle = 100;
    std::promise<void> release;
    const std::shared_future<void> released = release.get_future().share();
    std::atomic<int> ready{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < idle; ++t)
        threads.emplace_back([&, released] {
            traced.tracer.start("idle").end();
            ++ready;
            released.wait();
        });
    while (ready < idle)
        std::this_thread::yield();
    traced.provider->forceFlush();
    for (int i = 0; i < 1000; ++i)
        traced.tracer.start("busy").end();
    traced.provider->forceFlush();
    release.set_value();
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(traced.provider->counters().droppedFull, std::uint64_t(0));
    QCOMPARE(traced.collected->spanCount(), std::size_t(1100));
}

void TstThreads::aFutureEndsItsSpanWhenItIsSeenReady()
{
    Traced traced;
    std::promise<int> promise;
    auto future = traced.tracer.traced("s", [&] { return promise.get_future(); });
    QVERIFY(!Context::current().span.isValid()); // open, but no longer current
    QCOMPARE(future.waitFor(std::chrono::milliseconds(0)), std::future_status::timeout);
    traced.provider->forceFlush();
    QCOMPARE(traced.collected->spanCount(), std::size_t(0));
    promise.set_value(42);
    QCOMPARE(future.waitFor(std::chrono::milliseconds(0)), std::future_status::ready);
    const Timestamp seen = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    QCOMPARE(future.get(), 42);
    QVERIFY(traced.flushed("s").time.end <= seen + std::chrono::milliseconds(1));
    {
        auto abandoned = traced.tracer.traced("abandoned", [&] { return std::promise<void>().get_future(); });
        QVERIFY(abandoned.valid());
    }
    QVERIFY(bool(traced.flushed("abandoned").id));
}

void TstThreads::aFutureThatFailsRecordsTheException()
{
    Traced traced;
    std::promise<void> promise;
    auto future = traced.tracer.traced("s", [&](ScopedSpan &) { return promise.get_future(); });
    promise.set_exception(std::make_exception_ptr(std::runtime_error("model is down")));
    QVERIFY_EXCEPTION_THROWN(future.get(), std::runtime_error);
    const Span span = traced.flushed("s");
    QCOMPARE(span.status, StatusCode::Error);
    QCOMPARE(span.statusMessage, "model is down");
    QCOMPARE(span.events.size(), std::size_t(1));
}

void TstThreads::asyncWorkIsAChildAndEndsWithTheWork()
{
    Traced traced;
    {
        ScopedSpan query = traced.tracer.start("query");
        auto vector = traced.tracer.async("vector", [&](ScopedSpan &span) {
            span.set("hits", 3);
            traced.tracer.start("inside").end();
            return std::string("found");
        });
        auto bm25 = traced.tracer.async("bm25", [] {});
        QCOMPARE(vector.get(), std::string("found"));
        bm25.get();
    }
    QCOMPARE(traced.flushed("vector").parent, traced.flushed("query").id);
    QCOMPARE(traced.flushed("bm25").parent, traced.flushed("query").id);
    QCOMPARE(traced.flushed("inside").parent, traced.flushed("vector").id);
    QVERIFY(traced.flushed("vector").time.end <= traced.flushed("query").time.end);
}

void TstThreads::idsAreUniqueAcrossFork()
{
    Traced traced;
    traced.tracer.start("before").end();
    int channel[2];
    QCOMPARE(pipe(channel), 0);
    const pid_t child = fork();
    if (child == 0) {
        const SpanContext context = traced.tracer.start("child").context();
        const auto written = write(channel[1], context.traceId.bytes().data(), TraceId::byteCount);
        traced.provider.reset(); // must not wait for a thread that is not in this process
        _exit(written == static_cast<ssize_t>(TraceId::byteCount) ? 0 : 1);
    }
    std::array<std::uint8_t, TraceId::byteCount> bytes{};
    QCOMPARE(read(channel[0], bytes.data(), bytes.size()), ssize_t(bytes.size()));
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
    QVERIFY(traced.tracer.start("parent").context().traceId != TraceId(bytes));
    close(channel[0]);
    close(channel[1]);
}

static const Registered<TstThreads> registered;
#include "tst_threads.moc"
