// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/decodedbatch.h"
#include "core/receive/pull/exchange.h"

#include <string>

namespace spanwise {

/// A page of metrics, as Prometheus scrapes it: text 0.0.4 or OpenMetrics. Every call waits for the network,
/// as TraceSource says.
class MetricsPage
{
public:
    /// A page is small; a larger one is none.
    static constexpr qint64 maxBytes = 16 << 20;

    explicit MetricsPage(Exchange exchange);

    /// "OpenMetrics, 210 series of 48 metrics".
    Result<std::string> test(const std::stop_token &stop) const;
    /// The metrics as they are now. Their resource carries service.name (the connection's name) and
    /// server.address.
    Result<DecodedBatch> read(const std::stop_token &stop) const;

private:
    Exchange m_exchange;
};

} // namespace spanwise
