// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spanwise {

/// Puts answers together from a store that has a row for each log record (what it is found by) and chunks of
/// records (logchunkformat.h): a page by time, or the records of one trace. Each chunk is decoded once, for
/// one answer. The store says where rows and chunks come from; what its functions throw passes through.
class LogPages
{
public:
    virtual ~LogPages() = default;

    LogPage page(const LogRequest &request);
    std::shared_ptr<const TelemetryBatch> ofTrace(TraceId trace, std::uint32_t limit);

protected:
    /// One row.
    struct Found
    {
        LogCursor cursor;
        std::int64_t place = 0;
    };
    using Decoded = std::shared_ptr<const TelemetryBatch>;

    LogPages();
    LogPages(const LogPages &) = delete;
    LogPages &operator=(const LogPages &) = delete;

    /// The next rows below the cursor, newest first, at most limit: all that the filter says except words.
    virtual std::vector<Found> rows(const LogFilter &filter, const LogCursor &below, std::int64_t limit) = 0;
    /// Of the earliest records of a trace.
    virtual std::vector<std::int64_t> placesOf(TraceId trace, std::uint32_t limit) = 0;
    /// The chunks with these ids, in order; nullptr for one that is missing or damaged.
    virtual std::vector<Decoded> read(std::span<const std::int64_t> chunks) = 0;
    /// Throws what the store throws for a damaged chunk.
    [[noreturn]] virtual void damaged(std::int64_t chunk) const = 0;
    /// Throws when a stop was requested.
    virtual void check() const = 0;

    /// The hash of a row is a signed number where it is compared; a cursor counts from the smallest.
    static std::uint64_t cursorHash(std::int64_t stored)
    {
        return static_cast<std::uint64_t>(stored) ^ (1ULL << 63U);
    }
    static std::int64_t storedHash(std::uint64_t cursor)
    {
        return static_cast<std::int64_t>(cursor ^ (1ULL << 63U));
    }
    /// A chunk as it is stored, with the texts that it refers to, in order, as they are stored; nullptr when
    /// something is damaged.
    static Decoded decoded(std::string_view data, std::span<const std::string_view> texts);

private:
    /// A chunk of which records were asked for, and where its resources and scopes are in the result.
    struct Chunk
    {
        Decoded batch;
        std::vector<std::uint32_t> resources;
        std::vector<std::uint32_t> scopes;
        bool isKept = false; ///< the result views it
    };

    /// False when the page is full.
    bool add(std::span<const Found> rows, const std::vector<std::string> &words, std::uint32_t limit,
             LogPage &page);
    template<class Places>
    void fetch(const Places &places);
    const LogRecord &recordAt(std::int64_t place) const;
    void keep(std::int64_t place);

    std::shared_ptr<TelemetryBatch> m_result;
    std::unordered_map<std::int64_t, Chunk> m_chunks;
};

} // namespace spanwise
