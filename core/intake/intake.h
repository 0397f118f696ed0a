// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/intake/batchobserver.h"
#include "core/intake/batchwriter.h"
#include "core/intake/counters.h"
#include "core/intake/factsreader.h"
#include "core/model/batch.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace spanwise {

struct IntakeOptions
{
    std::size_t queueBytes = 64U << 20U; ///< what may be under way, from submit() to its observers
    std::chrono::milliseconds groupCommit{
        5};                             ///< least time between two transactions: what a batch waits at most
    std::size_t groupBytes = 8U << 20U; ///< a group this large is committed at once
    std::chrono::milliseconds changeInterval{50}; ///< at most one change notice in this time
    FactsReader readFacts{};                      ///< completes every span; genai::readFacts in the program
    std::function<std::vector<TraceLabels>(TelemetryBatch &)>
        takeLabels{}; ///< core/codec/labelattributes.h in the program
};

/// The way of every batch from a receiver to the store and its observers (design.md section 2).
///
/// Owns the intake thread (admission: limits, completion of facts; fan-out) and the writer thread (group
/// commit). submit() may be called from any thread. Observers are called on the intake thread, after the
/// commit. A batch that meets an idle writer is committed at once; one that comes sooner than groupCommit
/// after the last transaction joins the next. Both threads sleep on condition variables while nothing
/// arrives.
///
/// Counts received, stored, duplicate and refused spans; requests, bytes, bad requests and rejected spans are
/// counted by the receivers, who then call countersMoved().
class Intake
{
public:
    /// Called once for every submitted batch, on the writer thread: the report when it is committed, or why
    /// it is not. Must not block.
    using Acknowledge = std::function<void(const Result<AppendReport> &)>;
    /// Called on the intake thread at most once per changeInterval, and once more after the last change.
    using Changed = std::function<void(const IntakeStatus &)>;

    Intake(BatchWriter &writer, std::shared_ptr<IntakeCounters> counters, IntakeOptions options = {});
    /// Stops as stop() does.
    ~Intake();
    Intake(const Intake &) = delete;
    Intake &operator=(const Intake &) = delete;

    /// Both before start() only. Observers are not owned and outlive the intake.
    void addObserver(BatchObserver &observer);
    void onChanged(Changed changed);

    /// Once. Before it, and after stop(), submit() fails with Code::Busy.
    void start();
    /// Commits what was accepted, tells the observers, sends a last change notice, ends both threads.
    void stop();

    /// Takes the batch, or fails with Code::Busy and leaves it untouched when the queue has no room: answer
    /// 429. acknowledge is called only when this succeeded; it may be called before submit() returns.
    Status submit(TelemetryBatch &batch, Acknowledge acknowledge);

    /// A counter was moved by someone else: a change notice follows. Any thread.
    void countersMoved();

    IntakeStatus status() const;
    IntakeCounters &counters() const;

private:
    class Threads;
    std::unique_ptr<Threads> m_threads;
};

} // namespace spanwise
