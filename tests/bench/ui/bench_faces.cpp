// SPDX-License-Identifier: GPL-3.0-or-later
// What the faces of a trace of a million spans cost: until each is filled, and a frame of 1920 x 1080 while
// real wheel and key events zoom, pan and scroll it.
#include "tests/bench/clock.h"
#include "tests/bench/rows.h"
#include "tests/bench/ui/growing.h"
#include "tests/support/ragtrace.h"
#include "ui/faces/flamecanvas.h"
#include "ui/faces/flameface.h"
#include "ui/faces/graphcanvas.h"
#include "ui/faces/graphface.h"
#include "ui/faces/sequenceface.h"
#include "ui/faces/stepsface.h"

#include <QApplication>
#include <QLineEdit>
#include <QPixmap>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <chrono>

namespace spanwise::bench {
namespace {

constexpr int frames = 300;

double p99(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() * 99 / 100];
}

/// Until the face has what it was asked for, from something that makes it compute.
double fillTime(Face &face, const std::function<void()> &ask)
{
    QSignalSpy filled(&face, &Face::filled);
    const auto begin = Clock::now();
    ask();
    if (!filled.wait(60'000))
        std::fprintf(stderr, "not filled within a minute\n");
    return msSince(begin);
}

void turn(QWidget &at, int delta, Qt::KeyboardModifiers modifiers, double x)
{
    const QPointF place(x, at.height() / 3.0);
    QWheelEvent event(place, at.mapToGlobal(place), {}, {0, delta}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&at, &event);
}

/// Event and paint of each frame together: in, out and along as a hand does it.
double frameTime(QWidget &shown, QWidget &target)
{
    QPixmap picture(shown.size());
    std::vector<double> times;
    const double cpu = cpuMs();
    for (int i = 0; i < frames; ++i) {
        const auto begin = Clock::now();
        if (i % 3 == 2)
            turn(target, i % 2 ? 120 : -240, Qt::ShiftModifier, 900);
        else if (i % 50 < 35)
            turn(target, 120, Qt::ControlModifier, 300.0 + (i * 37) % 1200);
        else
            turn(target, -480, Qt::ControlModifier, 900);
        shown.render(&picture);
        times.push_back(msSince(begin));
    }
    std::printf("  %.2f ms of processor time a frame\n", (cpuMs() - cpu) / frames);
    return p99(times);
}

double scrollTime(QTableView &table)
{
    QPixmap picture(table.size());
    std::vector<double> times;
    const double cpu = cpuMs();
    for (int i = 0; i < frames; ++i) {
        const auto begin = Clock::now();
        if (i % 10 == 9)
            QTest::keyClick(&table, i % 20 == 9 ? Qt::Key_End : Qt::Key_Home);
        else
            turn(*table.viewport(), -360, {}, 900);
        table.render(&picture);
        times.push_back(msSince(begin));
    }
    std::printf("  %.2f ms of processor time a frame\n", (cpuMs() - cpu) / frames);
    return p99(times);
}

template<class Shown>
std::unique_ptr<Shown> shownFace(Theme &theme)
{
    auto face = std::make_unique<Shown>(theme);
    face->resize(1920, 1080);
    face->show();
    return face;
}

void measure(const std::shared_ptr<const Trace> &trace)
{
    Theme theme;
    {
        const auto flame = shownFace<FlameFace>(theme);
        row("flame graph of 1M spans, filled", fillTime(*flame, [&] { flame->showTrace(trace); }), "ms",
            Bar::AtMost, 4000);
        row("flame graph of 1M spans, a frame by time, p99", frameTime(*flame, *flame->canvas().viewport()),
            "ms", Bar::AtMost, 16);
        const auto begin = Clock::now();
        flame->selectSpan(static_cast<SpanRow>(trace->size() - 7));
        flame->grab();
        row("flame graph of 1M spans, select", msSince(begin), "ms", Bar::AtMost, 16);
        row("flame graph of 1M spans, coloured by self time",
            fillTime(*flame, [&] { flame->setColour(FlameSnapshot::Colour::SelfTime); }), "ms", Bar::AtMost,
            4000);
        row("flame graph of 1M spans, merged by step path",
            fillTime(*flame, [&] { flame->setShape(FlameSnapshot::Shape::Merged); }), "ms", Bar::AtMost,
            4000);
        row("merged flame graph of 1M spans, a frame, p99", frameTime(*flame, *flame->canvas().viewport()),
            "ms", Bar::AtMost, 16);
    }
    {
        const auto steps = shownFace<StepsFace>(theme);
        row("table of steps of 1M spans, filled", fillTime(*steps, [&] { steps->showTrace(trace); }), "ms",
            Bar::AtMost, 4000);
        row("table of steps of 1M spans, limited to a range",
            fillTime(*steps,
                     [&] {
                         steps->setRange(TimeWindow{trace->time().begin,
                                                    trace->time().begin + trace->time().length() / 10});
                     }),
            "ms", Bar::AtMost, 4000);
    }
    {
        const auto graph = shownFace<GraphFace>(theme);
        row("graph of calls of 1M spans, filled", fillTime(*graph, [&] { graph->showTrace(trace); }), "ms",
            Bar::AtMost, 4000);
    }
    {
        const auto sequence = shownFace<SequenceFace>(theme);
        row("sequence of 1M spans, filled", fillTime(*sequence, [&] { sequence->showTrace(trace); }), "ms",
            Bar::AtMost, 4000);
        row("sequence of 1M spans, a frame while scrolling, p99", scrollTime(sequence->table()), "ms",
            Bar::AtMost, 16);
        row("sequence of 1M spans, filtered by a word",
            fillTime(*sequence, [&] { sequence->textField().setText(QStringLiteral("rerank")); }), "ms",
            Bar::AtMost, 4000);
    }
}

/// Hundreds of steps that call each other at random: more tangled than any real one.
void measureTangle()
{
    std::string outline = "query 0 1000000\n";
    for (int i = 0; i < 2000; ++i)
        outline += std::string(2 * static_cast<std::size_t>(1 + i % 7), ' ') + "step" +
                   std::to_string(i * 7919 % 350) + ' ' + std::to_string(i) + ' ' + std::to_string(i + 20) +
                   '\n';
    const auto trace = std::make_shared<const Trace>(test::traceFromOutline(outline));
    Theme theme;
    const auto graph = shownFace<GraphFace>(theme);
    row("graph of 351 steps, laid out", fillTime(*graph, [&] { graph->showTrace(trace); }), "ms", Bar::AtMost,
        1000);
    row("graph of 351 steps, a frame, p99", frameTime(*graph, graph->canvas()), "ms", Bar::AtMost, 16);
}

} // namespace
} // namespace spanwise::bench

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    spanwise::bench::measureTangle();
    spanwise::bench::measure(spanwise::test::largeTrace(1'000'000));
    spanwise::bench::measureGrowing();
    return 0;
}
