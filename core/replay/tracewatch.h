// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/replay/blockingwork.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace spanwise {

class StoreReader;

/// How the wait for a trace ended.
struct WatchedTrace
{
    std::uint32_t spanCount = 0; ///< the pipeline's own, without Spanwise's client span
    bool hasEntry = false;       ///< the span below Spanwise's client span is among them
    bool hasAnswer = false;      ///< some span carries an answer
    std::string error;           ///< why the store could not be read, when it could not
};

/// Waits until the pipeline's part of one trace is in the store: its entry span, and no new span for a while.
///
/// Spans are exported in batches, a child often before its parent, so the first sight of the trace is not its
/// end. Asks for the summary only, at every storeChanged() and every poll; loads the trace once for every
/// count that has settled.
class TraceWatch final : public QObject
{
    Q_OBJECT

public:
    struct Timing
    {
        std::chrono::milliseconds poll{100};
        std::chrono::milliseconds settle{300}; ///< no new span for so long
    };

    TraceWatch(std::shared_ptr<const StoreReader> store, BlockingWork &work, Timing timing,
               QObject *parent = nullptr);

    /// finished() follows once: when the trace is complete, or with what is there after timeout.
    void start(TraceId trace, SpanId clientSpan, std::chrono::milliseconds timeout);
    void stop();

public Q_SLOTS:
    void check();

Q_SIGNALS:
    void finished(const spanwise::WatchedTrace &trace);

private:
    void counted(Result<std::uint32_t> spanCount);
    void load(bool last);
    void loaded(WatchedTrace trace, bool last);

    const std::shared_ptr<const StoreReader> m_store;
    BlockingWork &m_work;
    const Timing m_timing;
    TraceId m_trace;
    SpanId m_clientSpan;
    QTimer m_poll;
    QTimer m_limit;
    QElapsedTimer m_unchanged; // since m_spanCount last changed
    std::uint32_t m_spanCount = 0;
    std::uint32_t m_loadedCount = 0; // m_spanCount when the trace was last looked into
    bool m_asking = false;           // one question at a time
    bool m_running = false;
};

} // namespace spanwise
