// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/sources.h"

#include "core/receive/pull/clickhousesource.h"
#include "core/receive/pull/jaegersource.h"
#include "core/receive/pull/metricspage.h"
#include "core/receive/pull/prometheusserver.h"
#include "core/receive/pull/temposource.h"

namespace spanwise {

std::shared_ptr<const TraceSource> makeTraceSource(const RemoteConnection &connection,
                                                   const std::string &secret, const FactsReader &readFacts)
{
    Exchange exchange(connection, secret);
    switch (connection.kind) {
    case ConnectionKind::Jaeger:
        return std::make_shared<JaegerSource>(std::move(exchange), readFacts);
    case ConnectionKind::Tempo:
        return std::make_shared<TempoSource>(std::move(exchange));
    case ConnectionKind::ClickHouse:
        return std::make_shared<ClickHouseSource>(std::move(exchange), readFacts);
    case ConnectionKind::Prometheus:
    case ConnectionKind::Metrics:
        return nullptr;
    }
    return nullptr;
}

Result<std::string> testConnection(const RemoteConnection &connection, const std::string &secret,
                                   const std::stop_token &stop)
{
    if (const auto source = makeTraceSource(connection, secret, {}))
        return source->test(stop);
    if (connection.kind == ConnectionKind::Prometheus)
        return PrometheusServer(Exchange(connection, secret)).test(stop);
    return MetricsPage(Exchange(connection, secret, MetricsPage::maxBytes)).test(stop);
}

} // namespace spanwise
