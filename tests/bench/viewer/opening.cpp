// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/facts.h"
#include "core/intake/intake.h"
#include "core/receive/import/tracereading.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/bench/rows.h"
#include "tests/bench/viewer/driver.h"
#include "tests/bench/viewer/viewing.h"
#include "tests/support/ragtrace.h"
#include "ui/trace/canvas.h"
#include "ui/trace/traceview.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <semaphore>
#include <thread>

namespace spanwise::bench {
namespace {

std::vector<SpanFacts> factsOf(TelemetryBatch &batch)
{
    return readFacts(batch);
}

/// Runs load on a thread of its own, then shows and paints what it gave; the milliseconds of all that.
template<class Load>
double openedIn(TraceView &view, Load load)
{
    QElapsedTimer timer;
    timer.start();
    std::shared_ptr<const Trace> trace;
    std::atomic<bool> done = false;
    {
        const std::jthread reader([&] {
            trace = load();
            done = true;
        });
        Driver::waitFor([&] { return done.load(); });
    }
    if (!trace)
        std::abort();
    const double loaded = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    view.showTrace(std::move(trace));
    view.repaint();
    QCoreApplication::processEvents();
    const double all = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    std::printf("  read in %.0f ms, on the GUI thread %.0f ms\n", loaded, all - loaded);
    return all;
}

} // namespace

void measureOpening(TraceView &view, const QString &file, const QString &what)
{
    const double before = residentMiB();
    const double opened = openedIn(view, [&] {
        auto trace = readTraceFile(file.toStdString(), factsOf);
        return trace ? *trace : nullptr;
    });
    row("open 1,000,000 spans to first paint, " + what.toStdString(), opened / 1000, "s", Bar::AtMost, 4);
    row("memory for it, " + what.toStdString(), residentMiB() - before, "MiB", Bar::AtMost, 400);
    std::printf("  most at any time, all of the program: %.0f MiB\n", peakMiB());
}

void measureCancelling(const QString &file)
{
    QElapsedTimer timer;
    timer.start();
    std::atomic<qint64> toldNs = 0;
    std::atomic<qint64> stoppedNs = 0;
    std::jthread reader([&](const std::stop_token &stop) {
        const auto told = [&](const ImportProgress &) {
            if (toldNs == 0)
                toldNs = timer.nsecsElapsed();
        };
        if (readTraceFile(file.toStdString(), factsOf, told, stop))
            std::abort(); // it was to be cancelled
        stoppedNs = timer.nsecsElapsed();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    const qint64 asked = timer.nsecsElapsed();
    reader.request_stop();
    reader.join();
    row("progress of opening it is told after", static_cast<double>(toldNs) / 1e6, "ms", Bar::AtMost, 100);
    row("cancelling it", static_cast<double>(stoppedNs - asked) / 1e6, "ms", Bar::AtMost, 100);
}

void measureStored(TraceView &view, std::size_t spans)
{
    const QTemporaryDir folder;
    auto store = SqliteStore::open(folder.filePath(QStringLiteral("spanwise.db")).toStdString(), {.readFacts = factsOf});
    if (!store)
        std::abort();
    const auto trace = test::largeTrace(spans);
    TelemetryBatch batch;
    append(batch, TelemetryBatch{});
    batch.resources = trace->batch().resources;
    batch.scopes = trace->batch().scopes;
    batch.spans = trace->batch().spans;
    IntakeOptions options;
    options.readFacts = factsOf;
    Intake intake(**store, std::make_shared<IntakeCounters>(), std::move(options));
    intake.start();
    std::binary_semaphore committed(0);
    if (!intake.submit(batch, [&](const Result<AppendReport> &) { committed.release(); }))
        std::abort();
    committed.acquire();
    intake.stop();
    Times times;
    for (int i = 0; i < 7; ++i) {
        times.push_back(openedIn(view, [&] {
            auto loaded = (*store)->load(trace->id());
            return loaded ? *loaded : nullptr;
        }));
    }
    row("open " + std::to_string(spans) + " spans from the store to paint", quantile(times, 0.5), "ms", Bar::AtMost, 100);
}

} // namespace spanwise::bench
