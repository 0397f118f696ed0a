// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/threads.h"

#include <algorithm>
#include <cassert>
#include <exception>
#include <iterator>
#include <utility>

namespace spanwise {
namespace {

/// While a rate is shown and nothing arrives, this often it is told how far it has fallen, until it is 0.
constexpr std::chrono::milliseconds rateDecay{250};

/// last + interval without overflow when last is the beginning of time.
template<class TimePoint>
TimePoint after(TimePoint last, std::chrono::milliseconds interval)
{
    return last == TimePoint::min() ? last : last + interval;
}

/// What a store throws (memory, its libraries) is a failure of this group like any other.
Result<std::vector<AppendReport>> append(BatchWriter &writer, std::span<const AdmittedBatch *const> batches)
{
    try {
        return writer.append(batches);
    } catch (const std::exception &exception) {
        return Error{Error::Code::Io, std::string("The store failed while writing: ") + exception.what()};
    }
}

void countReceived(IntakeCounters &counters, const TelemetryBatch &batch)
{
    counters.receivedSpans += batch.spans.size();
    counters.logs.received += batch.logs.size();
    counters.points.received += batch.points.size();
}

void countRefused(IntakeCounters &counters, const TelemetryBatch &batch)
{
    counters.refusedSpans += batch.spans.size();
    counters.logs.refused += batch.logs.size();
    counters.points.refused += batch.points.size();
}

/// Trying again will not help, and will not help those that were in the same transaction either.
bool isFaultOfABatch(const Error &error)
{
    return error.code == Error::Code::TooLarge || error.code == Error::Code::InvalidInput;
}

} // namespace

Intake::Threads::Threads(BatchWriter &writer, std::shared_ptr<IntakeCounters> counters, IntakeOptions options)
    : m_writer(writer)
    , m_counters(std::move(counters))
    , m_options(std::move(options))
{
    assert(m_counters);
}

void Intake::Threads::start()
{
    const std::lock_guard lock(m_mutex);
    if (m_phase != Phase::Idle)
        return;
    m_phase = Phase::Running;
    m_intakeThread = std::thread([this] { runIntake(); });
    m_writerThread = std::thread([this] { runWriter(); });
}

void Intake::Threads::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_phase = Phase::Stopping;
    }
    m_intakeWake.notify_all();
    m_writerWake.notify_all();
    if (m_writerThread.joinable())
        m_writerThread.join();
    if (m_intakeThread.joinable())
        m_intakeThread.join();
}

Status Intake::Threads::submit(TelemetryBatch &batch, Acknowledge acknowledge)
{
    const std::size_t bytes = batch.byteCount();
    {
        const std::lock_guard lock(m_mutex);
        const bool running = m_phase == Phase::Running;
        // A batch larger than the whole bound passes when nothing else is under way: it must not be refused
        // for ever.
        if (!running || (m_bytes > 0 && m_bytes + bytes > m_options.queueBytes)) {
            countRefused(*m_counters, batch);
            m_moved = true;
            m_intakeWake.notify_one();
            return Error{Error::Code::Busy,
                         running
                             ? "The intake queue is full (" + std::to_string(m_options.queueBytes >> 20U) +
                                   " MiB wait to be stored). Send the same data again later."
                             : std::string("Spanwise is not accepting data: it is starting or "
                                           "shutting down. Send the same data again later.")};
        }
        countReceived(*m_counters, batch);
        auto entry = std::make_unique<Entry>();
        entry->admitted.batch = std::move(batch);
        entry->acknowledge = std::move(acknowledge);
        entry->bytes = bytes;
        m_submitted.push_back(std::move(entry));
        m_bytes += bytes;
        ++m_unwritten;
    }
    m_intakeWake.notify_one();
    return Done{};
}

void Intake::Threads::countersMoved()
{
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_moved, true))
            return; // a notice is on its way already
    }
    m_intakeWake.notify_one();
}

IntakeStatus Intake::Threads::status() const
{
    const std::lock_guard lock(m_mutex);
    return statusLocked();
}

