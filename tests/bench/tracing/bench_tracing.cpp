// SPDX-License-Identifier: GPL-3.0-or-later
// Nanoseconds per span with three attributes, on the thread that traces. The bars: 150 on one thread, 200
// each on two at the same time. Spans are made in bursts that fit the queue, and the queue is emptied outside
// of the time, so that what is measured is recording and not dropping ("dropped" must be 0).
#include "core/tracing/provider.h"

#include <benchmark/benchmark.h>

#include <time.h>

#include <chrono>
#include <cstdint>

namespace {

using namespace spanwise;

constexpr int burst = 960;

class NullExporter final : public SpanExporter
{
public:
    Status exportBatch(TelemetryBatch batch) override
    {
        benchmark::DoNotOptimize(batch.spans.data());
        return Done{};
    }
};

/// Time of this thread alone: on a busy machine the wall clock measures its neighbours.
double threadSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

template<class OneSpan>
void measure(benchmark::State &state, ProviderOptions options, OneSpan &&oneSpan)
{
    static TracerProvider *provider = nullptr;
    if (state.thread_index() == 0)
        provider = new TracerProvider(std::move(options), std::make_unique<NullExporter>());
    double seconds = 0;
    for (auto _ : state) {
        static_cast<void>(_);
        const Tracer tracer = provider->tracer("bench");
        const double begin = threadSeconds();
        for (int i = 0; i < burst; ++i)
            oneSpan(tracer, i);
        const double taken = threadSeconds() - begin;
        seconds += taken;
        state.SetIterationTime(taken);
        provider->forceFlush();
    }
    state.counters["ns_per_span"] = benchmark::Counter(
        seconds * 1e9 / (static_cast<double>(state.iterations()) * burst), benchmark::Counter::kAvgThreads);
    if (state.thread_index() == 0) {
        state.counters["dropped"] = static_cast<double>(provider->counters().droppedFull);
        delete provider;
    }
}

void spanWithThreeAttributes(benchmark::State &state)
{
    measure(state, {}, [](const Tracer &tracer, int i) {
        ScopedSpan span = tracer.start("retrieval");
        span.set("openinference.span.kind", "RETRIEVER");
        span.set("top_k", i);
        span.set("ratio", 0.5);
    });
}
BENCHMARK(spanWithThreeAttributes)->UseManualTime();
BENCHMARK(spanWithThreeAttributes)->UseManualTime()->Threads(2);

void spanWithThreeStaticKeys(benchmark::State &state)
{
    constexpr StaticKey name("retrieval");
    constexpr StaticKey kind("openinference.span.kind");
    constexpr StaticKey topK("top_k");
    constexpr StaticKey ratio("ratio");
    measure(state, {}, [&](const Tracer &tracer, int i) {
        ScopedSpan span = tracer.start(name);
        span.set(kind, "RETRIEVER");
        span.set(topK, i);
        span.set(ratio, 0.5);
    });
}
BENCHMARK(spanWithThreeStaticKeys)->UseManualTime();

void spanNotSampled(benchmark::State &state)
{
    ProviderOptions options;
    options.sampler = alwaysOffSampler();
    measure(state, std::move(options), [](const Tracer &tracer, int i) {
        ScopedSpan span = tracer.start("retrieval");
        span.set("top_k", i);
    });
}
BENCHMARK(spanNotSampled)->UseManualTime();

void twoClockReads(benchmark::State &state)
{
    for (auto _ : state) {
        static_cast<void>(_);
        benchmark::DoNotOptimize(std::chrono::steady_clock::now());
        benchmark::DoNotOptimize(std::chrono::steady_clock::now());
    }
}
BENCHMARK(twoClockReads);

} // namespace

BENCHMARK_MAIN();
