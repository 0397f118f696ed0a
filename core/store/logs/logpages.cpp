// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/logs/logpages.h"

#include "core/store/chunk/logchunkformat.h"
#include "core/store/chunk/logchunkreader.h"
#include "core/store/chunk/zstdcodec.h"
#include "core/store/text/logtext.h"
#include "core/store/text/searchtext.h"

#include <algorithm>
#include <limits>
#include <ranges>
#include <set>
#include <utility>

namespace spanwise {
namespace {

constexpr std::int64_t rowsPerSlice = 1024; // of a search for words
constexpr std::size_t rowsAtOnce = 64;      // whose chunks are read together
constexpr std::uint32_t notYet = std::numeric_limits<std::uint32_t>::max();

/// Takes the resource or scope of a chunk over into the result, once.
template<class Owner>
std::uint32_t placeIn(std::vector<Owner> &result, const std::vector<Owner> &chunk,
                      std::vector<std::uint32_t> &known, std::uint32_t index)
{
    known.resize(chunk.size(), notYet);
    if (known[index] == notYet) {
        known[index] = static_cast<std::uint32_t>(result.size());
        result.push_back(chunk[index]);
    }
    return known[index];
}

} // namespace

LogPages::LogPages()
    : m_result(std::make_shared<TelemetryBatch>())
{
}

LogPage LogPages::page(const LogRequest &request)
{
    const std::vector<std::string> words = searchWords(request.filter.text);
    LogPage page;
    page.batch = m_result;
    LogCursor below =
        request.after.value_or(LogCursor{Timestamp::max(), std::numeric_limits<std::uint64_t>::max()});
    for (;;) {
        const std::int64_t missing = std::int64_t(request.limit) + 1 - std::int64_t(m_result->logs.size());
        const std::int64_t limit = words.empty() ? std::min(missing, rowsPerSlice) : rowsPerSlice;
        const std::vector<Found> found = rows(request.filter, below, limit);
        for (std::size_t at = 0; at < found.size(); at += rowsAtOnce) {
            if (!add(std::span(found).subspan(at, std::min(rowsAtOnce, found.size() - at)), words,
                     request.limit, page))
                return page;
        }
        if (std::int64_t(found.size()) < limit) {
            page.next.reset();
            return page;
        }
        below = found.back().cursor;
        std::erase_if(m_chunks,
                      [](const auto &entry) { return !entry.second.isKept; }); // a search passes by many
    }
}

bool LogPages::add(std::span<const Found> rows, const std::vector<std::string> &words, std::uint32_t limit,
                   LogPage &page)
{
    if (m_result->logs.size() < limit || !words.empty())
        fetch(std::views::transform(rows, &Found::place));
    for (const Found &row : rows) {
        check();
        if (!words.empty() && !matchesAllWords(recordAt(row.place), words))
            continue;
        if (m_result->logs.size() == limit)
            return false;
        keep(row.place);
        page.next = row.cursor;
    }
    return true;
}

std::shared_ptr<const TelemetryBatch> LogPages::ofTrace(TraceId trace, std::uint32_t limit)
{
    const std::vector<std::int64_t> places = placesOf(trace, limit);
    for (std::size_t at = 0; at < places.size(); at += rowsAtOnce) {
        check();
        const auto some = std::span(places).subspan(at, std::min(rowsAtOnce, places.size() - at));
        fetch(some);
        std::ranges::for_each(some, [&](std::int64_t place) { keep(place); });
    }
    return m_result;
}

template<class Places>
void LogPages::fetch(const Places &places)
{
    std::set<std::int64_t> missing;
    for (const std::int64_t place : places) {
        if (!m_chunks.contains(place / logsPerChunk))
            missing.insert(place / logsPerChunk);
    }
    if (missing.empty())
        return;
    const std::vector<std::int64_t> ids(missing.begin(), missing.end());
    const std::vector<Decoded> chunks = read(ids);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (chunks[i] == nullptr)
            damaged(ids[i]);
        m_chunks[ids[i]].batch = chunks[i];
    }
}

LogPages::Decoded LogPages::decoded(std::string_view data, std::span<const std::string_view> texts)
{
    auto batch = std::make_shared<TelemetryBatch>();
    auto whole = decompress(data);
    if (!whole)
        return nullptr;
    const std::string_view records = batch->arena.adopt(*std::move(whole));
    std::vector<std::string_view> views;
    views.reserve(texts.size());
    for (const std::string_view stored : texts) {
        auto text = decompress(stored);
        if (!text)
            return nullptr;
        views.push_back(batch->arena.adopt(*std::move(text)));
    }
    return LogChunkReader(*batch).read(records, views) ? batch : nullptr;
}

const LogRecord &LogPages::recordAt(std::int64_t place) const
{
    const Chunk &chunk = m_chunks.at(place / logsPerChunk);
    const auto index = static_cast<std::size_t>(place % logsPerChunk);
    if (index >= chunk.batch->logs.size())
        damaged(place / logsPerChunk);
    return chunk.batch->logs[index];
}

void LogPages::keep(std::int64_t place)
{
    LogRecord record = recordAt(place);
    Chunk &chunk = m_chunks.at(place / logsPerChunk);
    if (!std::exchange(chunk.isKept, true))
        m_result->arena.keepAlive(chunk.batch);
    record.resource = placeIn(m_result->resources, chunk.batch->resources, chunk.resources, record.resource);
    record.scope = placeIn(m_result->scopes, chunk.batch->scopes, chunk.scopes, record.scope);
    m_result->logs.push_back(record);
}

} // namespace spanwise
