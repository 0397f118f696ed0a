// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/logs/logpages.h"
#include "core/store/sqlite/connection.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace spanwise {

/// Log records out of the local history. For one answer. Throws SqlFailure.
class StoredLogs final : public LogPages
{
public:
    StoredLogs(Connection &connection, const Interruptible &interruptible)
        : m_connection(connection)
        , m_interruptible(interruptible)
    {
    }

private:
    std::vector<Found> rows(const LogFilter &filter, const LogCursor &below, std::int64_t limit) override;
    std::vector<std::int64_t> placesOf(TraceId trace, std::uint32_t limit) override;
    std::vector<Decoded> read(std::span<const std::int64_t> chunks) override;
    void damaged(std::int64_t chunk) const override;
    void check() const override { m_interruptible.check(); }

    static std::string conditions(const LogFilter &filter);
    std::int64_t serviceId(const std::string &name);
    Decoded readOne(std::int64_t chunk);

    Connection &m_connection;
    const Interruptible &m_interruptible;
    std::optional<std::int64_t> m_service; // of the filter; 0: nobody has that name
};

} // namespace spanwise
