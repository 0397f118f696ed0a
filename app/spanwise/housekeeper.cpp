// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/housekeeper.h"

#include "app/spanwise/metrickeeper.h"
#include "core/logging/structuredlogger.h"
#include "core/settings/settings.h"
#include "core/store/store.h"

#include <algorithm>

namespace spanwise {

using namespace std::chrono_literals;

Housekeeper::Housekeeper(Store &store, MetricKeeper &metrics, StructuredLogger &log,
                         std::function<bool()> mayKeep, std::function<Limits()> limits)
    : m_store(store)
    , m_metrics(metrics)
    , m_log(log)
    , m_mayKeep(std::move(mayKeep))
    , m_limits(std::move(limits))
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

Housekeeper::~Housekeeper()
{
    m_thread.request_stop();
    m_thread.join();
    // Beyond the running interval, so that it is written as far as it got.
    keepMetrics(std::chrono::minutes(2));
}

void Housekeeper::run(const std::stop_token &stop)
{
    auto nextRetention = std::chrono::steady_clock::now() + 1min;
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, stop, 10s, [] { return false; });
        }
        if (stop.stop_requested())
            return;
        if (m_mayKeep())
            keepMetrics({});
        if (std::chrono::steady_clock::now() >= nextRetention) {
            applyRetention(stop);
            nextRetention = std::chrono::steady_clock::now() + 10min;
        }
    }
}

void Housekeeper::keepMetrics(std::chrono::nanoseconds ahead)
{
    if (const Status kept = m_metrics.keepCompleted(ahead); !kept)
        m_log.error("metrics",
                    "Metric rows could not be kept, they are tried again: " + kept.error().message);
}

void Housekeeper::applyRetention(const std::stop_token &stop)
{
    const Limits limits = m_limits();
    const unsigned days =
        std::clamp(limits.days, 1U, maxRetentionDays); // more would overflow, and take everything
    const auto horizon = std::chrono::system_clock::now() - std::chrono::days(days);
    report(m_store.prune(horizon, stop), "their age");
    if (limits.bytes > 0 && !stop.stop_requested())
        report(m_store.pruneToBytes(limits.bytes, stop), "the size of the history");
}

void Housekeeper::report(const Result<std::uint64_t> &removed, const char *why)
{
    if (!removed && removed.error().code != Error::Code::Cancelled)
        m_log.error("store", "Retention could not remove old traces: " + removed.error().message);
    else if (removed && *removed > 0)
        m_log.info("store", "Retention removed " + std::to_string(*removed) + " traces for " + why + ".");
}

} // namespace spanwise
