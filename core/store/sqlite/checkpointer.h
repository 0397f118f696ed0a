// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/store/sqlite/connection.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace spanwise {

/// Brings the write-ahead log home to the database beside the writer, who would otherwise stop for it in the
/// middle of a commit, for some 50 ms each 32 MB. When the log has grown all the same, because the writer
/// never pauses, the last bit is done while the writer waits, a few milliseconds: only then does the log
/// begin again at its start. When nobody has written for two seconds, all of it comes home and the log
/// becomes empty.
class Checkpointer
{
public:
    /// Runs work while nobody writes.
    using Alone = std::function<Status(const std::function<void(Connection &)> &work)>;

    Checkpointer(const std::filesystem::path &path, const Connection::Options &options, Alone alone);
    ~Checkpointer();
    Checkpointer(const Checkpointer &) = delete;
    Checkpointer &operator=(const Checkpointer &) = delete;

    /// After each commit; any thread.
    void committed(int pagesInLog);

private:
    void run(const std::stop_token &stop);
    void bringHomeWhatIsDue(std::unique_lock<std::mutex> &lock);
    void emptyWhenIdle(std::unique_lock<std::mutex> &lock, const std::stop_token &stop);
    void checkpoint(int mode);

    Connection m_connection; // of the thread, once it runs
    const Alone m_alone;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    bool m_due = false;          // guarded by m_mutex
    bool m_settled = true;       // guarded by m_mutex: nobody has written since the log was emptied
    int m_pages = 0;             // guarded by m_mutex
    std::uint64_t m_commits = 0; // guarded by m_mutex
    std::jthread m_thread;
};

} // namespace spanwise
