// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/viewer/viewing.h"

#include "tests/bench/rows.h"
#include "tests/bench/viewer/driver.h"
#include "ui/trace/canvas.h"
#include "ui/trace/traceview.h"

#include <QApplication>
#include <QLineEdit>
#include <QScrollBar>

#include <cstdio>

namespace spanwise::bench {
namespace {

/// The same way through the trace for every place that rows are scrolled to: in, along, out, and by keys.
Times movedThrough(Canvas &canvas)
{
    Driver driver(*canvas.viewport());
    Driver keys(canvas);
    Times times;
    const int left = canvas.canvasLayout().timeX();
    for (const double share : {0.0, 0.3, 0.7, 0.95}) {
        canvas.verticalScrollBar()->setValue(static_cast<int>(canvas.verticalScrollBar()->maximum() * share));
        driver.settle(times);
        for (int i = 0; i < 12; ++i)
            driver.wheel({left + 500, 300}, 240, Qt::ControlModifier, times);
        for (int i = 0; i < 8; ++i)
            driver.wheel({left + 500, 300}, i % 3 == 0 ? 240 : -240, Qt::ShiftModifier, times);
        for (const Qt::Key key : {Qt::Key_W, Qt::Key_D, Qt::Key_D, Qt::Key_A, Qt::Key_S})
            keys.key(key, times);
        for (int i = 0; i < 8; ++i)
            driver.wheel({left + 500, 300}, -120, Qt::NoModifier, times);
        for (int i = 0; i < 12; ++i)
            driver.wheel({left + 200, 300}, -240, Qt::ControlModifier, times);
        canvas.showAll();
        driver.settle(times);
    }
    return times;
}

double searchedIn(TraceView &view, const QString &words)
{
    bool found = false;
    const auto connection = QObject::connect(&view, &TraceView::searched, [&] { found = true; });
    auto *const field = view.findChild<QLineEdit *>();
    view.openSearch();
    field->clear();
    Driver::waitFor([&] { return found; });
    found = false;
    field->setText(words);
    const double took = Driver::waitFor([&] { return found; });
    QObject::disconnect(connection);
    return took;
}

} // namespace

void measureViewing(TraceView &view)
{
    Canvas &canvas = view.canvas();
    canvas.setFocus();
    Driver driver(canvas);
    const Times frames = movedThrough(canvas);
    std::printf("  %zu frames: median %.2f ms, p99 %.2f ms, worst %.2f ms\n", frames.size(), quantile(frames, 0.5),
                quantile(frames, 0.99), quantile(frames, 1));
    row("a frame while zooming and panning, p99", quantile(frames, 0.99), "ms", Bar::AtMost, 16);

    Times collapse;
    Times expand;
    Times select;
    Times ignored;
    for (int i = 0; i < 5; ++i) {
        collapse.push_back(driver.timed([&] { canvas.collapseAll(); }));
        driver.settle(ignored);
        expand.push_back(driver.timed([&] { canvas.expandAll(); }));
        driver.settle(ignored);
    }
    const std::size_t size = canvas.waterfall().trace().size();
    for (std::size_t i = 0; i < 100; ++i) {
        const auto row = static_cast<SpanRow>((i * 7919 * 131) % size);
        select.push_back(driver.timed([&] { canvas.selectSpan(row); }));
        driver.settle(ignored);
    }
    row("collapse all", quantile(collapse, 0.5), "ms", Bar::AtMost, 100);
    row("expand all", quantile(expand, 0.5), "ms", Bar::AtMost, 100);
    row("select, p99", quantile(select, 0.99), "ms", Bar::AtMost, 16);
    row("search text in it", searchedIn(view, QStringLiteral("page-777777#4")), "ms", Bar::AtMost, 300);
    row("search an expression in it",
        searchedIn(view, QStringLiteral("{ status = error && duration > 2ms && name = \"rerank\" }")), "ms", Bar::AtMost, 300);
}

} // namespace spanwise::bench
