// SPDX-License-Identifier: GPL-3.0-or-later
// What the GUI thread pays: opening a trace, painting a frame of 1920 x 1080, merging news into a list of 200
// 000.
#include "tests/support/fakestore.h"
#include "tests/support/ragtrace.h"
#include "tests/support/showntrace.h"
#include "ui/models/rowmerge.h"
#include "ui/trace/canvas.h"
#include "ui/trace/traceview.h"

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QPixmap>
#include <QScrollBar>

namespace spanwise {
namespace {

std::shared_ptr<const Trace> traceOf(std::int64_t spans)
{
    static std::map<std::int64_t, std::shared_ptr<const Trace>> traces;
    auto &trace = traces[spans];
    if (!trace)
        trace = test::largeTrace(static_cast<std::size_t>(spans));
    return trace;
}

void openTrace(benchmark::State &state)
{
    const auto trace = traceOf(state.range(0));
    Theme theme;
    TraceView view(theme, standardReaders());
    view.resize(1920, 1080);
    for (auto _ : state)
        test::showUntilShown(view, trace);
}

void paintFrame(benchmark::State &state)
{
    Theme theme;
    TraceView view(theme, standardReaders());
    view.resize(1920, 1080);
    test::showUntilShown(view, traceOf(state.range(0)));
    view.show();
    QPixmap picture(view.size());
    QScrollBar *bar = view.canvas().verticalScrollBar();
    int scroll = 0;
    for (auto _ : state) {
        scroll = (scroll + 997) % std::max(1, bar->maximum());
        bar->setValue(scroll);
        view.render(&picture);
    }
}

void zoomFrame(benchmark::State &state)
{
    Theme theme;
    TraceView view(theme, standardReaders());
    view.resize(1920, 1080);
    test::showUntilShown(view, traceOf(state.range(0)));
    view.show();
    QPixmap picture(view.size());
    const TimeWindow whole = view.canvas().waterfall().view().whole();
    int step = 0;
    for (auto _ : state) {
        step = (step + 1) % 40;
        view.canvas().panTo(
            {whole.begin + whole.length() / 100 * step, whole.begin + whole.length() / 100 * (step + 20)});
        view.render(&picture);
    }
}

TraceSummary summary(std::uint32_t number)
{
    TraceSummary row;
    row.id = test::traceId(number);
    row.time.begin = Timestamp(std::chrono::milliseconds(number));
    row.question = "What happens when the disk is full, and who is told about it?";
    return row;
}

void mergeNews(benchmark::State &state)
{
    TraceRows rows;
    for (std::uint32_t i = 0; i < 200'000; ++i)
        rows.push_front(summary(i));
    std::vector<TraceSummary> fresh;
    for (std::uint32_t i = 200'050; i-- > 199'850;)
        fresh.push_back(summary(i));
    for (auto _ : state)
        benchmark::DoNotOptimize(mergeChanges(rows, fresh, {}, false));
}

BENCHMARK(openTrace)->Arg(20'000)->Arg(200'000)->Unit(benchmark::kMillisecond);
BENCHMARK(paintFrame)->Arg(20'000)->Arg(200'000)->Unit(benchmark::kMillisecond);
BENCHMARK(zoomFrame)->Arg(20'000)->Arg(200'000)->Unit(benchmark::kMillisecond);
BENCHMARK(mergeNews)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace spanwise

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
