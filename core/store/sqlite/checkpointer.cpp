// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/checkpointer.h"

#include <sqlite3.h>

#include <chrono>
#include <utility>

namespace spanwise {
namespace {

constexpr int duePages = 4000; // 32 MiB
constexpr int latePages = 2 * duePages;
constexpr std::chrono::seconds idleTime{2};

} // namespace

Checkpointer::Checkpointer(const std::filesystem::path &path, const Connection::Options &options, Alone alone)
    : m_connection(path, options)
    , m_alone(std::move(alone))
{
    m_connection.detach();
    m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

Checkpointer::~Checkpointer()
{
    m_thread.request_stop();
    m_thread.join();
    m_connection.attach();
}

void Checkpointer::committed(int pagesInLog)
{
    {
        const std::lock_guard lock(m_mutex);
        m_pages = pagesInLog;
        ++m_commits;
        const bool wakes = std::exchange(m_settled, false);
        const bool isDue = pagesInLog >= duePages && !std::exchange(m_due, true);
        if (!wakes && !isDue)
            return;
    }
    m_wake.notify_one();
}

void Checkpointer::run(const std::stop_token &stop)
{
    m_connection.attach();
    sqlite3_busy_timeout(m_connection.handle(), 0); // whoever is in the way: there will be another time
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [&] { return m_due || !m_settled; }) && !stop.stop_requested()) {
        if (m_due)
            bringHomeWhatIsDue(lock);
        else
            emptyWhenIdle(lock, stop);
    }
    lock.unlock();
    m_connection.detach();
}

void Checkpointer::bringHomeWhatIsDue(std::unique_lock<std::mutex> &lock)
{
    lock.unlock();
    checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    lock.lock();
    const bool late = m_pages >= latePages;
    lock.unlock();
    if (late) // the log is whatever it is when this fails: the next commit asks again
        (void)m_alone([](Connection &writer) {
            sqlite3_wal_checkpoint_v2(writer.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        });
    lock.lock();
    m_due = false;
}

/// Comes back when the log is empty, after a while in which someone has written, or when something is due.
void Checkpointer::emptyWhenIdle(std::unique_lock<std::mutex> &lock, const std::stop_token &stop)
{
    const std::uint64_t commits = m_commits;
    if (m_wake.wait_for(lock, stop, idleTime, [&] { return m_due; }) || stop.stop_requested() ||
        m_commits != commits)
        return;
    lock.unlock();
    checkpoint(SQLITE_CHECKPOINT_PASSIVE); // so that nobody waits for the next step
    checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    lock.lock();
    m_settled = m_commits == commits; // also when a reader was in the way: the next commit asks again
}

void Checkpointer::checkpoint(int mode)
{
    sqlite3_wal_checkpoint_v2(m_connection.handle(), nullptr, mode, nullptr, nullptr);
}

} // namespace spanwise
