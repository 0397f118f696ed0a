// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/labels.h"
#include "core/store/store.h"
#include "ui/jobs/latestjob.h"
#include "ui/jobs/memoryreturn.h"
#include "ui/page/page.h"
#include "ui/theme/theme.h"
#include "ui/trace/readers.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

class QMenu;
class QSplitter;
class QStackedWidget;

namespace spanwise {

class FilterBar;
class LabelMarks;
class ListNote;
class Live;
class Notice;
class SpanDetails;
class TraceListModel;
class LogsLoader;
class TraceLabeller;
class TraceLoader;
class TraceTable;
class TraceView;

/// The queries: a filter, the list, and beside it the trace of the one that is open.
///
/// The list fills the page until a trace is opened; Esc leads back. The details of the selected step are a
/// widget of their own, for the window to dock. Everything is read in the background; while the page is not
/// in front nothing is read. GUI thread. The store is shared with running jobs.
class QueriesPage final : public Page
{
    Q_OBJECT

public:
    QueriesPage(std::shared_ptr<const StoreReader> store, Live &live, Theme &theme, SpanReaders readers,
                QWidget *parent = nullptr);
    ~QueriesPage() override;

    void setActive(bool active) override;
    QList<QAction *> pageActions() const override;
    QList<KeyHint> keyHints() const override;
    void remember(QSettings &settings) const override;
    void recall(const QSettings &settings) override;

    /// What pins and unpins a trace, on a background thread; without it the page offers no pins.
    void setPin(std::function<Status(TraceId, bool)> pin);

    /// Where labels are kept; without it the page offers none.
    void setLabels(std::shared_ptr<LabelStore> labels);

    /// Answer, documents, attributes ... of the selected step. Owned by the page until someone docks it.
    QWidget *detailsWidget() const;
    const TraceFilter &filter() const;
    TraceId openedTrace() const;

public Q_SLOTS:
    /// Shows it beside the list, whether the list has it or not; a trace that is not here yet is waited for.
    void openTrace(spanwise::TraceId id);
    /// The same, and the keys go to its waterfall: for who asked for this trace from elsewhere.
    void readTrace(spanwise::TraceId id);
    /// The same, and the span is selected as soon as the trace is there.
    void readSpan(spanwise::TraceId id, spanwise::SpanId span);
    /// The same for a trace that was read from a file and may not be in the history yet.
    void readSnapshot(const std::shared_ptr<const spanwise::Trace> &trace);
    void closeTrace();
    void setFilter(const spanwise::TraceFilter &filter);
    /// Narrows the search by one term more, "{ name = \"x\" }" or a word.
    void addSearchTerm(const QString &term);

Q_SIGNALS:
    void replayRequested(spanwise::TraceId id);
    /// Its trace is to be written to a file.
    void exportRequested(spanwise::TraceId id);
    /// a is to be set beside b (the older of two that are selected), or beside what it is likely to be
    /// compared with.
    void compareRequested(spanwise::TraceId a, std::optional<spanwise::TraceId> b);
    void traceOpened(spanwise::TraceId id);
    void traceClosed();
    /// The history is empty; how a pipeline is connected is asked for.
    void connectRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildLayout();
    void buildActions();
    QAction *addAction(const QString &words, const QList<QKeySequence> &keys, const QString &tip,
                       void (QueriesPage::*run)());
    void connectParts();
    void makeRoomForTrace();
    void showListState();
    void showTrace(const std::shared_ptr<const Trace> &trace);
    void followShown();
    void letGoOfTrace();
    void selectWanted(const Trace &trace);
    void showFailure(const Error &error);
    void followSelection();
    void readServices();
    void readVocabularySoon();
    void addFilterActions(QMenu &menu, const TraceSummary &row, int column);
    void openListMenu(QPoint at);

    std::optional<TraceId> subject() const;
    std::optional<TraceSummary> subjectSummary() const;
    void replaySubject();
    void compareSubject();
    std::optional<std::pair<TraceId, TraceId>> selectedPair() const;
    SpanReaders withHistory(SpanReaders readers);
    void askPinned();
    void togglePin();
    void setPinned(TraceId id, bool pinned);
    void copyId();
    void copyQuestion();
    void copyQuestionAndId();
    void showOnlyService();
    void focusFilter();
    void toggleLive();
    void saveSearch();
    void showSearches();
    void stopSearch();
    void clearFilter();
    void reload();

    std::shared_ptr<const StoreReader> m_store;
    Theme &m_theme;
    TraceListModel *m_model;
    TraceLoader *m_loader;
    LogsLoader *m_logsLoader;
    FilterBar *m_filter;
    QSplitter *m_split = nullptr;
    QStackedWidget *m_listLayers = nullptr;
    LabelMarks *m_labels;
    TraceTable *m_table;
    ListNote *m_note;
    Notice *m_notice;
    TraceView *m_view;
    QPointer<SpanDetails> m_details;
    QString m_prices; ///< the user's price list, as text
    QList<QAction *> m_actions;
    std::function<Status(TraceId, bool)> m_pin;
    LatestJob m_pinJob{this};
    TraceLabeller *m_labeller = nullptr;
    QTimer m_serviceTimer;
    QList<int> m_splitSizes;
    bool m_active = false;
    bool m_focusTrace = false; // as soon as it is loaded
    SpanId m_wantedSpan;       // of the trace that is on its way
    LatestJob m_serviceJob{this};
    LatestJob m_vocabularyJob{this};
    QElapsedTimer m_vocabularyRead;
    MemoryReturn m_memory;
};

} // namespace spanwise
