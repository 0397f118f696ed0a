// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/intake.h"
#include "core/intake/ratewindow.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace spanwise {

/// The two threads behind an Intake and what passes between them.
///
/// A batch goes submitted -> admitted -> committed, each a list under one mutex, and its bytes count against
/// the bound until its observers have seen it: what a slow stage holds up is refused at the door, never piled
/// up behind it.
class Intake::Threads
{
public:
    Threads(BatchWriter &writer, std::shared_ptr<IntakeCounters> counters, IntakeOptions options);

    void addObserver(BatchObserver &observer) { m_observers.push_back(&observer); }
    void onChanged(Changed changed) { m_onChanged = std::move(changed); }
    void start();
    void stop();
    Status submit(TelemetryBatch &batch, Acknowledge acknowledge);
    void countersMoved();
    IntakeStatus status() const;
    IntakeCounters &counters() const { return *m_counters; }

private:
    using Clock = std::chrono::steady_clock;
    enum class Phase { Idle, Running, Stopping };

    /// One batch under way.
    struct Entry
    {
        AdmittedBatch admitted;
        Acknowledge acknowledge;
        std::size_t bytes = 0;
        std::vector<bool> duplicate;
    };
    using Group = std::vector<std::unique_ptr<Entry>>;

    void runIntake();
    std::optional<Clock::time_point> nextNotice() const;
    void waitForIntakeWork(std::unique_lock<std::mutex> &lock);
    void tellObservers(Group group);
    void admitNext(std::unique_lock<std::mutex> &lock);
    void sendNotice(std::unique_lock<std::mutex> &lock);

    void runWriter();
    bool waitForGroup(std::unique_lock<std::mutex> &lock);
    Group takeGroup();
    Group commit(Group group);
    Group commitEach(Group group);
    void acknowledge(Entry &entry, const AppendReport &report);
    void refuse(const Group &group, const Error &error);
    void noteProblem(std::string problem);

    IntakeStatus statusLocked() const;

    BatchWriter &m_writer;
    const std::shared_ptr<IntakeCounters> m_counters;
    const IntakeOptions m_options;
    std::vector<BatchObserver *> m_observers; // fixed once running
    Changed m_onChanged;                      // fixed once running

    mutable std::mutex m_mutex;
    std::condition_variable m_intakeWake;
    std::condition_variable m_writerWake;
    Phase m_phase = Phase::Idle;                    // guarded by m_mutex, like everything down to m_problem
    std::deque<std::unique_ptr<Entry>> m_submitted; // for the intake thread
    std::deque<std::unique_ptr<Entry>> m_admitted;  // for the writer thread
    Group m_committed;                              // for the intake thread
    std::size_t m_bytes = 0;                        // from submit() to the observers
    std::size_t m_admittedBytes = 0;
    std::size_t m_unwritten = 0; // batches accepted and not yet acknowledged
    bool m_writerEnded = false;
    bool m_moved = false; // something changed that no notice has told yet
    RateWindow m_rate;
    std::string m_problem; // of the last transaction; empty when it committed

    Clock::time_point m_lastNotice = Clock::time_point::min(); // intake thread
    double m_toldRate = 0;                                     // intake thread: what the last notice said
    Clock::time_point m_lastCommit = Clock::time_point::min(); // writer thread

    std::thread m_intakeThread;
    std::thread m_writerThread;
};

} // namespace spanwise
