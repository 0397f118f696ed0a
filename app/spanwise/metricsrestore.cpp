// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/metricsrestore.h"

#include "core/metrics/seriesstore.h"
#include "core/store/store.h"

#include <iterator>
#include <utility>

namespace spanwise {
namespace {

using namespace std::chrono_literals;

constexpr auto windowLength = 1h;
constexpr auto fineAge = 24h;
constexpr auto oldestAge = 30 * 24h;

} // namespace

MetricsRestore::MetricsRestore(const StoreReader &store, SeriesStore &series, Failed failed)
    : m_store(store)
    , m_series(series)
    , m_failed(std::move(failed))
    , m_now(series.now())
    , m_readAtOnce(std::chrono::floor<std::chrono::hours>(m_now) - windowLength)
{
    const Timestamp hour = m_readAtOnce + windowLength;
    if (!restore({hour, m_now + 1min}) || !restore({m_readAtOnce, hour})) {
        finish();
        return;
    }
    m_thread = std::jthread([this](const std::stop_token &stop) { restoreRest(m_readAtOnce, stop); });
}

void MetricsRestore::finish()
{
    m_done = true;
    m_done.notify_all();
}

void MetricsRestore::restoreRest(Timestamp end, const std::stop_token &stop)
{
    while (end > m_now - oldestAge && !stop.stop_requested() && restore({end - windowLength, end}))
        end -= windowLength;
    finish();
}

bool MetricsRestore::restore(TimeWindow window)
{
    std::vector<MetricRow> rows;
    for (const Duration resolution : {Duration(60s), Duration(10s)}) {
        if (resolution < 60s && window.end <= m_now - fineAge)
            continue;
        auto found = m_store.metrics(window, resolution);
        if (!found) {
            m_failed(found.error().message);
            return false;
        }
        rows.insert(rows.end(), std::make_move_iterator(found->begin()),
                    std::make_move_iterator(found->end()));
    }
    if (!rows.empty())
        m_series.restore(rows);
    return true;
}

} // namespace spanwise
