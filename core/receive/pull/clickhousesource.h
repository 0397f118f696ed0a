// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/pull/clickhousesql.h"
#include "core/receive/pull/exchange.h"
#include "core/receive/pull/tracesource.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <mutex>

namespace spanwise {

/// The tables of the OpenTelemetry Collector's ClickHouse exporter, over ClickHouse's HTTP interface
/// (protocols.md 15).
///
/// The tables are described first, once, and the statements fit what is there. Values travel as bind
/// parameters. The server ends a statement at the connection's time limit too. An answer of 200 is read to
/// its end for the exception that may be there. A trace comes with its log records when there is a table of
/// them.
class ClickHouseSource final : public TraceSource
{
public:
    static constexpr std::uint32_t maxSpans = 200'000;
    static constexpr std::uint32_t maxLogs = 20'000;

    ClickHouseSource(Exchange exchange, FactsReader readFacts);

    Result<std::string> test(std::stop_token stop) const override;
    Result<std::vector<std::string>> services(std::stop_token stop) const override;
    Result<std::vector<std::string>> operations(const std::string &service,
                                                std::stop_token stop) const override;
    Result<FoundTraces> search(const RemoteSearch &search, std::stop_token stop) const override;
    Result<PulledTrace> load(TraceId id, std::stop_token stop) const override;

private:
    using Sql = std::shared_ptr<const ClickHouseSql>;

    Result<Sql> sql(const std::stop_token &stop) const;
    Result<std::string> rows(const ClickHouseStatement &statement, const std::stop_token &stop) const;
    Result<std::vector<nlohmann::json>> objects(const ClickHouseStatement &statement,
                                                const std::stop_token &stop) const;
    Result<ClickHouseColumns> describe(const std::string &table, bool isNeeded,
                                       const std::stop_token &stop) const;
    Result<std::vector<std::string>> names(const ClickHouseStatement &statement,
                                           const std::stop_token &stop) const;
    Result<TimeWindow> windowOf(const ClickHouseSql &sql, const std::string &id,
                                const std::stop_token &stop) const;
    Status addQuestions(const ClickHouseSql &sql, FoundTraces &found, const std::stop_token &stop) const;

    Exchange m_exchange;
    FactsReader m_readFacts;
    mutable std::mutex m_mutex;
    mutable Sql m_sql; // guarded by m_mutex
};

} // namespace spanwise
