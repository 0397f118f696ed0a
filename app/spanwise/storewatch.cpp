// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/storewatch.h"

#include "ui/models/live.h"

#include <utility>

namespace spanwise {

StoreWatch::StoreWatch(std::shared_ptr<const StoreReader> store, Live &live, std::function<bool()> isWatched,
                       std::chrono::milliseconds interval, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_live(live)
    , m_isWatched(std::move(isWatched))
{
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &StoreWatch::ask);
    m_timer.start();
    ask();
}

void StoreWatch::ask()
{
    if (m_generation && !m_isWatched())
        return;
    m_job.start([store = m_store](std::stop_token) { return store->generation(); },
                [this](const Result<std::uint64_t> &generation) {
                    if (generation) // a store that cannot be read says so where it is read for someone
                        answered(*generation);
                });
}

void StoreWatch::answered(std::uint64_t generation)
{
    const auto before = std::exchange(m_generation, generation);
    if (before && *before != generation)
        m_live.update(m_live.status());
}

} // namespace spanwise
