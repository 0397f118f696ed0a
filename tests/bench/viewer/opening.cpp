// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/rows.h"
#include "tests/bench/viewer/session.h"
#include "tests/bench/viewer/viewing.h"
#include "ui/jobs/jobpool.h"
#include "ui/queries/queriespage.h"
#include "ui/shell/progressitem.h"
#include "ui/trace/canvas.h"
#include "ui/trace/traceview.h"

#include <QEvent>
#include <QThread>
#include <QToolButton>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

namespace spanwise::bench {
namespace {

/// Notes when the canvas first painted a trace of so many spans. On the GUI thread.
class FirstPaint final : public QObject
{
public:
    FirstPaint(Session &session, std::size_t spans)
        : m_session(session)
        , m_spans(spans)
    {
        session.canvas().viewport()->installEventFilter(this);
    }

    qint64 at() const { return m_at; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_at < 0 && m_session.shows(m_spans))
            m_at = m_session.meter().now();
        return QObject::eventFilter(watched, event);
    }

private:
    Session &m_session;
    std::size_t m_spans;
    qint64 m_at = -1;
};

/// From doing it until a trace of so many spans is on the screen, in milliseconds. longest becomes the
/// longest stretch in which the window painted once and answered nobody else.
double shownAfter(Session &session, Driver &driver, std::size_t spans, const std::function<void()> &open,
                  double *longest = nullptr)
{
    std::unique_ptr<FirstPaint> paint;
    driver.forget();
    qint64 begin = 0;
    driver.onGui([&] {
        paint = std::make_unique<FirstPaint>(session, spans);
        begin = session.meter().now();
        open();
    });
    driver.waitFor([&] { return paint->at() >= 0; });
    double shown = -1;
    while (shown < 0) {
        for (const FrameMeter::Frame &frame : session.meter().take()) {
            if (longest)
                *longest = std::max(*longest, static_cast<double>(frame.end - frame.begin) / 1e6);
            if (shown < 0 && frame.end >= paint->at())
                shown = static_cast<double>(frame.end - begin) / 1e6;
        }
        QThread::msleep(1);
    }
    driver.onGui([&] { paint.reset(); });
    return shown;
}

void openFile(Session &session, const QString &file)
{
    Q_EMIT session.desktop().window().filesRequested({file});
}

void close(Session &session, Driver &driver)
{
    driver.onGui([&] { session.queries().closeTrace(); });
    driver.settle();
}

} // namespace

void measureOpening(Session &session, Driver &driver, const QString &file, std::size_t spans,
                    const std::string &what, double before)
{
    close(session, driver);
    double longest = 0;
    const double shown = shownAfter(
        session, driver, spans, [&] { openFile(session, file); }, &longest);
    row("open 1,000,000 spans to first paint, " + what, shown / 1000, "s", Bar::AtMost, 4);
    row("window at work at a stretch until then, " + what, longest, "ms", Bar::AtMost, 100);
    std::printf("  most at any time until then, all of the program: %.0f MiB\n", peakMiB());
    const double stored = driver.waitFor([&] { return session.progress() == nullptr; });
    std::printf("  in the history %.1f s later; most at any time: %.0f MiB\n", stored / 1000, peakMiB());
    driver.settle();
    jobPool().waitForDone(); // what is looked for in it in the background holds memory for a while
    std::printf("  with it and with what the history keeps at hand: %.0f MiB more than before\n",
                residentMiB() - before);
}

void measureCancelling(Session &session, Driver &driver, const QString &file)
{
    driver.forget();
    qint64 begin = 0;
    driver.onGui([&] {
        begin = session.meter().now();
        openFile(session, file);
    });
    QThread::msleep(400);
    const std::vector<FrameMeter::Frame> frames = session.meter().take();
    if (!frames.empty())
        row("progress of opening it is seen after", static_cast<double>(frames.front().end - begin) / 1e6,
            "ms", Bar::AtMost, 100);
    std::printf("  and again %zu times in the first 400 ms\n", frames.size() - 1);
    // A small file is read and stored by now, and its progress is gone with its button.
    std::optional<QPoint> button;
    driver.onGui([&] {
        if (const QWidget *const progress = session.progress()) {
            const auto *const cancel = progress->findChild<QToolButton *>();
            button = cancel->mapToGlobal(cancel->rect().center());
        }
    });
    if (button) {
        driver.moveTo(*button);
        QThread::msleep(100);
    }
    bool isRunning = false;
    driver.onGui([&] { isRunning = session.progress() != nullptr; });
    if (!button || !isRunning) {
        std::puts("  it was there before it could be cancelled: more spans are needed to measure that");
        close(session, driver);
        return;
    }
    const qint64 clicked = session.meter().now();
    driver.click(*button);
    driver.waitFor([&] { return session.progress() == nullptr; });
    row("cancelling it", static_cast<double>(session.meter().now() - clicked) / 1e6, "ms", Bar::AtMost, 100);
    driver.settle();
}

void measureStored(Session &session, Driver &driver, const QString &file, std::size_t spans)
{
    shownAfter(session, driver, spans, [&] { openFile(session, file); });
    driver.waitFor([&] { return session.progress() == nullptr; });
    TraceId id;
    driver.onGui([&] { id = session.view().trace()->id(); });
    Times times;
    for (int i = 0; i < 9; ++i) {
        close(session, driver);
        times.push_back(shownAfter(session, driver, spans, [&] { session.queries().openTrace(id); }));
    }
    row("open " + std::to_string(spans) + " spans from the store to paint", quantile(times, 0.5), "ms",
        Bar::AtMost, 100);
    close(session, driver);
}

void measureReplacing(Session &session, Driver &driver, const QString &file, std::size_t spans, double before)
{
    std::weak_ptr<const Trace> first;
    driver.onGui([&] { first = session.view().trace(); });
    driver.onGui([&] { openFile(session, file); });
    driver.waitFor([&] { return first.expired() && session.shows(spans); });
    std::printf("  most at any time, with a second one opened over it: %.0f MiB\n", peakMiB());
    driver.waitFor([&] { return session.progress() == nullptr; });
    driver.settle();
    jobPool().waitForDone();
    std::printf("  after a second one was opened over it: %.0f MiB more than before any\n",
                residentMiB() - before);
}

void measureClosing(Session &session, Driver &driver, double before)
{
    const double open = residentMiB();
    std::weak_ptr<const Trace> shown;
    driver.onGui([&] { shown = session.view().trace(); });
    close(session, driver);
    driver.waitFor([&] { return shown.expired(); });
    // The program gives back on its own what it no longer needs.
    double held = heldMiB();
    for (int i = 0; i < 30; ++i) {
        QThread::msleep(100);
        held = std::min(held, heldMiB());
    }
    std::printf("  %.0f MiB with it, %.0f MiB when it is closed, %.0f MiB before any was opened\n", open,
                held, before);
    row("memory with it, above that before any was opened", open - before, "MiB", Bar::AtMost, 400);
    row("of it, given back when it is closed", open - held, "MiB", Bar::AtMost, 400);
    row("memory that the history keeps for what it wrote", held - before, "MiB", Bar::AtMost, 200);
}

} // namespace spanwise::bench
