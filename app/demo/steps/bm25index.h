// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/corpus/corpus.h"
#include "app/demo/steps/hit.h"
#include "core/base/result.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace spanwise::demo {

/// Finds sections by BM25 with SQLite FTS5, in memory. Headings count four times as much as text.
///
/// Any thread may search; searches take turns on the one connection (each is some ten microseconds).
/// What is indexed are the stems of termsOf(), so both searches read a text alike.
class Bm25Index
{
public:
    /// Fails when this SQLite has no FTS5 or no memory.
    static Result<std::unique_ptr<Bm25Index>> build(const Corpus &corpus);
    ~Bm25Index();
    Bm25Index(const Bm25Index &) = delete;
    Bm25Index &operator=(const Bm25Index &) = delete;

    /// Sections that have any of the terms, best first; scores are positive. Throws nothing.
    Result<Hits> search(std::span<const std::string> terms, std::span<const std::string> expansion,
                        std::size_t count) const;

private:
    Bm25Index() = default;
    Status fill(const Corpus &corpus);
    Error lastError(const std::string &doing) const;

    mutable std::mutex m_mutex;
    sqlite3 *m_database = nullptr;
    sqlite3_stmt *m_search = nullptr; // guarded by m_mutex
};

} // namespace spanwise::demo
