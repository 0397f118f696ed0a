// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/findings.h"
#include "core/model/trace.h"
#include "ui/jobs/latestjob.h"
#include "ui/theme/theme.h"
#include "ui/trace/colorrules.h"
#include "ui/trace/readers.h"
#include "ui/trace/tracegrowth.h"
#include "ui/trace/tracesearch.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QLabel;
class QLineEdit;
class QSettings;
class QStackedLayout;

namespace spanwise {

class Canvas;
class Minimap;
class PathStrip;
class TraceFaces;
class TraceHeader;
class TraceLabeller;

/// One trace: head, overview strip, span tree with waterfall, search among its spans, critical path.
///
/// Clocks that cannot be right are shifted for the eye, with a warning and a switch; trace() and the rows
/// that go in and out are always those of the trace as it was sent.
///
/// Or, in the same place, one sentence: that it is being loaded, or why it cannot be shown. GUI thread; the
/// trace is a snapshot.
class TraceView final : public QWidget
{
    Q_OBJECT

public:
    TraceView(Theme &theme, SpanReaders readers, QWidget *parent = nullptr);

    /// Another trace, from its beginning: shown() follows, at once or, for a large one, when it was made
    /// ready on another thread. Until then all is as it was.
    void showTrace(std::shared_ptr<const Trace> trace);
    /// The same trace with more spans: the reader's place is kept. A large one is made ready on another
    /// thread first; until then trace() is the one before it.
    void updateTrace(std::shared_ptr<const Trace> trace);
    /// Off for traces that are not in the history.
    void setReplayOffered(bool offered);
    /// Lets the trace be labelled, and says below its head what the labels measure.
    void setLabeller(TraceLabeller &labeller);
    void setCompareOffered(bool offered);
    /// A sentence instead of a trace.
    void showMessage(const QString &title, const QString &words);

    std::shared_ptr<const Trace> trace() const;
    std::optional<SpanRow> selectedSpan() const;
    void selectSpan(SpanRow row);
    Canvas &canvas() const { return *m_canvas; }
    TraceFaces &faces() const { return *m_faces; }
    /// The log records of the trace that is shown; nullptr while they are not known.
    void showLogs(std::shared_ptr<const TelemetryBatch> logs);
    /// The trace as its faces show it, clocks shifted; and what of its time their numbers are limited to.
    std::shared_ptr<const Trace> shownTrace() const { return trace() ? m_shown : nullptr; }
    std::optional<TimeWindow> range() const;
    const std::vector<Finding> &findings() const noexcept { return m_findings; }
    /// Columns, order and colour rules.
    void remember(QSettings &settings) const;
    void recall(const QSettings &settings);
    void setColorRules(const ColorRules &rules);

public Q_SLOTS:
    void openSearch();
    void openFindings();
    void editColorRules();
    /// Selects where a finding is and walks through its spans as through matches.
    void goToFinding(std::size_t number);

    /// Whether traces can be pinned here, and whether this one is.
    void setPinnable(bool pinnable);
    void setPinned(bool pinned);
    /// Whether clocks that cannot be right are shifted. The reader's place is kept.
    void setShiftClocks(bool shift);
    bool shiftsClocks() const noexcept { return m_shiftClocks; }

Q_SIGNALS:
    /// What was given to showTrace() is trace() now.
    void shown();
    void selectionChanged();
    /// "Filter by this" was chosen in a face: a term for the search of the queries.
    void filterRequested(const QString &term);
    void replayRequested(spanwise::TraceId id);
    void exportRequested(spanwise::TraceId id);
    void compareRequested(spanwise::TraceId id);
    void closeRequested();
    void pinRequested();
    void rangeChanged();
    /// What was found is shown, or that nothing was.
    void searched();
    /// More spans of the same trace are on the screen.
    void grown();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildContent();
    QWidget *buildFaces();
    QWidget *buildSearch();
    void showNow(const TraceGrowth &made, WaterfallGrowth rows);
    void showAside(std::shared_ptr<const Trace> trace);
    void present(const TraceGrowth &made);
    void growNow(TraceGrowth made, WaterfallGrowth rows);
    void growAside(std::shared_ptr<const Trace> trace);
    void stopGrowing();
    void keepFolding();
    void restoreFolding();
    std::optional<SpanRow> sameSpan(SpanRow row, const Trace &from, const Trace &in) const;
    void search(const QString &words);
    void showFound(SpanSearchResult result);
    void showProblem(const std::optional<SearchError> &problem);
    void walk(std::vector<SpanRow> rows);
    void closeSearch();
    void goToMatch(int direction);
    void lookForFindings();
    void colorSpans();
    void showStatistics();
    void showStatistics(const RangeSums &sums);
    void leaveTrace(int direction);

    /// Where the reader was in a trace that was left.
    struct Visit
    {
        TraceId trace;
        TimeWindow window;
        SpanId selected;
    };
    Visit visit() const;

    Theme &m_theme;
    QStackedLayout *m_layers;
    TraceHeader *m_header;
    Minimap *m_minimap;
    Canvas *m_canvas;
    TraceFaces *m_faces = nullptr;
    PathStrip *m_path;
    QWidget *m_searchBar = nullptr;
    QLineEdit *m_search = nullptr;
    QLabel *m_found = nullptr;
    QLabel *m_messageTitle = nullptr;
    QLabel *m_message = nullptr;
    std::shared_ptr<const Trace> m_sent;
    std::shared_ptr<const Trace> m_shown; // m_sent, or the same with its clocks shifted
    bool m_shiftClocks = true;
    std::vector<SkewedClock> m_clocks;
    bool m_isGrowing = false;             // m_growing is at work
    std::optional<TraceId> m_opening;     // it makes this one ready, which is not yet shown
    std::shared_ptr<const Trace> m_grown; // came while it was
    SpanReaders m_readers;
    ColorRules m_rules;
    std::vector<Finding> m_findings;
    /// The closed rows of a trace that was left.
    struct Folding
    {
        TraceId trace;
        std::vector<SpanId> spans;
    };
    std::vector<Folding> m_foldings; // the latest at the end
    std::vector<Visit> m_before;
    std::vector<Visit> m_after;
    std::optional<Visit> m_returning;
    LatestJob m_searching{this};
    LatestJob m_finding{this};
    LatestJob m_coloring{this};
    LatestJob m_growing{this};
    QString m_foundWords;
    std::vector<SpanRow> m_matches;
    std::size_t m_match = 0;
};

} // namespace spanwise
