// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <atomic>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

namespace spanwise {

class SeriesStore;
class StoreReader;

/// Gives the charts back what they knew before the program was closed: 10 s rows of a day, 1 min rows of a
/// month, newest first in windows of an hour.
///
/// The constructor reads the last two windows, which the running minute needs before anything is recorded;
/// the rest, millions of rows after a month, follows on a thread of its own, so that the window does not wait
/// for it. The destructor ends it.
class MetricsRestore
{
public:
    using Failed = std::function<void(const std::string &reason)>;

    /// Both outlive this object. failed is called at most once, on either thread; what was read until then
    /// stays.
    MetricsRestore(const StoreReader &store, SeriesStore &series, Failed failed);
    MetricsRestore(const MetricsRestore &) = delete;
    MetricsRestore &operator=(const MetricsRestore &) = delete;

    /// Until then no rows may be taken from the series: they would replace stored ones that are not back yet.
    /// Any thread.
    bool isDone() const noexcept { return m_done; }
    /// Waits until what was stored of this time is back: for what is newer than an hour, not at all. Any
    /// thread.
    void waitFor(Timestamp time) const
    {
        if (time < m_readAtOnce)
            m_done.wait(false);
    }
    /// Waits until everything is there.
    void wait()
    {
        if (m_thread.joinable())
            m_thread.join();
    }

private:
    /// False when the store could not be read.
    bool restore(TimeWindow window);
    void finish();
    void restoreRest(Timestamp end, const std::stop_token &stop);

    const StoreReader &m_store;
    SeriesStore &m_series;
    const Failed m_failed;
    const Timestamp m_now;
    const Timestamp m_readAtOnce; // what is not older was read by the constructor
    std::atomic<bool> m_done = false;
    std::jthread m_thread; // last: it uses the rest
};

} // namespace spanwise
