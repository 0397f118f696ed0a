// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace spanwise {

class MetricKeeper;
class Store;
class StructuredLogger;

/// What has to be done now and then on a thread of its own: metric rows to the store every ten seconds,
/// retention every ten minutes (the first time a minute after the start). Sleeps in between.
class Housekeeper
{
public:
    /// What stays: traces of so many days, and no more than so many bytes of them (0: no limit).
    struct Limits
    {
        unsigned days = 0;
        std::uint64_t bytes = 0;
    };

    /// mayKeep says whether metric rows may be written yet, limits what of the history stays; both are asked
    /// every time, on the housekeeper's thread. Everything outlives the housekeeper.
    Housekeeper(Store &store, MetricKeeper &metrics, StructuredLogger &log, std::function<bool()> mayKeep,
                std::function<Limits()> limits);
    /// Ends the thread, then writes the last metric rows.
    ~Housekeeper();
    Housekeeper(const Housekeeper &) = delete;
    Housekeeper &operator=(const Housekeeper &) = delete;

private:
    void run(const std::stop_token &stop);
    void keepMetrics(std::chrono::nanoseconds ahead);
    void applyRetention(const std::stop_token &stop);
    void report(const Result<std::uint64_t> &removed, const char *why);

    Store &m_store;
    MetricKeeper &m_metrics;
    StructuredLogger &m_log;
    std::function<bool()> m_mayKeep;
    std::function<Limits()> m_limits;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread;
};

} // namespace spanwise
