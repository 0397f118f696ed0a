// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/pull/exchange.h"
#include "core/receive/pull/tracesource.h"

#include <nlohmann/json_fwd.hpp>

namespace spanwise {

/// Grafana Tempo (protocols.md 5): search by TraceQL, by tags where the server is too old for it; traces over
/// /api/v2 in protobuf, over /api/traces where v2 is not served. A Tempo before 2.0 takes TraceQL without a
/// word and gives every trace: its results are told by the spans that they do not name. A tenant is a header
/// of the connection (X-Scope-OrgID).
///
/// What a search gives are the first traces that Tempo comes upon, which need not be the newest: a note says
/// so.
class TempoSource final : public TraceSource
{
public:
    explicit TempoSource(Exchange exchange);

    Result<std::string> test(std::stop_token stop) const override;
    Result<std::vector<std::string>> services(std::stop_token stop) const override;
    Result<std::vector<std::string>> operations(const std::string &service,
                                                std::stop_token stop) const override;
    Result<FoundTraces> search(const RemoteSearch &search, std::stop_token stop) const override;
    Result<PulledTrace> load(TraceId id, std::stop_token stop) const override;

private:
    Result<nlohmann::json> askJson(const ExchangeRequest &request, const std::stop_token &stop) const;
    Result<nlohmann::json> askByTraceQl(const RemoteSearch &search, const std::stop_token &stop) const;
    Result<nlohmann::json> askByTags(const RemoteSearch &search, const std::stop_token &stop) const;
    Result<bool> knowsTraceQl(const RemoteSearch &search, const std::stop_token &stop) const;
    Result<std::vector<std::string>> tagValues(const QString &scoped, const QString &plain,
                                               const std::string &filter, const std::stop_token &stop) const;
    Result<ExchangeAnswer> askTrace(const QString &path, TraceId id, const std::stop_token &stop) const;

    Exchange m_exchange;
};

} // namespace spanwise
