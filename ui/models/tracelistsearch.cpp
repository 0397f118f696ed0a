// SPDX-License-Identifier: GPL-3.0-or-later
// The part of TraceListModel that searches.
#include "ui/models/tracelistmodel.h"
#include "ui/models/tracelisttask.h"

#include <algorithm>

namespace spanwise {
namespace {

/// A trace that began this long before the newest one may still grow into a match.
constexpr std::chrono::seconds growing{60};
constexpr std::uint32_t refreshLimit = 5'000;

std::optional<Timestamp> newestOf(const StoreReader &store, const std::stop_token &stop)
{
    const auto page = store.list({.filter = {}, .after = {}, .limit = 1}, stop);
    return page && !page->traces.empty() ? std::optional(page->traces.front().time.begin) : std::nullopt;
}

/// The part of a filter that stands beside the search.
TraceFilter besideText(TraceFilter filter)
{
    filter.text.clear();
    return filter;
}

} // namespace

void TraceListModel::search(const Task &task)
{
    const bool reset = task.kind == Task::Kind::Reset;
    m_searchState.running = true;
    m_searchState.stopped = false;
    if (reset) {
        m_replaceRows = true;
        m_searchNext.reset();
        m_newest.reset();
        m_found.clear();
    }
    SearchRequest request{
        .query = *m_query, .filter = besideText(task.filter), .after = task.after, .limit = task.limit};
    m_searchJob.start(
        [store = m_store, request = std::move(request)](const std::stop_token &stop, const auto &emitPart) {
            return searchTraces(*store, request, emitPart, stop);
        },
        [this, reset](SearchProgress progress) { takeHits(std::move(progress), reset); },
        [this, reset](Result<SearchEnd> end) { finishSearch(std::move(end), reset); });
    Q_EMIT stateChanged();
}

void TraceListModel::takeHits(SearchProgress progress, bool replace)
{
    m_searchState.reached = progress.reached;
    m_searchState.looked = progress.looked;
    std::vector<TraceSummary> rows;
    for (SearchHit &hit : progress.hits) {
        noteSpans(hit);
        rows.push_back(std::move(hit.trace));
    }
    if (replace && !rows.empty() && std::exchange(m_replaceRows, false))
        reset({});
    appendRows(std::move(rows));
    setState(m_replaceRows || m_rows.empty() ? State::Loading : State::Ready);
}

void TraceListModel::finishSearch(Result<SearchEnd> end, bool replace)
{
    m_busy = false;
    m_searchState.running = false;
    const bool again = std::exchange(m_changed, false);
    if (!end) {
        failSearch(end.error());
        return;
    }
    if (replace && std::exchange(m_replaceRows, false))
        reset({});
    m_complete = end->complete;
    m_searchNext = end->next;
    m_searchState.complete = end->complete;
    m_searchState.looked = end->looked;
    if (end->complete)
        m_matchCount = m_rows.size();
    setState(m_rows.empty() ? State::Empty : State::Ready);
    if (again && m_following)
        refreshSoon();
}

bool TraceListModel::failSearch(const Error &error)
{
    if (error.code == Error::Code::Cancelled)
        return false;
    setState(State::Failed, QString::fromStdString(error.message));
    return true;
}

void TraceListModel::stopSearch()
{
    if (!m_query || !m_searchState.running)
        return;
    m_searchJob.cancel();
    m_busy = false;
    m_searchState.running = false;
    m_searchState.stopped = true;
    if (std::exchange(m_replaceRows, false))
        reset({});
    setState(m_rows.empty() ? State::Empty : State::Ready);
}

/// Evaluates what has arrived: the traces that began since shortly before the newest one that was there the
/// last time.
void TraceListModel::refreshSearch()
{
    m_busy = true;
    m_changed = false;
    m_refreshed.clear();
    SearchRequest request{
        .query = *m_query, .filter = besideText(m_filter), .after = {}, .limit = refreshLimit};
    m_searchJob.start(
        [store = m_store, asked = std::move(request), since = m_newest](const std::stop_token &stop,
                                                                        const auto &emitPart) {
            SearchRequest narrowed = asked;
            const std::optional<Timestamp> newest = newestOf(*store, stop);
            if (const auto from = since ? since : newest) {
                const Timestamp begin = *from - growing;
                const TimeWindow all{begin, Timestamp::max()};
                narrowed.filter.window = narrowed.filter.window
                                             ? TimeWindow{std::max(begin, narrowed.filter.window->begin),
                                                          narrowed.filter.window->end}
                                             : all;
            }
            if (newest)
                emitPart(SearchProgress{.hits = {}, .reached = *newest, .looked = 0, .found = 0});
            return searchTraces(*store, narrowed, emitPart, stop);
        },
        [this](SearchProgress progress) {
            if (progress.looked == 0 && progress.hits.empty() && progress.reached != Timestamp::max())
                m_newest = progress.reached;
            for (SearchHit &hit : progress.hits) {
                noteSpans(hit);
                m_refreshed.push_back(std::move(hit.trace));
            }
        },
        [this](Result<SearchEnd> end) { finishRefresh(std::move(end)); });
}

void TraceListModel::finishRefresh(Result<SearchEnd> end)
{
    m_busy = false;
    const bool again = std::exchange(m_changed, false);
    const bool more = std::exchange(m_wantsMore, false);
    if (!end) {
        failSearch(end.error());
        return;
    }
    if (!m_refreshed.empty())
        merge({.traces = std::exchange(m_refreshed, {}), .complete = false}, std::nullopt);
    if (m_complete)
        m_matchCount = m_rows.size();
    setState(m_rows.empty() ? State::Empty : State::Ready);
    if (more)
        fetchMore({});
    if (again && m_following)
        refreshSoon();
}

void TraceListModel::appendRows(std::vector<TraceSummary> rows)
{
    // One that moved down the list while the search ran may be listed already.
    std::erase_if(rows, [this](const TraceSummary &row) {
        return m_begin.contains(row.id) || (!m_rows.empty() && !RowKey(m_rows.back()).isBefore(RowKey(row)));
    });
    if (rows.empty())
        return;
    const RowChange change{RowChange::Kind::Insert, m_rows.size(), rows.size(), 0};
    apply(change, rows);
}

void TraceListModel::noteSpans(const SearchHit &hit)
{
    if (!hit.spans.empty())
        m_found[hit.trace.id] = hit.spans.front();
}

std::optional<SpanId> TraceListModel::foundSpan(TraceId id) const
{
    const auto it = m_found.find(id);
    return m_query && it != m_found.end() ? std::optional(it->second) : std::nullopt;
}

} // namespace spanwise
