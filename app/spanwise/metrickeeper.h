// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/seriesstore.h"
#include "core/store/store.h"

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace spanwise {

/// Writes rows of the series to the history. The series outlive it. Any thread.
///
/// A row replaces the stored one of the same time, so rows are taken and written by one at a time: an older
/// one never comes over a newer one.
class MetricKeeper
{
public:
    /// Store::record(): what it takes is committed when it succeeds.
    using Record = std::function<Status(const MetricChanges &)>;

    MetricKeeper(Record record, SeriesStore &series)
        : m_record(std::move(record))
        , m_series(series)
    {
    }

    /// What changed and is over by now(), plus ahead. What cannot be written is tried again by the next call.
    Status keepCompleted(Duration ahead);
    /// What the touches changed, over or not, with what comes with them (whose rows are none); committed
    /// together when this succeeds.
    Status keepNow(const std::vector<SeriesStore::Touch> &touches, MetricChanges with);

private:
    const Record m_record;
    SeriesStore &m_series;
    std::mutex m_mutex;
};

} // namespace spanwise
