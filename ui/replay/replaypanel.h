// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/replay/loadresult.h"
#include "ui/jobs/latestjob.h"
#include "ui/replay/historymodel.h"

#include <QElapsedTimer>
#include <QWidget>

#include <memory>
#include <optional>

class QLabel;

namespace spanwise {

class FittedTable;
class Live;
class ReplayHeader;
class ReplayRunner;
class ResultView;
class StoreReader;
class Theme;

/// Runs a saved query again and shows what changed; page and dock alike hold one.
///
/// Shows one query at a time: its newest replay, or one chosen from the list of past ones; without a query
/// the recent replays of all. Reads the store on background threads only. GUI thread; runner lives in it too
/// and outlives this.
class ReplayPanel final : public QWidget
{
    Q_OBJECT

public:
    ReplayPanel(const Theme &theme, Live &live, std::shared_ptr<const StoreReader> store,
                ReplayRunner &runner, QWidget *parent = nullptr);
    ~ReplayPanel() override;

    void setTitleVisible(bool visible);
    /// A panel that is not seen does not read; it catches up when it is.
    void setActive(bool active);
    std::optional<TraceId> query() const noexcept { return m_query; }

public Q_SLOTS:
    /// Shows this query and its newest replay, without running anything.
    void showQuery(spanwise::TraceId original);
    /// Shows this query and runs it.
    void replay(spanwise::TraceId original);
    /// Shows a past replay.
    void showReplay(const spanwise::ReplayRecord &record);
    /// The settings changed.
    void refreshTarget();

Q_SIGNALS:
    void traceRequested(spanwise::TraceId trace);
    /// Both whole traces are to be set side by side.
    void comparisonRequested(spanwise::TraceId original, spanwise::TraceId replay);
    void settingsRequested();
    /// From the empty view: choose a query.
    void queriesRequested();

private:
    /// What one visit to the store brings.
    struct Visit
    {
        std::vector<PastReplay> past;
        SavedQuery query;
        std::optional<ReplayResult> result;
        std::string error;
    };
    static Visit visit(const StoreReader &store, std::optional<TraceId> query, std::optional<TraceId> chosen,
                       std::stop_token stop);

    void buildEmptyView();
    void buildHistory();
    void run();
    void reload();
    void showVisit(Visit visit);
    void finished(const ReplayRecord &record);
    void storeChanged();
    void updateStage();

    const Theme &m_theme;
    const std::shared_ptr<const StoreReader> m_store;
    ReplayRunner &m_runner;
    ReplayHeader *m_header;
    QLabel *m_problem;
    ResultView *m_result;
    QWidget *m_empty = nullptr;
    QLabel *m_emptyText = nullptr;
    QWidget *m_historyCard = nullptr;
    HistoryModel *m_historyModel = nullptr;
    FittedTable *m_history = nullptr;

    std::optional<TraceId> m_query;   // the original
    std::optional<TraceId> m_chosen;  // the replay that is shown; nullopt: the newest
    std::optional<TraceId> m_running; // the replay of ours that is under way
    bool m_awaitsSpans = false;       // what is shown may still become complete
    bool m_active = false;
    bool m_stale = true;
    QElapsedTimer m_lastReload;
    LatestJob m_job;
};

} // namespace spanwise
