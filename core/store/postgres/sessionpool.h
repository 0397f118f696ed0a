// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/postgres/link.h"
#include "core/store/postgres/session.h"

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace spanwise::pg {

/// Connections that read. Any thread leases one for the length of a call; a few are kept for the next.
class SessionPool
{
public:
    SessionPool(PostgresUrl url, Link &link)
        : m_url(std::move(url))
        , m_link(link)
    {
    }

    /// A connection of this thread's own until the lease ends. A broken one is not kept.
    class Lease
    {
    public:
        explicit Lease(SessionPool &pool)
            : m_pool(pool)
            , m_session(pool.take())
        {
        }
        ~Lease() { m_pool.giveBack(std::move(m_session)); }
        Lease(const Lease &) = delete;
        Lease &operator=(const Lease &) = delete;

        Session &operator*() const { return *m_session; }

    private:
        SessionPool &m_pool;
        std::unique_ptr<Session> m_session;
    };

    /// After a connection was lost: the others that idle have the same fate.
    void clear()
    {
        std::vector<std::unique_ptr<Session>> gone;
        const std::lock_guard lock(m_mutex);
        std::swap(gone, m_idle);
    }

private:
    static constexpr std::size_t kept = 4;

    std::unique_ptr<Session> take();
    void giveBack(std::unique_ptr<Session> session)
    {
        session->interruptBy(nullptr);
        if (session->isBroken())
            return;
        const std::lock_guard lock(m_mutex);
        if (m_idle.size() < kept)
            m_idle.push_back(std::move(session));
    }

    const PostgresUrl m_url;
    Link &m_link;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Session>> m_idle; // guarded by m_mutex
};

/// A new connection, or the failure that the link remembers.
std::unique_ptr<Session> connect(const PostgresUrl &url, Session::Role role, Link &link);

inline std::unique_ptr<Session> SessionPool::take()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            auto session = std::move(m_idle.back());
            m_idle.pop_back();
            return session;
        }
    }
    return connect(m_url, Session::Role::Reader, m_link);
}

inline std::unique_ptr<Session> connect(const PostgresUrl &url, Session::Role role, Link &link)
{
    link.checkMayTry();
    try {
        auto session = std::make_unique<Session>(url, role);
        link.succeeded();
        return session;
    } catch (const Failure &failure) {
        link.failed(failure.error());
        throw Failure(failure.error()); // to be tried again later, not at once
    }
}

} // namespace spanwise::pg
