// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/dictionaryshelf.h"
#include "core/store/chunk/dictionarytrainer.h"
#include "core/store/sqlite/appender.h"
#include "core/store/sqlite/checkpointer.h"
#include "core/store/sqlite/connection.h"
#include "core/store/sqlite/fairmutex.h"
#include "core/store/sqlite/opening.h"
#include "core/store/sqlite/readerpool.h"
#include "core/store/sqlite/sqlitestore.h"
#include "core/store/sqlite/textindexer.h"

#include <atomic>
#include <mutex>
#include <optional>

namespace spanwise {

/// The connections behind a SqliteStore: one that writes, some that read, one that only watches for changes;
/// and the threads that work behind the writer: the text index and the write-ahead log.
class SqliteStore::Engine
{
public:
    Engine(std::filesystem::path file, SqliteOptions with, std::unique_ptr<Connection> writer,
           OpenReport opened)
        : path(std::move(file))
        , options(std::move(with))
        , report(std::move(opened))
        , readers(path, readerOptions(options))
        , m_writer(std::move(writer))
        , m_trainer([this](const std::string &trained) { return keepDictionary(trained); })
        , m_appender(*m_writer, [this] { return now(); }, m_trainer, {dictionaries, options.readFacts})
        , m_watch(path, readerOptions(options))
    {
        useNewestDictionary();
        m_writer->detach();
        m_watch.detach();
        // Their threads write as soon as they find something to do: not before the writer has been let go.
        const auto alone = [this](const auto &work) { return writeAlone(work); };
        m_checkpointer.emplace(path, readerOptions(options), alone);
        m_writer->onCommit([this](int pages) { m_checkpointer->committed(pages); });
        m_indexer.emplace(readers, alone);
    }

    ~Engine()
    {
        m_trainer.stop();
        m_indexer.reset(); // a last group may be on its way, and writes: the writer is taken back after it
        m_checkpointer.reset();
        m_writer->attach();
    }

    static Connection::Options connectionOptions(const SqliteOptions &options)
    {
        return {.syncEveryCommit = options.syncEveryCommit, .busyTimeout = options.busyTimeout};
    }

    /// There are several of them, and they stay: what they read again is in the system's cache.
    static Connection::Options readerOptions(const SqliteOptions &options)
    {
        Connection::Options fewer = connectionOptions(options);
        fewer.cacheKiB = 4096;
        return fewer;
    }

    /// Runs work(connection, appender), which returns a T, as the only one who writes from this process.
    template<class T, class Work>
    Result<T> write(Work &&work)
    {
        const std::lock_guard lock(m_writeMutex);
        m_writer->attach();
        auto result = guarded<T>([&] { return work(*m_writer, m_appender); });
        m_writer->detach();
        return noticed(std::move(result));
    }

    /// write() of work(connection) in one transaction.
    template<class T, class Work>
    Result<T> transact(Work &&work)
    {
        return write<T>([&](Connection &connection, Appender &) {
            Transaction transaction(connection, Transaction::Kind::Write);
            T result = work(connection);
            transaction.commit();
            return result;
        });
    }

    /// What append() does: most of the work before it is this one's turn to write.
    Result<std::vector<AppendReport>> append(std::span<const AdmittedBatch *const> group)
    {
        const auto prepared = guarded<Done>([&] {
            m_appender.prepare(group);
            return Done{};
        });
        if (!prepared)
            return prepared.error(); // nothing was begun
        auto written =
            write<Appender::Outcome>([&](Connection &, Appender &appender) { return appender.write(group); });
        m_appender.release();
        if (!written)
            return written.error();
        m_indexer->arrived(written->toIndex);
        return std::move(written->reports);
    }

    /// Runs work(connection, interruptible), which returns a Result<T>, on a snapshot of its own.
    template<class T, class Work>
    Result<T> read(std::stop_token stop, Work &&work)
    {
        return noticed(guarded<T>([&]() -> Result<T> {
            const ReaderPool::Lease connection(readers);
            const Interruptible interruptible(*connection, std::move(stop));
            Transaction transaction(*connection, Transaction::Kind::Read);
            return work(*connection, interruptible);
        }));
    }

    /// PRAGMA data_version of a connection that never writes: moves with every commit of any other.
    Result<std::uint64_t> generation()
    {
        const std::lock_guard lock(m_watchMutex);
        m_watch.attach();
        auto result = guarded<std::uint64_t>(
            [&] { return static_cast<std::uint64_t>(m_watch.pragma("data_version")); });
        m_watch.detach();
        return result;
    }

    void noteSlice(std::chrono::nanoseconds time) noexcept
    {
        for (std::int64_t longest = m_longestSlice; longest < time.count();) {
            if (m_longestSlice.compare_exchange_weak(longest, time.count()))
                return;
        }
    }
    std::chrono::nanoseconds longestSlice() const noexcept
    {
        return std::chrono::nanoseconds(m_longestSlice);
    }

    Timestamp now() const
    {
        return options.clock ? options.clock()
                             : std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    }

    const std::filesystem::path path;
    const SqliteOptions options;
    const OpenReport report;
    ReaderPool readers;
    DictionaryShelf dictionaries;

private:
    Status writeAlone(const std::function<void(Connection &)> &work)
    {
        return write<Done>([&](Connection &connection, Appender &) {
            work(connection);
            return Done{};
        });
    }

    void useNewestDictionary()
    {
        Statement newest = m_writer->prepared("SELECT data FROM dictionaries ORDER BY id DESC LIMIT 1");
        if (newest.next())
            m_trainer.use(ZstdDictionary::from(std::string(newest.bytes(0))));
    }

    /// Committed before the first chunk that needs it is.
    std::shared_ptr<const ZstdDictionary> keepDictionary(const std::string &trained)
    {
        const auto kept =
            write<std::shared_ptr<const ZstdDictionary>>([&](Connection &connection, Appender &) {
                Transaction transaction(connection, Transaction::Kind::Write);
                Statement next = connection.prepared("SELECT coalesce(max(id), 0) + 1 FROM dictionaries");
                const std::int64_t id = next.next() ? next.integer(0) : 1;
                const std::string bytes = ZstdDictionary::withId(trained, static_cast<std::uint32_t>(id));
                Statement insert = connection.prepared("INSERT INTO dictionaries (id, data) VALUES (?, ?)");
                insert.bind(id).bind(std::string_view(bytes)).run();
                transaction.commit();
                return ZstdDictionary::from(bytes);
            });
        return kept ? *kept : nullptr;
    }

    template<class T>
    Result<T> noticed(Result<T> result)
    {
        if (!result && result.error().code == Error::Code::Corrupt && !m_damageNoted.exchange(true))
            noteDamage(path);
        return result;
    }

    FairMutex m_writeMutex;
    const std::unique_ptr<Connection> m_writer; // guarded by m_writeMutex
    DictionaryTrainer m_trainer;
    Appender m_appender; // guarded by m_writeMutex, but for prepare()
    std::mutex m_watchMutex;
    Connection m_watch; // guarded by m_watchMutex
    std::atomic<bool> m_damageNoted = false;
    std::atomic<std::int64_t> m_longestSlice = 0; // nanoseconds
    std::optional<Checkpointer> m_checkpointer;   // these two from the end of the constructor to the
    std::optional<TextIndexer> m_indexer;         // begin of the destructor: their threads use the rest
};

} // namespace spanwise
