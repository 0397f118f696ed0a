// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/postgres/failure.h"

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace spanwise::pg {

/// Whether the server answers, as all connections of a store know it together: after a failed attempt nobody
/// tries again for a while (a quarter of a second, then twice as long each time, ten seconds at most), so
/// that every caller is told at once instead of waiting for a server that is away. Any thread.
class Link
{
public:
    using Clock = std::chrono::steady_clock;
    /// Told when the server is lost and when it is back, once each: what happened, in words for the user.
    using Changed = std::function<void(bool reachable, const std::string &message)>;

    Link(std::string where, Changed changed)
        : m_where(std::move(where))
        , m_changed(std::move(changed))
    {
    }

    /// Throws the failure of the last attempt while it is too early for the next.
    void checkMayTry() const;
    void failed(const Error &error);
    void succeeded();

private:
    const std::string m_where;
    const Changed m_changed;
    mutable std::mutex m_mutex;
    std::optional<Error> m_error; // guarded by m_mutex, as all below
    Clock::time_point m_nextTry{};
    std::chrono::milliseconds m_pause{};
    bool m_wasReachable = false; // until then whoever opens the store is told by its failure
};

} // namespace spanwise::pg
