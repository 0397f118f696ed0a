// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/batch.h"
#include "core/model/replayrecord.h"
#include "core/replay/replaystage.h"
#include "core/replay/tracewatch.h"
#include "core/settings/settings.h"

#include <QObject>

#include <functional>
#include <memory>
#include <unordered_map>

namespace spanwise {

class ReplayRun;
class StoreReader;

/// What a replay needs from the rest of the program.
struct ReplayServices
{
    std::shared_ptr<const StoreReader> store;
    /// Keeps a record of every replay; may block. Called on a thread of the runner.
    std::function<Status(const ReplayRecord &)> record;
    /// Where queries go now. Called in the runner's thread, once for each replay.
    std::function<ReplayTarget()> target;
    /// Takes Spanwise's own client span in, so that the new trace has its root and its link; may be empty,
    /// may block. Called on a thread of the runner.
    std::function<Status(TelemetryBatch &)> submit;
    TraceWatch::Timing timing{};
};

/// Executes saved queries again: the same question and context, posted to the pipeline with a traceparent of
/// our own.
///
/// Each replay ends in exactly one finished(), with the record as it was kept. 2xx and the trace: Completed.
/// Answered, but not a span within the target's traceTimeout: NoTrace. A response in which no answer is found
/// is BadResponse only when the trace carries none either. Every other outcome is final when the response is.
/// The query is sent once, never retried.
///
/// Lives in any thread with an event loop, the GUI's included: reading, recording and submitting happen
/// elsewhere. The destructor abandons what is under way (records stay Running) and waits for a call in
/// progress.
class ReplayRunner final : public QObject
{
    Q_OBJECT

public:
    explicit ReplayRunner(ReplayServices services, QObject *parent = nullptr);
    ~ReplayRunner() override;

    /// Returns the id of the new trace at once. Everything else, failures included, is told by the signals.
    TraceId start(TraceId original);
    /// Ends a replay as Cancelled; an id that is not running is ignored. The pipeline may still finish on its
    /// side.
    void cancel(TraceId replay);
    bool isRunning(TraceId replay) const { return m_runs.contains(replay); }
    /// Where the next replay would go.
    ReplayTarget target() const { return m_services.target(); }
    std::size_t runningCount() const noexcept { return m_runs.size(); }

public Q_SLOTS:
    /// Something was stored: looks for awaited traces now rather than at the next poll.
    void storeChanged();

Q_SIGNALS:
    void progressed(spanwise::TraceId replay, spanwise::ReplayStage stage);
    void finished(const spanwise::ReplayRecord &record);
    /// The replay goes on, but its record or its client span could not be kept.
    void notKept(spanwise::TraceId replay, const QString &reason);

private:
    void finish(const ReplayRecord &record);

    ReplayServices m_services;
    BlockingWork m_work;
    std::unordered_map<TraceId, ReplayRun *> m_runs; // children of this object
};

} // namespace spanwise
