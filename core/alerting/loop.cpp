// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerting/loop.h"

#include <utility>

namespace spanwise {
namespace {

Timestamp systemNow()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

} // namespace

AlertLoop::AlertLoop(AlertMonitor &monitor, Evaluated evaluated, Clock clock,
                     std::chrono::milliseconds period)
    : m_monitor(monitor)
    , m_evaluated(std::move(evaluated))
    , m_clock(clock ? std::move(clock) : systemNow)
    , m_period(period)
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

void AlertLoop::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_wanted = true;
    }
    m_woken.notify_one();
}

void AlertLoop::run(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        const std::vector<AlertRecord> changes = m_monitor.evaluate(m_clock());
        if (m_evaluated)
            m_evaluated(changes);
        std::unique_lock lock(m_mutex);
        m_woken.wait_for(lock, stop, m_period, [this] { return m_wanted; });
        m_wanted = false;
    }
}

} // namespace spanwise
