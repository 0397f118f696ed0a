// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/seriesstore.h"

#include <mutex>
#include <vector>

namespace spanwise {

class Store;

/// Writes rows of the series to the store. Both outlive it. Any thread.
///
/// A row replaces the stored one of the same time, so rows are taken and written by one at a time: an older
/// one never comes over a newer one.
class MetricKeeper
{
public:
    MetricKeeper(Store &store, SeriesStore &series)
        : m_store(store)
        , m_series(series)
    {
    }

    /// What changed and is over by now(), plus ahead. What cannot be written is tried again by the next call.
    Status keepCompleted(Duration ahead);
    /// What the touches changed, over or not; committed when this succeeds.
    Status keepNow(const std::vector<SeriesStore::Touch> &touches);

private:
    Store &m_store;
    SeriesStore &m_series;
    std::mutex m_mutex;
};

} // namespace spanwise