IntakeStatus Intake::Threads::statusLocked() const
{
    const IntakeCounters &c = *m_counters;
    return {.requests = c.requests,
            .bytes = c.bytes,
            .receivedSpans = c.receivedSpans,
            .storedSpans = c.storedSpans,
            .duplicateSpans = c.duplicateSpans,
            .rejectedSpans = c.rejectedSpans,
            .badRequests = c.badRequests,
            .refusedSpans = c.refusedSpans,
            .logs = ItemCounts::of(c.logs),
            .points = ItemCounts::of(c.points),
            .queuedBytes = m_bytes,
            .spansPerSecond = m_rate.perSecond(Clock::now()),
            .storeProblem = m_problem};
}

// The intake thread

void Intake::Threads::runIntake()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        waitForIntakeWork(lock);
        // What is committed goes first: it frees room. One batch is admitted at a time, so that notices stay
        // punctual.
        if (!m_committed.empty()) {
            Group group = std::exchange(m_committed, {});
            lock.unlock();
            tellObservers(std::move(group));
            lock.lock();
        } else if (!m_submitted.empty()) {
            admitNext(lock);
        }
        const auto due = nextNotice();
        const bool ended = m_writerEnded && m_committed.empty();
        if ((due && Clock::now() >= *due) || (ended && m_moved))
            sendNotice(lock);
        if (ended)
            return;
    }
}

std::optional<Intake::Threads::Clock::time_point> Intake::Threads::nextNotice() const
{
    if (!m_onChanged)
        return std::nullopt;
    if (m_moved)
        return after(m_lastNotice, m_options.changeInterval);
    if (m_toldRate > 0)
        return after(m_lastNotice, std::max(m_options.changeInterval, rateDecay));
    return std::nullopt;
}

void Intake::Threads::waitForIntakeWork(std::unique_lock<std::mutex> &lock)
{
    for (;;) {
        if (!m_committed.empty() || !m_submitted.empty() || m_writerEnded)
            return;
        const auto due = nextNotice();
        if (!due)
            m_intakeWake.wait(lock);
        else if (Clock::now() >= *due || m_intakeWake.wait_until(lock, *due) == std::cv_status::timeout)
            return;
    }
}

void Intake::Threads::tellObservers(Group group)
{
    std::size_t bytes = 0;
    for (const auto &entry : group) {
        for (BatchObserver *const observer : m_observers)
            observer->committed({entry->admitted.batch, entry->admitted.facts, entry->duplicate});
        bytes += entry->bytes;
    }
    group.clear();
    const std::lock_guard lock(m_mutex);
    m_bytes -= bytes;
    m_moved = true;
}

void Intake::Threads::admitNext(std::unique_lock<std::mutex> &lock)
{
    std::unique_ptr<Entry> entry = std::move(m_submitted.front());
    m_submitted.pop_front();
    lock.unlock();
    if (m_options.takeLabels)
        entry->admitted.labels = m_options.takeLabels(entry->admitted.batch);
    entry->admitted.facts = readAllFacts(m_options.readFacts, entry->admitted.batch);
    lock.lock();
    m_admittedBytes += entry->bytes;
    m_admitted.push_back(std::move(entry));
    m_writerWake.notify_one();
}

void Intake::Threads::sendNotice(std::unique_lock<std::mutex> &lock)
{
    m_moved = false;
    const IntakeStatus status = statusLocked();
    m_lastNotice = Clock::now();
    m_toldRate = status.spansPerSecond;
    if (!m_onChanged)
        return;
    lock.unlock();
    m_onChanged(status);
    lock.lock();
}

// The writer thread

