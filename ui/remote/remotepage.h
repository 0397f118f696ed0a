// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/latestjob.h"
#include "ui/page/page.h"
#include "ui/remote/remoteaccess.h"
#include "ui/theme/theme.h"
#include "ui/trace/readers.h"

#include <memory>
#include <optional>

class QLabel;
class QSortFilterProxyModel;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace spanwise {

class ListNote;
class RemoteBanner;
class RemoteListModel;
class RemoteSearchBar;
class KeepingLabels;
class LabelStore;
class SpanDetails;
class TraceLabeller;
class TraceView;

/// Traces that others keep: search a connection, open a trace from there without storing it, or keep it.
///
/// Everything waits on the threads of RemoteAccess::pool, newest request first; Search becomes Cancel
/// meanwhile. GUI thread.
class RemotePage final : public Page
{
    Q_OBJECT

public:
    RemotePage(RemoteAccess access, Theme &theme, SpanReaders readers, QWidget *parent = nullptr);
    ~RemotePage() override;

    void setActive(bool active) override;
    QList<QAction *> pageActions() const override;
    void remember(QSettings &settings) const override;
    void recall(const QSettings &settings) override;
    /// Lets traces from elsewhere be labelled: the first word on one keeps it. Once, before the page is
    /// shown.
    void setLabels(std::shared_ptr<LabelStore> labels);

public Q_SLOTS:
    void search();
    void cancel();
    /// Puts the keys into the search.
    void focusSearch();
    void openTrace(spanwise::TraceId id);
    void closeTrace();
    void keepTrace();

Q_SIGNALS:
    void settingsRequested();
    /// A kept trace is asked for in the history.
    void traceRequested(spanwise::TraceId id);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Loaded;

    QWidget *buildList();
    QWidget *buildTrace();
    void buildActions();
    void useConnection();
    void readOperations(const QString &service);
    void showFound(const Result<FoundTraces> &found);
    SpanReaders withLabels(SpanReaders readers);
    void keptForLabel(TraceId id);
    void label(std::shared_ptr<const Trace> trace);
    void showLoaded(const Result<Loaded> &loaded);
    void showNote();
    void followSelection();
    std::optional<TraceId> currentId() const;
    /// The source of the chosen connection, made once and kept; runs on the pool.
    std::function<Result<std::shared_ptr<const TraceSource>>()> opener();

    RemoteAccess m_access;
    Theme &m_theme;
    RemoteSearchBar *m_bar;
    QLabel *m_notes;
    QLabel *m_count;
    RemoteListModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QStackedWidget *m_layers = nullptr;
    QTableView *m_table = nullptr;
    ListNote *m_note = nullptr;
    QSplitter *m_split = nullptr;
    QWidget *m_tracePane = nullptr;
    RemoteBanner *m_banner = nullptr;
    TraceView *m_view = nullptr;
    SpanDetails *m_details = nullptr;
    std::shared_ptr<KeepingLabels> m_labels; ///< null when nothing can be labelled
    TraceLabeller *m_labeller = nullptr;
    QList<QAction *> m_actions;
    struct Opened;
    std::shared_ptr<Opened> m_opened; ///< of the chosen connection
    QString m_wantedConnection;
    TraceId m_id;
    bool m_wasSearched = false;
    std::optional<Error> m_failure;
    std::uint32_t m_asked = 0; ///< so many traces at most, by the search that is shown
    LatestJob m_namesJob{this, m_access.pool};
    LatestJob m_operationsJob{this, m_access.pool};
    LatestJob m_searchJob{this, m_access.pool};
    LatestJob m_loadJob{this, m_access.pool};
    LatestJob m_keepJob{this, m_access.pool};
};

} // namespace spanwise
