// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/replay/replayids.h"
#include "core/replay/replayrunner.h"
#include "core/replay/tracewatch.h"
#include "core/replay/transport.h"

#include <QObject>

namespace spanwise {

/// One execution of one saved query, from loading it to its record. Made and kept by ReplayRunner.
///
/// finished() is emitted exactly once, after the final record was handed to the recorder.
class ReplayRun final : public QObject
{
    Q_OBJECT

public:
    ReplayRun(const ReplayServices &services, BlockingWork &work, TraceId original, QObject *parent);

    TraceId id() const noexcept { return m_ids.trace; }
    void start();
    void cancel();
    void lookForTrace() { m_watch.check(); }

Q_SIGNALS:
    void progressed(spanwise::ReplayStage stage);
    void notKept(const QString &reason);
    void finished(const spanwise::ReplayRecord &record);

private:
    /// The saved query, and the span to link to.
    struct Original
    {
        SavedQuery query;
        SpanId span;
    };
    static Result<Original> load(const StoreReader &store, TraceId id);

    void send(const Result<Original> &original);
    void answered(const ReplayResponse &response);
    void watched(const WatchedTrace &trace);
    void submitClientSpan();
    void keepRunning();
    void finish(ReplayRecord::Outcome outcome, std::string message);

    const ReplayServices &m_services;
    BlockingWork &m_work;
    const ReplayIds m_ids;
    ReplayTarget m_target;
    ReplayTransport m_transport;
    TraceWatch m_watch;
    ReplayRecord m_record;
    SpanId m_originalSpan;
    bool m_sent = false;
    bool m_answerFound = false;
    bool m_done = false;
};

} // namespace spanwise
