// SPDX-License-Identifier: GPL-3.0-or-later
// What the geometry of a trace costs: once for a snapshot, and for every frame.
#include "core/timeline/criticalpath.h"
#include "core/timeline/lanebars.h"
#include "core/timeline/minimap.h"
#include "core/timeline/rowboxes.h"
#include "core/timeline/ticks.h"

#include <array>
#include <map>
#include <memory>

#include <benchmark/benchmark.h>

namespace spanwise {
namespace {

const Trace &traceOf(std::int64_t spans)
{
    static std::map<std::int64_t, std::unique_ptr<Trace>> traces;
    std::unique_ptr<Trace> &trace = traces[spans];
    if (!trace) {
        TelemetryBatch batch;
        batch.resources.push_back({});
        batch.scopes.push_back({});
        const auto id = [](std::int64_t number) {
            std::array<std::uint8_t, 8> bytes{};
            for (std::size_t i = 0; i < 8; ++i)
                bytes[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (8 * i));
            return SpanId(bytes);
        };
        for (std::int64_t i = 0; i < spans; ++i) {
            Span span;
            span.id = id(i + 1);
            span.parent = i == 0 ? SpanId{} : id(i % 7 == 0 ? 1 : i);
            span.name = "step";
            span.time = {Timestamp(Duration(i * 1000)),
                         Timestamp(Duration(i == 0 ? spans * 1000 : i * 1000 + 5000))};
            batch.spans.push_back(span);
        }
        trace = std::make_unique<Trace>(std::move(batch),
                                        std::vector<SpanFacts>(static_cast<std::size_t>(spans)));
    }
    return *trace;
}

void treeRows(benchmark::State &state)
{
    const Trace &trace = traceOf(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(TreeRows(trace.tree(), {}));
}

void criticalPath(benchmark::State &state)
{
    const Trace &trace = traceOf(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(CriticalPath(trace, trace.queryRow()));
}

void minimap(benchmark::State &state)
{
    const Trace &trace = traceOf(state.range(0));
    const TreeRows rows(trace.tree(), {});
    for (auto _ : state)
        benchmark::DoNotOptimize(minimapMarks(trace, rows, 1200, 11));
}

void frame(benchmark::State &state)
{
    const Trace &trace = traceOf(state.range(0));
    const TreeRows rows(trace.tree(), {});
    const Viewport view(trace.time(), 1200);
    const int bottom = static_cast<int>(rows.size()) * 25 - 1080;
    int scroll = 0;
    for (auto _ : state) {
        scroll = (scroll + 1234) % bottom;
        benchmark::DoNotOptimize(
            rowBoxes(trace, rows, view, {.scrollY = scroll, .height = 1080, .rowHeight = 25}));
        benchmark::DoNotOptimize(ticksFor(view, 90));
    }
}

void lane(benchmark::State &state)
{
    std::vector<TimeWindow> spans;
    for (std::int64_t i = 0; i < state.range(0); ++i)
        spans.push_back({Timestamp(Duration(i * 10)), Timestamp(Duration(i * 10 + 9))});
    for (auto _ : state)
        benchmark::DoNotOptimize(barsForLane(spans, {spans.front().begin, spans.back().end}, 1920));
}

BENCHMARK(treeRows)->Arg(20'000)->Arg(200'000)->Unit(benchmark::kMillisecond);
BENCHMARK(criticalPath)->Arg(20'000)->Arg(200'000)->Unit(benchmark::kMillisecond);
BENCHMARK(minimap)->Arg(20'000)->Arg(200'000)->Unit(benchmark::kMillisecond);
BENCHMARK(frame)->Arg(20'000)->Arg(200'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(lane)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace spanwise

BENCHMARK_MAIN();
