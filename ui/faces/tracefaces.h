// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "ui/page/keytable.h"
#include "ui/theme/theme.h"
#include "ui/trace/spanmarks.h"

#include <QList>
#include <QWidget>

#include <array>
#include <memory>
#include <optional>

class QAction;
class QBoxLayout;
class QLabel;
class QSettings;
class QStackedWidget;
class QTabBar;

namespace spanwise {

class Face;

/// The faces of one selection: a tab for each, the waterfall first.
///
/// A face is built when it is first looked at, and only the one in front is kept up to date; another one
/// catches up when it comes to the front. Selection and range are the same in all. GUI thread.
class TraceFaces final : public QWidget
{
    Q_OBJECT

public:
    enum class Kind : std::uint8_t { Waterfall, Flame, Steps, Graph, Sequence };
    static constexpr std::size_t kindCount = 5;

    /// waterfall is shown by the first tab and is told nothing: its owner does that.
    TraceFaces(Theme &theme, QWidget *waterfall, QWidget *parent = nullptr);

    /// nullptr: nothing is shown.
    void showTrace(std::shared_ptr<const Trace> trace);
    void updateTrace(std::shared_ptr<const Trace> trace);
    void selectSpan(std::optional<SpanRow> row);
    /// Only this part of the trace counts in what is computed; a line says so.
    void setRange(std::optional<TimeWindow> range);
    void setLogs(std::shared_ptr<const TelemetryBatch> logs);
    /// What the search found and rules colour, by rows of the shown trace.
    void setMarks(SpanMarks marks);

    Kind kind() const;
    /// The face in front; nullptr for the waterfall.
    Face *face() const;
    /// One action for each face, for menus and the palette; this object stays their owner.
    QList<QAction *> faceActions() const { return m_actions; }
    QList<KeyHint> keyHints() const;
    /// Which face is in front.
    void remember(QSettings &settings) const;
    void recall(const QSettings &settings);
    /// Where a widget beside the tabs goes.
    QBoxLayout *corner() const { return m_corner; }

public Q_SLOTS:
    /// The focus goes into what is in front.
    void focusShown();
    void setKind(spanwise::TraceFaces::Kind kind);

Q_SIGNALS:
    void spanSelected(spanwise::SpanRow row);
    void searchRequested(const QString &term);
    /// A range was dragged in a face; nullopt: it was let go there, or in the line about it.
    void rangeChosen(const std::optional<spanwise::TimeWindow> &range);
    void kindChanged();
    /// The keys of the waterfall that have no place in a face of their own: search, matches (+1 or -1),
    /// findings.
    void traceSearchRequested();
    void matchRequested(int direction);
    void findingsRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    static const KeyTable<TraceFaces> &keys();
    void build(Kind kind);
    void fill();
    void sayRange();
    std::shared_ptr<const TelemetryBatch> logsOfTrace() const;

    struct Slot
    {
        Face *face = nullptr;
        TraceId shown;
        std::shared_ptr<const Trace> trace; ///< what it was told last
    };

    Theme &m_theme;
    QTabBar *m_tabs;
    QBoxLayout *m_corner = nullptr;
    QWidget *m_rangeLine;
    QLabel *m_rangeWords;
    QStackedWidget *m_stack;
    QList<QAction *> m_actions;
    std::array<Slot, kindCount> m_faces;
    std::shared_ptr<const Trace> m_trace;
    std::shared_ptr<const TelemetryBatch> m_logs;
    std::optional<SpanRow> m_selected;
    std::optional<TimeWindow> m_range;
    SpanMarks m_marks;
};

} // namespace spanwise
