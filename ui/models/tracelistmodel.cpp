// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/tracelistmodel.h"

#include "ui/models/format.h"
#include "ui/models/live.h"
#include "ui/models/tracelisttask.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::uint32_t maxPageSize = 5'000; // merging one costs the GUI thread about 2 ms
constexpr int maxCatchUpPages = 10;
constexpr std::chrono::milliseconds refreshInterval{60};
constexpr std::chrono::seconds countInterval{2};

QString statusText(const TraceSummary &row)
{
    if (row.failed)
        return TraceListModel::tr("Failed");
    if (row.errorCount > 0)
        return counted(row.errorCount, TraceListModel::tr("1 step failed"),
                       TraceListModel::tr("%1 steps failed"));
    if (row.hallucination.value_or(0) >= 0.5)
        return TraceListModel::tr("Hallucinated");
    return row.hasRoot ? TraceListModel::tr("OK") : TraceListModel::tr("Arriving");
}

int stepsOf(const TraceSummary &row)
{
    // A pipeline whose steps are not recognised still has spans; 0 would look like a broken trace.
    return static_cast<int>(row.stepCount > 0 ? row.stepCount : row.spanCount);
}

QString displayText(const TraceSummary &row, TraceListModel::Column column)
{
    switch (column) {
    case TraceListModel::QuestionColumn:
        return row.pinned ? QString(u"★ "_s % TraceListModel::titleOf(row)) : TraceListModel::titleOf(row);
    case TraceListModel::TimeColumn:
        return formatTime(row.time.begin);
    case TraceListModel::DurationColumn:
        return formatDuration(row.time.length());
    case TraceListModel::StepsColumn:
        return formatCount(static_cast<std::uint64_t>(stepsOf(row)));
    case TraceListModel::ServiceColumn:
        return QString::fromStdString(row.service);
    case TraceListModel::StatusColumn:
        return statusText(row);
    case TraceListModel::TokensColumn:
        return row.inputTokens + row.outputTokens > 0
                   ? formatCount(static_cast<std::uint64_t>(row.inputTokens + row.outputTokens))
                   : u"–"_s;
    case TraceListModel::CostColumn:
        return row.costUsd > 0 ? formatCost(row.costUsd) : u"–"_s;
    case TraceListModel::ColumnCount:
        break;
    }
    return {};
}

QVariant sortValue(const TraceSummary &row, TraceListModel::Column column)
{
    switch (column) {
    case TraceListModel::TimeColumn:
        return static_cast<qlonglong>(row.time.begin.time_since_epoch().count());
    case TraceListModel::DurationColumn:
        return static_cast<qlonglong>(row.time.length().count());
    case TraceListModel::StepsColumn:
        return stepsOf(row);
    case TraceListModel::TokensColumn:
        return static_cast<qlonglong>(row.inputTokens + row.outputTokens);
    case TraceListModel::CostColumn:
        return row.costUsd;
    default:
        return displayText(row, column);
    }
}

QString accessibleText(const TraceSummary &row)
{
    return TraceListModel::tr("%1, %2, %3, %4")
        .arg(displayText(row, TraceListModel::QuestionColumn), formatTime(row.time.begin),
             formatDuration(row.time.length()), statusText(row));
}

bool isNumeric(int column)
{
    return column == TraceListModel::DurationColumn || column == TraceListModel::StepsColumn ||
           column == TraceListModel::TokensColumn || column == TraceListModel::CostColumn;
}

} // namespace

TraceListModel::TraceListModel(std::shared_ptr<const StoreReader> store, Live &live, QObject *parent)
    : QAbstractTableModel(parent)
    , m_store(std::move(store))
    , m_pageSize(firstPageSize)
{
    m_refreshTimer.setSingleShot(true);
    m_refreshTimer.setInterval(refreshInterval);
    connect(&m_refreshTimer, &QTimer::timeout, this, &TraceListModel::refresh);
    connect(&live, &Live::changed, this, [this] {
        if (m_following)
            refreshSoon();
    });
    reload();
}

TraceListModel::~TraceListModel() = default;

void TraceListModel::setFilter(const TraceFilter &filter)
{
    if (filter == m_filter && m_state != State::Failed)
        return;
    m_filter = filter;
    m_query.reset();
    if (!filter.text.empty()) {
        SearchParse parsed = SearchQuery::parse(filter.text);
        if (parsed.error) {
            m_job.cancel();
            m_searchJob.cancel();
            m_busy = false;
            setState(State::Failed, QString::fromStdString(parsed.error->asError(filter.text).message));
            return;
        }
        m_query = *std::move(parsed.query);
    }
    reload();
}

void TraceListModel::reload()
{
    m_matchCount.reset();
    m_pageSize = firstPageSize;
    m_searchState = {.running = m_query.has_value()};
    setState(State::Loading);
    start({.kind = Task::Kind::Reset, .filter = m_filter, .count = true});
}

void TraceListModel::setFollowing(bool following)
{
    if (std::exchange(m_following, following) == following || !following)
        return;
    refreshSoon();
}

void TraceListModel::setVisibleRows(int first, int count)
{
    m_firstVisible = first;
    m_visibleCount = count;
}

