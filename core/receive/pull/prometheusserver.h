// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/model/metricrow.h"
#include "core/receive/pull/exchange.h"

#include <string>
#include <utility>
#include <vector>

namespace spanwise {

/// One line of an answer: its labels, __name__ among them, and its values in the order of time. Native
/// histograms have none.
struct PrometheusSeries
{
    MetricTags tags;
    std::vector<std::pair<Timestamp, double>> values;
};

struct PrometheusResult
{
    std::vector<PrometheusSeries> series;
    std::vector<std::string> notes; ///< the server's warnings, and what could not be read
};

/// A Prometheus server's query interface (protocols.md 10.3). Every call waits for the network, as
/// TraceSource says.
class PrometheusServer
{
public:
    /// The server refuses more points a series; a wider step is taken then.
    static constexpr std::int64_t maxPoints = 11'000;

    explicit PrometheusServer(Exchange exchange);

    /// "Prometheus 2.42.0".
    Result<std::string> test(const std::stop_token &stop) const;
    /// A scalar is one series without labels.
    Result<PrometheusResult> query(const std::string &expression, Timestamp at,
                                   const std::stop_token &stop) const;
    Result<PrometheusResult> queryRange(const std::string &expression, TimeWindow window, Duration step,
                                        const std::stop_token &stop) const;

private:
    Result<PrometheusResult> ask(const QString &path, QUrlQuery form, const std::stop_token &stop) const;

    Exchange m_exchange;
};

} // namespace spanwise
