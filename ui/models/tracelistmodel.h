// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/search.h"
#include "core/store/store.h"
#include "ui/jobs/latestjob.h"
#include "ui/jobs/streamjob.h"
#include "ui/models/rowmerge.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>

namespace spanwise {

class Live;

/// The queries that match a filter, newest first, as they stand in the store.
///
/// A text in the filter is a search (core/search): its hits come in while it runs, see searchState(), and
/// following evaluates what arrives.
///
/// Older rows come in keyset pages as a view asks for them (fetchMore), newer and changed ones while the
/// model follows Live; both in the background, so the GUI thread only merges what arrived. A merge inserts,
/// removes and changes exactly the rows that differ: selections and scroll positions hold. Rows are values of
/// the snapshot that came last; no text is made before data(). GUI thread; the store is shared with running
/// jobs and so outlives them.
class TraceListModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t {
        QuestionColumn,
        TimeColumn,
        DurationColumn,
        StepsColumn,
        ServiceColumn,
        StatusColumn,
        TokensColumn,
        CostColumn,
        ColumnCount,
    };
    enum Role {
        SummaryRole = Qt::UserRole, ///< TraceSummary
        SortRole,                   ///< raw number or text
        TraceIdRole,                ///< 32 hex digits
    };
    enum class State : std::uint8_t {
        Loading, ///< the first page has not come yet
        Ready,
        Empty,  ///< nothing matches
        Failed, ///< errorText() says why
    };
    Q_ENUM(State)

    /// How far the search in the filter has come.
    struct SearchState
    {
        bool running = false;
        bool stopped = false;               ///< by stopSearch(); older hits may be missing
        bool complete = false;              ///< nothing older matches
        std::uint64_t looked = 0;           ///< traces
        std::optional<Timestamp> reached{}; ///< everything that began later was looked at
    };

    /// What the filter matches, counted up to countLimit.
    static constexpr std::uint64_t countLimit = 100'000;

    TraceListModel(std::shared_ptr<const StoreReader> store, Live &live, QObject *parent = nullptr);
    ~TraceListModel() override;

    /// Loads anew. What is on the screen stays until the first page of the answer is here.
    void setFilter(const TraceFilter &filter);
    const TraceFilter &filter() const noexcept { return m_filter; }
    void reload();
    /// nullopt while the filter has no text.
    std::optional<SearchState> searchState() const
    {
        return m_query ? std::optional(m_searchState) : std::nullopt;
    }
    /// Keeps what was found. At once.
    void stopSearch();
    /// The first span that the search found in this trace.
    std::optional<SpanId> foundSpan(TraceId id) const;
    /// Following merges what the store gains; not following holds the list still. Off until first called.
    void setFollowing(bool following);
    bool isFollowing() const noexcept { return m_following; }
    /// Rows on the screen, so that they too are kept up to date when they are not among the newest.
    void setVisibleRows(int first, int count);

    State state() const noexcept { return m_state; }
    const QString &errorText() const noexcept { return m_error; }
    /// nullopt until counted.
    std::optional<std::uint64_t> matchCount() const noexcept { return m_matchCount; }
    /// What the store took for the first page.
    Duration listTime() const noexcept { return m_listTime; }
    /// The longest of the loaded rows: the full length of the duration bars. At least 1 ns.
    Duration longest() const noexcept { return m_longest; }

    const TraceSummary &summaryAt(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    /// What a list calls this trace: its question, else the name of its root; while that has not arrived "…"
    /// and the service.
    static QString titleOf(const TraceSummary &row);
    /// -1 when the trace is not among the loaded rows.
    int rowOf(TraceId id) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    /// State, error text, count or listing time.
    void stateChanged();

private:
    struct Fresh;
    struct Task;

    void start(Task task);
    static Fresh read(const StoreReader &store, const Task &task, const std::stop_token &stop);
    void take(Fresh fresh);
    void reset(Fresh fresh);
    void merge(const TracePage &page, const std::optional<RowKey> &after);
    void apply(const RowChange &change, std::vector<TraceSummary> &fresh);
    void forgetMoved(const TracePage &page);
    void setState(State state, const QString &error = {});
    void refreshSoon();
    void refresh();
    void search(const Task &task);
    void refreshSearch();
    void takeHits(SearchProgress progress, bool replace);
    void finishSearch(Result<SearchEnd> end, bool replace);
    void finishRefresh(Result<SearchEnd> end);
    bool failSearch(const Error &error);
    void appendRows(std::vector<TraceSummary> rows);
    void noteSpans(const SearchHit &hit);

    std::shared_ptr<const StoreReader> m_store;
    TraceFilter m_filter;
    TraceRows m_rows;
    std::unordered_map<TraceId, Timestamp> m_begin; // of every row: finds it again by binary search
    State m_state = State::Loading;
    QString m_error;
    std::optional<std::uint64_t> m_matchCount;
    Duration m_listTime{};
    Duration m_longest{1};
    std::chrono::steady_clock::time_point m_counted;
    bool m_complete = false; // nothing older than the last row
    bool m_following = false;
    bool m_busy = false; // a job runs: what comes up meanwhile is asked for after it
    bool m_changed = false;
    bool m_wantsMore = false;
    int m_firstVisible = 0;
    int m_visibleCount = 0;
    std::uint32_t m_pageSize;
    QTimer m_refreshTimer;
    LatestJob m_job{this};

    std::optional<SearchQuery> m_query; // of the filter's text
    SearchState m_searchState;
    bool m_replaceRows = false; // those on the screen are of an earlier filter
    std::optional<PageCursor> m_searchNext;
    std::optional<Timestamp> m_newest; // begin of the newest trace of all when it was last looked
    std::vector<TraceSummary> m_refreshed;
    std::unordered_map<TraceId, SpanId> m_found;
    StreamJob<SearchProgress, Result<SearchEnd>> m_searchJob{this};
};

} // namespace spanwise
