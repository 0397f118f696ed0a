// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/connection.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace spanwise {

/// Connections that read. Any thread leases one for the length of a call; a few are kept for the next.
class ReaderPool
{
public:
    ReaderPool(std::filesystem::path path, Connection::Options options)
        : m_path(std::move(path))
        , m_options(options)
    {
    }

    /// A connection of this thread's own until the lease ends.
    class Lease
    {
    public:
        explicit Lease(ReaderPool &pool)
            : m_pool(pool)
            , m_connection(pool.take())
        {
            m_connection->attach();
        }
        ~Lease()
        {
            m_connection->detach();
            m_pool.giveBack(std::move(m_connection));
        }
        Lease(const Lease &) = delete;
        Lease &operator=(const Lease &) = delete;

        Connection &operator*() const { return *m_connection; }

    private:
        ReaderPool &m_pool;
        std::unique_ptr<Connection> m_connection;
    };

private:
    static constexpr std::size_t kept = 4;

    std::unique_ptr<Connection> take()
    {
        {
            const std::lock_guard lock(m_mutex);
            if (!m_idle.empty()) {
                auto connection = std::move(m_idle.back());
                m_idle.pop_back();
                return connection;
            }
        }
        auto connection = std::make_unique<Connection>(m_path, m_options);
        connection->execute("PRAGMA query_only = ON");
        connection->detach();
        return connection;
    }

    void giveBack(std::unique_ptr<Connection> connection)
    {
        const std::lock_guard lock(m_mutex);
        if (m_idle.size() < kept)
            m_idle.push_back(std::move(connection));
    }

    const std::filesystem::path m_path;
    const Connection::Options m_options;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Connection>> m_idle; // guarded by m_mutex
};

} // namespace spanwise
