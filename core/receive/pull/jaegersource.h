// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/pull/exchange.h"
#include "core/receive/pull/tracesource.h"

#include <nlohmann/json_fwd.hpp>

#include <atomic>

namespace spanwise {

/// Jaeger's query service: api_v3, and the older JSON interface where that is not served (protocols.md 4.2
/// to 4.7).
///
/// Which of the two is found out by the first call and kept. Traces are asked for raw: as they were reported,
/// without the server's adjustments. Jaeger searches one service at a time; a search without one asks for
/// each of the first maxServices in turn.
class JaegerSource final : public TraceSource
{
public:
    static constexpr std::size_t maxServices = 20;

    JaegerSource(Exchange exchange, FactsReader readFacts);

    Result<std::string> test(std::stop_token stop) const override;
    Result<std::vector<std::string>> services(std::stop_token stop) const override;
    Result<std::vector<std::string>> operations(const std::string &service,
                                                std::stop_token stop) const override;
    Result<FoundTraces> search(const RemoteSearch &search, std::stop_token stop) const override;
    Result<PulledTrace> load(TraceId id, std::stop_token stop) const override;

private:
    enum class Interface : std::uint8_t { Unknown, V3, Old };

    Result<Interface> interface(const std::stop_token &stop) const;
    Result<nlohmann::json> askJson(const ExchangeRequest &request, const std::stop_token &stop) const;
    Result<std::string> versionOf(const std::stop_token &stop) const;
    Result<TelemetryBatch> searchService(const RemoteSearch &search, const std::string &service,
                                         FoundTraces &found, const std::stop_token &stop) const;
    ExchangeRequest searchRequest(const RemoteSearch &search, const std::string &service,
                                  Interface interface) const;

    Exchange m_exchange;
    FactsReader m_readFacts;
    mutable std::atomic<Interface> m_interface{Interface::Unknown};
};

} // namespace spanwise
