// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace spanwise {

class SeriesStore;
class Store;
class StructuredLogger;

/// What has to be done now and then on a thread of its own: metric rows to the store every ten seconds, retention every
/// ten minutes (the first time a minute after the start). Sleeps in between.
class Housekeeper
{
public:
    /// mayKeep says whether metric rows may be written yet, retentionDays how long traces stay; both are asked every time, on
    /// the housekeeper's thread. Everything outlives the housekeeper.
    Housekeeper(Store &store, SeriesStore &series, StructuredLogger &log, std::function<bool()> mayKeep,
                std::function<unsigned()> retentionDays);
    /// Ends the thread, then writes the last metric rows.
    ~Housekeeper();
    Housekeeper(const Housekeeper &) = delete;
    Housekeeper &operator=(const Housekeeper &) = delete;

private:
    void run(const std::stop_token &stop);
    void keepMetrics(std::chrono::nanoseconds ahead);
    void applyRetention(const std::stop_token &stop);

    Store &m_store;
    SeriesStore &m_series;
    StructuredLogger &m_log;
    std::function<bool()> m_mayKeep;
    std::function<unsigned()> m_retentionDays;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread;
};

} // namespace spanwise
