// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/logs/logpages.h"
#include "core/store/postgres/session.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace spanwise::pg {

/// Log records out of the team's store: three statements for up to 64 records, however many chunks they are
/// in. For one answer, within a transaction that sees one moment of the store. Throws Failure.
class StoredLogs final : public LogPages
{
public:
    StoredLogs(Session &session, const StopSignal &stop)
        : m_session(session)
        , m_stop(stop)
    {
    }

private:
    std::vector<Found> rows(const LogFilter &filter, const LogCursor &below, std::int64_t limit) override;
    std::vector<std::int64_t> placesOf(TraceId trace, std::uint32_t limit) override;
    std::vector<Decoded> read(std::span<const std::int64_t> chunks) override;
    void damaged(std::int64_t chunk) const override;
    void check() const override { m_stop.check(); }

    std::int64_t serviceId(const std::string &name);

    Session &m_session;
    const StopSignal &m_stop;
    std::optional<std::int64_t> m_service; // of the filter; 0: nobody has that name
};

} // namespace spanwise::pg
