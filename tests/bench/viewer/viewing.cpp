// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/viewer/viewing.h"

#include "tests/bench/rows.h"
#include "tests/bench/viewer/session.h"
#include "ui/jobs/jobpool.h"
#include "ui/queries/queriespage.h"
#include "ui/trace/canvas.h"
#include "ui/trace/details.h"
#include "ui/trace/traceview.h"

#include <QScrollBar>
#include <QThread>

#include <array>
#include <cstdio>
#include <random>
#include <string>

namespace spanwise::bench {
namespace {

constexpr std::array tabNames{"Answer", "Documents", "Messages", "Attributes", "Events", "Logs", "Raw"};

/// Frames, and what each was on the processor.
struct Frames
{
    Times times;
    Times processor;

    /// What the driver's last event led to.
    void settle(Driver &driver)
    {
        const Times more = driver.settle();
        times.insert(times.end(), more.begin(), more.end());
        processor.insert(processor.end(), driver.processorTimes().begin(), driver.processorTimes().end());
    }
    void add(const Frames &more)
    {
        times.insert(times.end(), more.times.begin(), more.times.end());
        processor.insert(processor.end(), more.processor.begin(), more.processor.end());
    }
    void print(const char *what) const
    {
        std::printf("  %s: %zu frames, p50 %.1f ms, p99 %.1f ms, worst %.1f ms; on the processor p50 %.1f, "
                    "p99 %.1f, worst %.1f ms\n",
                    what, times.size(), quantile(times, 0.5), quantile(times, 0.99), quantile(times, 1),
                    quantile(processor, 0.5), quantile(processor, 0.99), quantile(processor, 1));
    }
};

QPoint onCanvas(Session &session, Driver &driver, int right, int down)
{
    QPoint place;
    driver.onGui([&] {
        place = session.canvas().viewport()->mapToGlobal(
            QPoint(session.canvas().canvasLayout().timeX() + right, down));
    });
    return place;
}

/// The same way through the trace for every place that rows are scrolled to: in, along, out, and by keys.
Frames movedThrough(Session &session, Driver &driver)
{
    Frames frames;
    const auto wheel = [&](int notches, const char *held) {
        driver.wheel(notches, held);
        frames.settle(driver);
    };
    for (const double share : {0.0, 0.3, 0.7, 0.95}) {
        driver.onGui([&] {
            QScrollBar &bar = *session.canvas().verticalScrollBar();
            bar.setValue(static_cast<int>(bar.maximum() * share));
        });
        driver.settle();
        driver.moveTo(onCanvas(session, driver, 500, 300));
        for (int i = 0; i < 12; ++i)
            wheel(2, "ctrl");
        for (int i = 0; i < 8; ++i)
            wheel(i % 3 == 0 ? 2 : -2, "shift");
        for (const char *const key : {"w", "d", "d", "a", "s"}) {
            driver.key(key);
            frames.settle(driver);
        }
        for (int i = 0; i < 8; ++i)
            wheel(-1, nullptr);
        driver.moveTo(onCanvas(session, driver, 200, 300));
        for (int i = 0; i < 12; ++i)
            wheel(-2, "ctrl");
        driver.key("0");
        frames.settle(driver);
    }
    return frames;
}

/// Spans far apart and side by side, by keys and by clicks, under every tab of the details.
void measureSelecting(Session &session, Driver &driver)
{
    Frames all;
    Times answers;
    std::mt19937 random(11);
    for (std::size_t tab = 0; tab < tabNames.size(); ++tab) {
        driver.onGui([&] { session.details().setTab(static_cast<SpanDetails::Tab>(tab)); });
        // What the tab makes in the background for the whole trace, once, is not what a selection costs.
        driver.settle();
        jobPool().waitForDone();
        driver.settle();
        Frames frames;
        for (int i = 0; i < 24; ++i) {
            const qint64 begin = session.meter().now();
            if (i % 3 == 0)
                driver.key("Down");
            else if (i % 3 == 1)
                driver.key("Next");
            else
                driver.click(onCanvas(session, driver, -120, 120 + static_cast<int>(random() % 500)));
            frames.settle(driver);
            answers.push_back(static_cast<double>(session.meter().lastWork() - begin) / 1e6);
        }
        frames.print((std::string("select under ") + tabNames[tab]).c_str());
        all.add(frames);
    }
    std::printf("  from the key or click to the last of its frames: p50 %.1f ms, p99 %.1f ms\n",
                quantile(answers, 0.5), quantile(answers, 0.99));
    row("select, a frame, all panels open, p99", quantile(all.times, 0.99), "ms", Bar::AtMost, 16);
}

/// From the last key to the answer on the screen.
double searchedIn(Session &session, Driver &driver, const QByteArray &words)
{
    int found = 0;
    QMetaObject::Connection connection;
    driver.onGui([&] {
        session.canvas().setFocus();
        connection = QObject::connect(&session.view(), &TraceView::searched, [&] { ++found; });
    });
    driver.key("slash");
    driver.key("ctrl+a");
    driver.key("BackSpace");
    driver.type(words.chopped(1));
    driver.settle();
    driver.onGui([&] { found = 0; });
    const qint64 begin = session.meter().now();
    driver.type(words.right(1));
    driver.waitFor([&] { return found > 0; });
    driver.settle();
    const double took = static_cast<double>(session.meter().lastWork() - begin) / 1e6;
    driver.onGui([&] { QObject::disconnect(connection); });
    driver.key("Escape");
    driver.settle();
    return took;
}

} // namespace

void measureViewing(Session &session, Driver &driver)
{
    driver.onGui([&] { session.canvas().setFocus(); });
    driver.settle();
    const Frames frames = movedThrough(session, driver);
    frames.print("zooming and panning");
    row("a frame while zooming and panning, p99", quantile(frames.times, 0.99), "ms", Bar::AtMost, 16);

    Times collapse;
    Times expand;
    for (int i = 0; i < 5; ++i) {
        driver.forget();
        driver.key("minus");
        collapse.push_back(quantile(driver.settle(), 1));
        driver.key("asterisk");
        expand.push_back(quantile(driver.settle(), 1));
    }
    row("collapse all", quantile(collapse, 0.5), "ms", Bar::AtMost, 100);
    row("expand all", quantile(expand, 0.5), "ms", Bar::AtMost, 100);
    measureSelecting(session, driver);
    row("search text in it", searchedIn(session, driver, "page-777777#4"), "ms", Bar::AtMost, 300);
    row("search an expression in it",
        searchedIn(session, driver, "{ status = error && duration > 2ms && name = `rerank` }"), "ms",
        Bar::AtMost, 300);
}

} // namespace spanwise::bench