void TraceListModel::refreshSoon()
{
    if (m_busy)
        m_changed = true;
    else if (!m_refreshTimer.isActive())
        m_refreshTimer.start();
}

void TraceListModel::refresh()
{
    if (m_busy) {
        m_changed = true;
        return;
    }
    if (m_query) {
        refreshSearch();
        return;
    }
    if (m_rows.empty()) {
        start({.kind = Task::Kind::Reset, .filter = m_filter, .count = true});
        return;
    }
    Task task{.kind = Task::Kind::Refresh, .filter = m_filter, .newestKnown = RowKey(m_rows.front())};
    task.count = SteadyClock::now() - m_counted > countInterval;
    if (m_visibleCount > 0 && m_firstVisible + m_visibleCount > static_cast<int>(firstPageSize / 2)) {
        const auto above = static_cast<std::size_t>(std::max(0, m_firstVisible - 1));
        if (above < m_rows.size()) {
            task.visibleAfter = PageCursor{m_rows[above].time.begin, m_rows[above].id};
            task.visibleCount = static_cast<std::uint32_t>(m_visibleCount);
        }
    }
    start(std::move(task));
}

void TraceListModel::start(Task task)
{
    m_busy = true;
    m_changed = false;
    m_wantsMore = false;
    m_searchJob.cancel();
    if (m_query) {
        m_job.cancel();
        search(task);
        return;
    }
    m_job.start([store = m_store,
                 task = std::move(task)](const std::stop_token &stop) { return read(*store, task, stop); },
                [this](Fresh fresh) { take(std::move(fresh)); });
}

TraceListModel::Fresh TraceListModel::read(const StoreReader &store, const Task &task,
                                           const std::stop_token &stop)
{
    Fresh fresh{.kind = task.kind};
    TraceRequest request{.filter = task.filter, .after = task.after, .limit = task.limit};
    if (task.after)
        fresh.after = RowKey(task.after->begin, task.after->id);
    const auto started = SteadyClock::now();
    fresh.gap = task.newestKnown.has_value();
    for (int pages = 0; pages < maxCatchUpPages; ++pages) {
        Result<TracePage> page = store.list(request, stop);
        if (!page) {
            fresh.error = page.error();
            return fresh;
        }
        if (pages == 0)
            fresh.listTime = SteadyClock::now() - started;
        std::ranges::move(page->traces, std::back_inserter(fresh.page.traces));
        fresh.page.complete = page->complete || page->traces.empty();
        if (fresh.page.complete || !task.newestKnown ||
            !RowKey(fresh.page.traces.back()).isBefore(*task.newestKnown)) {
            fresh.gap = false;
            break;
        }
        request.after = PageCursor{fresh.page.traces.back().time.begin, fresh.page.traces.back().id};
    }
    if (task.visibleCount > 0 && !fresh.gap) {
        request = {.filter = task.filter, .after = task.visibleAfter, .limit = task.visibleCount};
        if (Result<TracePage> visible = store.list(request, stop)) {
            fresh.visibleAfter = RowKey(task.visibleAfter->begin, task.visibleAfter->id);
            fresh.visible = std::move(*visible);
        }
    }
    if (task.count) {
        if (const auto count = store.count(task.filter, countLimit, stop))
            fresh.count = *count;
    }
    return fresh;
}

void TraceListModel::take(Fresh fresh)
{
    m_busy = false;
    const bool again = std::exchange(m_changed, false);
    const bool more = std::exchange(m_wantsMore, false);
    if (fresh.error) {
        if (fresh.error->code != Error::Code::Cancelled)
            setState(State::Failed, QString::fromStdString(fresh.error->message));
        return;
    }
    if (fresh.count) {
        m_matchCount = fresh.count;
        m_counted = SteadyClock::now();
    }
    if (fresh.kind == Task::Kind::Reset)
        m_listTime = fresh.listTime;
    if (fresh.kind == Task::Kind::Reset || fresh.gap) {
        reset(std::move(fresh));
    } else {
        merge(fresh.page, fresh.after);
        if (fresh.visible)
            merge(*fresh.visible, fresh.visibleAfter);
    }
    setState(m_rows.empty() ? State::Empty : State::Ready);
    if (more)
        fetchMore({});
    if (again && m_following)
        refreshSoon();
}

void TraceListModel::reset(Fresh fresh)
{
    beginResetModel();
    m_rows.assign(std::make_move_iterator(fresh.page.traces.begin()),
                  std::make_move_iterator(fresh.page.traces.end()));
    m_complete = fresh.page.complete;
    m_begin.clear();
    m_longest = Duration(1);
    for (const TraceSummary &row : m_rows) {
        m_begin[row.id] = row.time.begin;
        m_longest = std::max(m_longest, row.time.length());
    }
    endResetModel();
}

