// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/checkpointer.h"

#include <sqlite3.h>

#include <utility>

namespace spanwise {
namespace {

constexpr int duePages = 4000; // 32 MiB
constexpr int latePages = 2 * duePages;

} // namespace

Checkpointer::Checkpointer(const std::filesystem::path &path, const Connection::Options &options, Alone alone)
    : m_connection(path, options), m_alone(std::move(alone))
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
        if (pagesInLog < duePages || std::exchange(m_due, true))
            return;
    }
    m_wake.notify_one();
}

void Checkpointer::run(const std::stop_token &stop)
{
    m_connection.attach();
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [&] { return m_due; })) {
        lock.unlock();
        bringHome();
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
    lock.unlock();
    m_connection.detach();
}

void Checkpointer::bringHome()
{
    sqlite3_wal_checkpoint_v2(m_connection.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

} // namespace spanwise
