// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/store/sqlite/readerpool.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace spanwise {

/// Builds the text index behind the writer's back: segments of some thousand traces, read, cut into grams and
/// sorted without any lock; only their rows are written in a transaction, of some milliseconds.
///
/// Trails the commits by about a second while much arrives. Fewer than groupTraces wait for more: a search
/// reads them one by one in a few milliseconds. Owns its thread, which sleeps while nothing is due.
class TextIndexer
{
public:
    static constexpr std::int64_t groupTraces = 1024;
    static constexpr std::int64_t groupPassages = 256;

    /// Runs work as the only one who writes; it throws SqlFailure.
    using Write = std::function<Status(const std::function<void(Connection &)> &work)>;

    TextIndexer(ReaderPool &readers, Write write);
    /// What is not indexed yet is when the store is opened next time.
    ~TextIndexer();
    TextIndexer(const TextIndexer &) = delete;
    TextIndexer &operator=(const TextIndexer &) = delete;

    /// So many traces are new or have changed their texts. Any thread.
    void arrived(std::int64_t traces);

private:
    struct Segment;

    void run(const std::stop_token &stop);
    bool indexSome();
    std::optional<Segment> build() const;
    std::optional<Segment> buildPassages() const;
    static void store(Connection &connection, const Segment &segment);
    static void storePassages(Connection &connection, const Segment &segment);
    static void insertSegment(Connection &connection, const Segment &segment);

    ReaderPool &m_readers;
    const Write m_write;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::int64_t m_waiting = groupTraces; // guarded by m_mutex: at least; the first look at the file tells
    std::jthread m_thread;
};

} // namespace spanwise
