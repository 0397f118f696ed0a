// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/pause.h"
#include "core/store/postgres/appender.h"
#include "core/store/postgres/postgresstore.h"
#include "core/store/postgres/retention.h"
#include "core/store/postgres/schema.h"
#include "core/store/postgres/sessionpool.h"

#include <memory>
#include <mutex>
#include <utility>

namespace spanwise {

/// The connections behind a PostgresStore: one that writes, some that read.
class PostgresStore::Engine
{
public:
    Engine(PostgresUrl address, PostgresOptions with)
        : url(std::move(address))
        , options(std::move(with))
        , link(url.shown(), options.onLink)
        , m_appender(options.readFacts)
        , m_readers(url, link)
    {
    }

    void open()
    {
        m_writer = pg::connect(url, pg::Session::Role::Writer, link);
        schema = pg::ensureSchema(*m_writer, url);
    }

    /// Runs work(session, appender), which returns a T, as the only one who writes from this process. Work
    /// that met another writer's, or a connection that was gone, is done once more: it is a transaction, and
    /// spans are stored once.
    template<class T, class Work>
    Result<T> write(Work &&work)
    {
        const std::lock_guard lock(m_writeMutex);
        return pg::guarded<T>([&] { return repeated<T>([&] { return work(writer(), m_appender); }); });
    }

    /// Runs work(session, stop), which returns a T or a Result<T>, on a connection of its own.
    template<class T, class Work>
    Result<T> read(std::stop_token stop, Work &&work)
    {
        return pg::guarded<T>([&]() -> Result<T> {
            const pg::StopSignal signal(std::move(stop));
            try {
                return leased<T>(signal, work);
            } catch (const pg::Failure &failure) {
                if (failure.kind() != pg::Failure::Kind::Lost || signal.isRequested())
                    throw;
            }
            m_readers.clear();
            return leased<T>(signal, work);
        });
    }

    /// Runs the retention that begin(session) makes to its end, unless another client of the team is at it.
    /// Returns the number of traces that were removed.
    template<class Begin>
    Result<std::uint64_t> housekeep(Begin &&begin, const std::stop_token &stop)
    {
        return pg::guarded<std::uint64_t>([&]() -> Result<std::uint64_t> {
            std::uint64_t removed = 0;
            const auto session = pg::connect(url, pg::Session::Role::Writer, link);
            if (!pg::tryLockHousekeeping(*session, url))
                return removed;
            pg::Retention retention = begin(*session);
            while (!stop.stop_requested()) {
                const auto begun = std::chrono::steady_clock::now();
                const auto traces = retention.slice(now());
                if (!traces)
                    return removed;
                removed += static_cast<std::uint64_t>(*traces);
                pauseFor(std::chrono::steady_clock::now() - begun, stop);
            }
            return Error{Error::Code::Cancelled,
                         "Cancelled after " + std::to_string(removed) + " traces were removed."};
        });
    }

    Timestamp now() const
    {
        return options.clock ? options.clock()
                             : std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    }

    const PostgresUrl url;
    const PostgresOptions options;
    pg::Link link;
    pg::SchemaReport schema;

private:
    static constexpr int attempts = 6;

    template<class T, class Work>
    Result<T> leased(const pg::StopSignal &signal, Work &&work)
    {
        const pg::SessionPool::Lease session(m_readers);
        (*session).interruptBy(&signal);
        return work(*session, signal);
    }

    template<class T, class Work>
    T repeated(Work &&work)
    {
        bool wasLost = false;
        for (int attempt = 1;; ++attempt) {
            try {
                return work();
            } catch (const pg::Failure &failure) {
                m_appender.forget(); // what is remembered was rolled back
                const bool isLost = failure.kind() == pg::Failure::Kind::Lost;
                if (isLost)
                    m_writer.reset();
                const bool mayHelp =
                    isLost ? !std::exchange(wasLost, true) : failure.kind() == pg::Failure::Kind::Clash;
                if (!mayHelp || attempt == attempts)
                    throw;
            } catch (...) {
                m_appender.forget();
                throw;
            }
        }
    }

    pg::Session &writer()
    {
        if (m_writer && m_writer->isBroken())
            m_writer.reset();
        if (!m_writer) {
            m_writer = pg::connect(url, pg::Session::Role::Writer, link);
            try {
                pg::ensureSchema(*m_writer, url); // a later Spanwise may have been here meanwhile
            } catch (...) {
                m_writer.reset();
                throw;
            }
        }
        return *m_writer;
    }

    std::mutex m_writeMutex;
    std::unique_ptr<pg::Session> m_writer; // guarded by m_writeMutex
    pg::Appender m_appender;               // guarded by m_writeMutex
    pg::SessionPool m_readers;
};

} // namespace spanwise
