// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerting/monitor.h"
#include "core/base/time.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace spanwise {

/// A thread of its own that evaluates a monitor again and again until it is destroyed.
class AlertLoop
{
public:
    using Clock = std::function<Timestamp()>;
    /// Called on the loop's thread after every evaluation, with the changes or with none. Must not throw.
    using Evaluated = std::function<void(const std::vector<AlertRecord> &changes)>;

    /// Starts at once. monitor must outlive the loop; the default clock is the system's.
    AlertLoop(AlertMonitor &monitor, Evaluated evaluated, Clock clock = {},
              std::chrono::milliseconds period = std::chrono::seconds(1));
    AlertLoop(const AlertLoop &) = delete;
    AlertLoop &operator=(const AlertLoop &) = delete;

    /// Evaluates now instead of at the end of the period, for example after setRules(). Any thread.
    void wake();

private:
    void run(const std::stop_token &stop);

    AlertMonitor &m_monitor;
    const Evaluated m_evaluated;
    const Clock m_clock;
    const std::chrono::milliseconds m_period;
    std::mutex m_mutex;
    std::condition_variable_any m_woken;
    bool m_wanted = false; // guarded by m_mutex
    std::jthread m_thread; // last: stops and joins before the rest goes
};

} // namespace spanwise
