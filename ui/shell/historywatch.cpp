// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/historywatch.h"

#include "ui/models/live.h"
#include "ui/shell/statusstrip.h"

namespace spanwise {

HistoryWatch::HistoryWatch(std::shared_ptr<const StoreReader> store, Live &live, StatusStrip *strip)
    : QObject(strip)
    , m_store(std::move(store))
    , m_strip(strip)
{
    if (!m_store)
        return;
    m_pause.setSingleShot(true);
    m_pause.setInterval(10'000);
    connect(&m_pause, &QTimer::timeout, this, &HistoryWatch::ask);
    connect(&live, &Live::changed, this, [this] {
        if (!m_pause.isActive())
            m_pause.start();
    });
    ask();
}

void HistoryWatch::ask()
{
    m_job.start([store = m_store](std::stop_token) { return store->statistics(); },
                [this](const Result<StoreStatistics> &statistics) {
                    if (statistics)
                        m_strip->setHistory(*statistics);
                });
}

} // namespace spanwise