void TraceListModel::merge(const TracePage &page, const std::optional<RowKey> &after)
{
    forgetMoved(page);
    std::vector<TraceSummary> fresh = page.traces;
    const Duration longest = m_longest;
    for (const RowChange &change : mergeChanges(m_rows, fresh, after, page.complete))
        apply(change, fresh);
    m_complete = m_complete || page.complete;
    if (m_longest != longest && !m_rows.empty())
        Q_EMIT dataChanged(index(0, DurationColumn), index(rowCount() - 1, DurationColumn), {});
}

void TraceListModel::forgetMoved(const TracePage &page)
{
    std::vector<TraceSummary> none;
    // A span that began earlier than all before it moves its trace down the list: the row of the old place
    // goes first, so that no trace is ever listed twice.
    for (const TraceSummary &row : page.traces) {
        const auto known = m_begin.find(row.id);
        if (known == m_begin.end() || known->second == row.time.begin)
            continue;
        if (const int old = rowOf(row.id); old >= 0)
            apply({RowChange::Kind::Remove, static_cast<std::size_t>(old), 1, 0}, none);
    }
}

void TraceListModel::apply(const RowChange &change, std::vector<TraceSummary> &fresh)
{
    const auto first = static_cast<std::ptrdiff_t>(change.first);
    const auto count = static_cast<std::ptrdiff_t>(change.count);
    const auto source = fresh.begin() + static_cast<std::ptrdiff_t>(change.source);
    const int top = static_cast<int>(change.first);
    const int bottom = top + static_cast<int>(change.count) - 1;
    switch (change.kind) {
    case RowChange::Kind::Insert:
        beginInsertRows({}, top, bottom);
        for (auto row = source; row != source + count; ++row) {
            m_begin[row->id] = row->time.begin;
            m_longest = std::max(m_longest, row->time.length());
        }
        m_rows.insert(m_rows.begin() + first, std::make_move_iterator(source),
                      std::make_move_iterator(source + count));
        endInsertRows();
        break;
    case RowChange::Kind::Remove:
        beginRemoveRows({}, top, bottom);
        for (auto row = m_rows.begin() + first; row != m_rows.begin() + first + count; ++row)
            m_begin.erase(row->id);
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + first + count);
        endRemoveRows();
        break;
    case RowChange::Kind::Update:
        std::move(source, source + count, m_rows.begin() + first);
        for (auto row = m_rows.begin() + first; row != m_rows.begin() + first + count; ++row)
            m_longest = std::max(m_longest, row->time.length());
        Q_EMIT dataChanged(index(top, 0), index(bottom, ColumnCount - 1));
        break;
    }
}

void TraceListModel::setState(State state, const QString &error)
{
    m_state = state;
    m_error = error;
    Q_EMIT stateChanged();
}

QString TraceListModel::titleOf(const TraceSummary &row)
{
    if (!row.question.empty())
        return QString::fromStdString(row.question);
    // Until its root is here a trace is known by whichever step came first, and would change its name before
    // one's eyes.
    return row.hasRoot ? QString::fromStdString(row.rootName) : u"… "_s % QString::fromStdString(row.service);
}

int TraceListModel::rowOf(TraceId id) const
{
    const auto begin = m_begin.find(id);
    if (begin == m_begin.end())
        return -1;
    const RowKey key(begin->second, id);
    const auto row = std::partition_point(
        m_rows.begin(), m_rows.end(), [&](const TraceSummary &other) { return RowKey(other).isBefore(key); });
    return row != m_rows.end() && row->id == id ? static_cast<int>(row - m_rows.begin()) : -1;
}

int TraceListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TraceListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TraceListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TraceSummary &row = summaryAt(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return displayText(row, column);
    case Qt::ToolTipRole:
        return toolTipText(column == TimeColumn ? formatFullTime(row.time.begin) : displayText(row, column));
    case Qt::AccessibleTextRole:
        return column == QuestionColumn ? accessibleText(row) : displayText(row, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(isNumeric(column) ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    case SummaryRole:
        return QVariant::fromValue(row);
    case SortRole:
        return sortValue(row, column);
    case TraceIdRole:
        return QString::fromStdString(row.id.toHex());
    default:
        return {};
    }
}

QVariant TraceListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case QuestionColumn:
        return tr("Question");
    case TimeColumn:
        return tr("Time");
    case DurationColumn:
        return tr("Duration");
    case StepsColumn:
        return tr("Steps");
    case ServiceColumn:
        return tr("Service");
    case StatusColumn:
        return tr("Status");
    case TokensColumn:
        return tr("Tokens");
    case CostColumn:
        return tr("Cost");
    case ColumnCount:
        break;
    }
    return {};
}

bool TraceListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_complete && !m_rows.empty() && !(m_query && m_searchState.running);
}

void TraceListModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    if (m_busy) {
        m_wantsMore = true;
        return;
    }
    // A search may have looked further than to its last hit.
    const PageCursor after =
        m_query && m_searchNext ? *m_searchNext : PageCursor{m_rows.back().time.begin, m_rows.back().id};
    start({.kind = Task::Kind::Older, .filter = m_filter, .after = after, .limit = m_pageSize});
    // Who scrolls on wants to get far: pages grow, so that 200 000 rows are some 45 of them.
    m_pageSize = std::min(m_pageSize * 2, maxPageSize);
}

} // namespace spanwise