void Intake::Threads::runWriter()
{
    std::unique_lock lock(m_mutex);
    while (waitForGroup(lock)) {
        Group group = takeGroup();
        const std::size_t count = group.size();
        std::size_t bytes = 0;
        for (const auto &entry : group)
            bytes += entry->bytes;
        lock.unlock();
        m_lastCommit = Clock::now();
        group = commit(std::move(group));
        lock.lock();

        for (const auto &entry :
             group) { // what is left is committed and keeps its bytes until it was observed
            bytes -= entry->bytes;
            m_rate.add(entry->admitted.batch.spans.size(), Clock::now());
        }
        m_bytes -= bytes;
        m_unwritten -= count;
        m_moved = true;
        std::ranges::move(group, std::back_inserter(m_committed));
        m_intakeWake.notify_one();
    }
    m_writerEnded = true;
    m_intakeWake.notify_one();
}

/// False when everything that was accepted has been written and no more will come.
bool Intake::Threads::waitForGroup(std::unique_lock<std::mutex> &lock)
{
    m_writerWake.wait(
        lock, [&] { return !m_admitted.empty() || (m_phase == Phase::Stopping && m_unwritten == 0); });
    if (m_admitted.empty())
        return false;
    m_writerWake.wait_until(lock, after(m_lastCommit, m_options.groupCommit), [&] {
        return m_admittedBytes >= m_options.groupBytes || m_phase == Phase::Stopping;
    });
    return true;
}

Intake::Threads::Group Intake::Threads::takeGroup()
{
    Group group;
    std::size_t bytes = 0;
    while (!m_admitted.empty() &&
           (group.empty() || bytes + m_admitted.front()->bytes <= m_options.groupBytes)) {
        bytes += m_admitted.front()->bytes;
        group.push_back(std::move(m_admitted.front()));
        m_admitted.pop_front();
    }
    m_admittedBytes -= bytes;
    return group;
}

/// Stores the group and acknowledges every batch of it. Returns those that are committed: all, or none,
/// unless the fault is one batch's own; then its good neighbours are stored without it.
Intake::Threads::Group Intake::Threads::commit(Group group)
{
    std::vector<const AdmittedBatch *> batches;
    for (const auto &entry : group)
        batches.push_back(&entry->admitted);
    const auto reports = append(m_writer, batches);
    if (!reports) {
        if (group.size() > 1 && isFaultOfABatch(reports.error()))
            return commitEach(std::move(group));
        if (!isFaultOfABatch(reports.error()))
            noteProblem(reports.error().message);
        refuse(group, reports.error());
        return {};
    }
    noteProblem({});
    assert(reports->size() == group.size());
    for (std::size_t i = 0; i < group.size(); ++i)
        acknowledge(*group[i], (*reports)[i]);
    return group;
}

Intake::Threads::Group Intake::Threads::commitEach(Group group)
{
    Group committed;
    for (auto &entry : group) {
        Group one;
        one.push_back(std::move(entry));
        std::ranges::move(commit(std::move(one)), std::back_inserter(committed));
    }
    return committed;
}

void Intake::Threads::acknowledge(Entry &entry, const AppendReport &report)
{
    const std::uint64_t spans = entry.admitted.batch.spans.size();
    m_counters->storedSpans += report.stored;
    m_counters->duplicateSpans += spans - std::min(spans, report.stored);
    const std::uint64_t logs = entry.admitted.batch.logs.size();
    m_counters->logs.stored += report.storedLogs;
    m_counters->logs.duplicate += logs - std::min(logs, report.storedLogs);
    m_counters->points.stored += report.points.stored;
    m_counters->points.duplicate += report.points.duplicates;
    m_counters->points.rejected += report.points.lost;
    entry.duplicate = report.duplicate;
    entry.duplicate.resize(spans);
    if (entry.acknowledge)
        std::exchange(entry.acknowledge, {})(report);
}

void Intake::Threads::noteProblem(std::string problem)
{
    const std::lock_guard lock(m_mutex);
    m_problem = std::move(problem);
}

void Intake::Threads::refuse(const Group &group, const Error &error)
{
    for (const auto &entry : group) {
        countRefused(*m_counters, entry->admitted.batch);
        if (entry->acknowledge)
            entry->acknowledge(error);
    }
}

} // namespace spanwise
