// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ui/growing.h"
#include "tests/bench/clock.h"

#include "tests/bench/rows.h"
#include "tests/support/ragtrace.h"
#include "tests/support/showntrace.h"
#include "ui/faces/face.h"
#include "ui/faces/tracefaces.h"
#include "ui/trace/canvas.h"
#include "ui/trace/traceview.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>
#include <chrono>
#include <random>

namespace spanwise::bench {
namespace {

/// The same trace without some thousand of its spans, which lie anywhere in it but have no spans below them.
std::shared_ptr<const Trace> without(const Trace &whole, std::size_t late)
{
    TelemetryBatch batch;
    batch.resources = whole.batch().resources;
    batch.scopes = whole.batch().scopes;
    std::vector<bool> leftOut(whole.size(), false);
    std::mt19937 random(7);
    for (std::size_t left = 0; left < late;) {
        const auto row = static_cast<SpanRow>(random() % whole.size());
        if (leftOut[SpanTree::index(row)] || !whole.tree().children(row).empty())
            continue;
        leftOut[SpanTree::index(row)] = true;
        ++left;
    }
    std::vector<SpanFacts> facts;
    for (std::uint32_t i = 0; i < whole.size(); ++i) {
        if (leftOut[i])
            continue;
        batch.spans.push_back(whole.batch().spans[i]);
        facts.push_back(whole.facts(static_cast<SpanRow>(i)));
    }
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

struct Growth
{
    double untilPainted = 0;
    double stall = 0;    ///< the longest stretch without an answer to an event
    double stallCpu = 0; ///< the same in processor time of the window's thread
};

/// Waits until done() says so; every round of events is one stretch.
void follow(Growth &growth, const std::function<bool()> &done)
{
    while (!done()) {
        const auto begin = Clock::now();
        const double cpu = cpuMs();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        growth.stall = std::max(growth.stall, msSince(begin));
        growth.stallCpu = std::max(growth.stallCpu, cpuMs() - cpu);
    }
}

Growth grow(TraceView &view, const std::shared_ptr<const Trace> &more)
{
    Growth growth;
    bool grown = false;
    bool filled = view.faces().face() == nullptr;
    const auto first = QObject::connect(&view, &TraceView::grown, [&] { grown = true; });
    QMetaObject::Connection second;
    if (!filled)
        second = QObject::connect(view.faces().face(), &Face::filled, [&] { filled = true; });
    const auto begin = Clock::now();
    const double cpu = cpuMs();
    view.updateTrace(more);
    growth.stall = msSince(begin);
    growth.stallCpu = cpuMs() - cpu;
    follow(growth, [&] { return grown && filled; });
    int rounds = 0; // the frame itself
    follow(growth, [&] { return rounds++ == 3; });
    growth.untilPainted = msSince(begin);
    QObject::disconnect(first);
    QObject::disconnect(second);
    return growth;
}

void report(const std::string &where, const Growth &growth)
{
    std::printf("  %s: longest stretch %.1f ms by the clock, %.1f ms of processor time\n", where.c_str(),
                growth.stall, growth.stallCpu);
    row("1,000 more of 1M spans, until painted, " + where, growth.untilPainted, "ms", Bar::AtMost, 4000);
    row("1,000 more of 1M spans, window at work at a stretch, " + where, growth.stallCpu, "ms", Bar::AtMost,
        16);
}

} // namespace

void measureGrowing()
{
    const auto whole = test::largeTrace(1'000'000);
    const auto before = without(*whole, 1000);
    Theme theme;
    TraceView view(theme, standardReaders());
    view.resize(1920, 1080);
    view.show();
    for (const auto &[kind, name] : {std::pair{TraceFaces::Kind::Waterfall, "waterfall"},
                                     {TraceFaces::Kind::Flame, "flame graph"},
                                     {TraceFaces::Kind::Steps, "steps"},
                                     {TraceFaces::Kind::Graph, "graph"},
                                     {TraceFaces::Kind::Sequence, "sequence"}}) {
        test::showUntilShown(view, before);
        view.selectSpan(static_cast<SpanRow>(before->size() / 2));
        bool filled = kind == TraceFaces::Kind::Waterfall;
        view.faces().setKind(kind);
        if (!filled)
            QObject::connect(
                view.faces().face(), &Face::filled, &view, [&filled] { filled = true; },
                Qt::SingleShotConnection);
        Growth ignored;
        follow(ignored, [&] { return filled; });
        for (int i = 0; i < 60; ++i) // findings and the first frame
            QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        report(name, grow(view, whole));
    }
}

} // namespace spanwise::bench
