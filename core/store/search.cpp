// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search.h"

#include "core/genai/documents.h"
#include "core/search/searchmatch.h"

#include <algorithm>
#include <chrono>

namespace spanwise {
namespace {

using Clock = std::chrono::steady_clock;

/// Traces that are loaded in one go: first few, so that the first hits are on the screen at once, then more.
constexpr std::size_t firstBlock = 16;
constexpr std::size_t largestBlock = 256;
constexpr std::chrono::milliseconds tellInterval{100};

Error cancelled()
{
    return {Error::Code::Cancelled, "Cancelled."};
}

class RunningSearch
{
public:
    RunningSearch(const StoreReader &store, const SearchRequest &request, const SearchSink &sink,
                  std::stop_token stop)
        : m_store(store)
        , m_request(request)
        , m_sink(sink)
        , m_stop(std::move(stop))
        , m_narrowing(narrowingOf(request.query))
    {
        m_filter = request.filter;
        if (m_narrowing.minDuration)
            m_filter.minDuration =
                std::max(m_filter.minDuration.value_or(Duration::zero()), *m_narrowing.minDuration);
        if (m_narrowing.minHallucination)
            m_filter.minHallucination =
                std::max(m_filter.minHallucination.value_or(*m_narrowing.minHallucination),
                         *m_narrowing.minHallucination);
        m_impossible = m_narrowing.troubleOnly && m_filter.failed == false;
        if (m_narrowing.troubleOnly)
            m_filter.failed = true;
    }

    Result<SearchEnd> run()
    {
        if (m_impossible)
            return SearchEnd{.complete = true};
        const auto places = m_store.narrow(m_narrowing, m_filter, m_request.after, m_stop);
        if (!places)
            return places.error();
        const Status done = *places ? overPlaces(**places) : overPages();
        if (!done)
            return done.error();
        tell();
        return m_end;
    }

private:
    Status overPlaces(const std::vector<PageCursor> &places)
    {
        std::size_t block = firstBlock;
        for (std::size_t at = 0; at < places.size() && !isFull();) {
            const std::size_t count = std::min(block, places.size() - at);
            std::vector<TraceId> ids;
            for (std::size_t i = at; i < at + count; ++i)
                ids.push_back(places[i].id);
            if (const Status status = look(std::span(places).subspan(at, count), ids, nullptr); !status)
                return status;
            at += count;
            block = std::min(block * 2, largestBlock);
            m_end.complete = at == places.size();
        }
        m_end.complete = m_end.complete || places.empty();
        return finish();
    }

    Status overPages()
    {
        TraceRequest page{.filter = m_filter, .after = m_request.after, .limit = firstBlock};
        while (!isFull() && !m_end.complete) {
            const Result<TracePage> rows = m_store.list(page, m_stop);
            if (!rows)
                return rows.error();
            std::vector<PageCursor> places;
            std::vector<TraceId> ids;
            for (const TraceSummary &row : rows->traces) {
                places.push_back({row.time.begin, row.id});
                ids.push_back(row.id);
            }
            if (const Status status = look(places, ids, &rows->traces); !status)
                return status;
            m_end.complete = rows->complete || rows->traces.empty();
            if (!places.empty())
                page.after = places.back();
            page.limit = std::min<std::uint32_t>(page.limit * 2, largestBlock);
        }
        return finish();
    }

    bool isFull() const { return m_end.found >= m_request.limit; }

    Status finish()
    {
        if (isFull() && m_left > 0)
            m_end.complete = false;
        return Done{};
    }

    /// Evaluates the traces at places, which are in order; rows are their summaries when they are known.
    Status look(std::span<const PageCursor> places, std::span<const TraceId> ids,
                const std::vector<TraceSummary> *rows)
    {
        std::size_t at = 0;
        std::optional<Error> failure;
        const auto visit = [&](const std::shared_ptr<const Trace> &trace) {
            const PageCursor place = places[at];
            const TraceSummary *const row = rows == nullptr ? nullptr : &(*rows)[at];
            ++at;
            ++m_end.looked;
            if (trace != nullptr)
                failure = evaluate(*trace, row);
            m_end.next = place;
            m_reached = place.begin;
            if (Clock::now() - m_told > tellInterval)
                tell();
            return !failure && !isFull() && !m_stop.stop_requested();
        };
        const Status loaded = m_store.loadEach(ids, visit, m_stop);
        m_left = places.size() - at;
        if (m_stop.stop_requested())
            return cancelled();
        if (failure)
            return *failure;
        if (!loaded)
            return loaded;
        if (!m_fresh.empty())
            tell();
        return Done{};
    }

    std::optional<Error> evaluate(const Trace &trace, const TraceSummary *row)
    {
        auto match = evaluateSearch(m_request.query, trace, searchDocumentsOf, m_stop);
        if (!match)
            return std::nullopt;
        SearchHit hit;
        if (row != nullptr) {
            hit.trace = *row;
        } else {
            auto summary = m_store.summary(trace.id());
            if (!summary)
                return summary.error().code == Error::Code::NotFound ? std::nullopt
                                                                     : std::optional(summary.error());
            hit.trace = *std::move(summary);
        }
        for (const SpanRow span : match->spans)
            hit.spans.push_back(trace[span].id);
        hit.groups = std::move(match->groups);
        hit.selected = std::move(match->selected);
        m_fresh.push_back(std::move(hit));
        ++m_end.found;
        return std::nullopt;
    }

    void tell()
    {
        m_told = Clock::now();
        if (m_sink)
            m_sink({std::exchange(m_fresh, {}), m_reached, m_end.looked, m_end.found});
    }

    const StoreReader &m_store;
    const SearchRequest &m_request;
    const SearchSink &m_sink;
    const std::stop_token m_stop;
    const SearchNarrowing m_narrowing;
    TraceFilter m_filter;
    bool m_impossible = false;
    std::vector<SearchHit> m_fresh;
    std::size_t m_left = 0; // of the last block, not looked at
    Timestamp m_reached = Timestamp::max();
    Clock::time_point m_told = Clock::now();
    SearchEnd m_end;
};

} // namespace

std::vector<SearchDocument> searchDocumentsOf(const Span &span)
{
    std::vector<SearchDocument> found;
    for (Document &document : documentsOf(span))
        found.push_back({std::move(document.id), std::move(document.title), std::move(document.content)});
    return found;
}

Result<SearchEnd> searchTraces(const StoreReader &store, const SearchRequest &request, const SearchSink &sink,
                               std::stop_token stop)
{
    return RunningSearch(store, request, sink, std::move(stop)).run();
}

Status StoreReader::loadEach(std::span<const TraceId> ids, const TraceVisitor &visit,
                             std::stop_token stop) const
{
    for (const TraceId id : ids) {
        if (stop.stop_requested())
            return cancelled();
        auto trace = load(id, stop);
        if (!trace && trace.error().code != Error::Code::NotFound)
            return trace.error();
        if (!visit(trace ? *std::move(trace) : nullptr))
            break;
    }
    return Done{};
}

Result<std::optional<std::vector<PageCursor>>> StoreReader::narrow(const SearchNarrowing &,
                                                                   const TraceFilter &,
                                                                   const std::optional<PageCursor> &,
                                                                   std::stop_token) const
{
    return std::optional<std::vector<PageCursor>>();
}

} // namespace spanwise
