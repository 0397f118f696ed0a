// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "ui/page/keyhint.h"
#include "ui/theme/theme.h"
#include "ui/trace/spanmarks.h"

#include <QList>
#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QStackedLayout;

namespace spanwise {

/// One way to look at a trace besides the waterfall: flame graph, steps, graph, sequence.
///
/// A face is told the trace, the selected span and the range of time that counts; it tells when the user
/// selects a span. What it shows is computed in the background from the snapshot; meanwhile it keeps what it
/// showed. Rows are those of the newest trace that it was given. GUI thread.
class Face : public QWidget
{
    Q_OBJECT

public:
    explicit Face(Theme &theme, QWidget *parent = nullptr);

    /// Another trace, from its beginning; never null.
    virtual void showTrace(std::shared_ptr<const Trace> trace) = 0;
    /// The same trace with more spans: the reader's place is kept.
    virtual void updateTrace(std::shared_ptr<const Trace> trace) = 0;
    /// What is selected elsewhere. Does not signal.
    virtual void selectSpan(std::optional<SpanRow> row) = 0;
    /// Only this part of the trace counts; nullopt: all of it.
    virtual void setRange(std::optional<TimeWindow> range) = 0;
    /// The log records of the trace; nullptr while they are not known.
    virtual void setLogs(std::shared_ptr<const TelemetryBatch>) {}
    /// What a search found and rules colour, by rows of the newest trace that it was given.
    void setMarks(SpanMarks marks);
    virtual QList<KeyHint> keyHints() const = 0;

Q_SIGNALS:
    void spanSelected(spanwise::SpanRow row);
    /// The span is to be read in the waterfall.
    void spanActivated(spanwise::SpanRow row);
    /// "Filter by this" was chosen: a term for the search of the queries.
    void searchRequested(const QString &term);
    /// The user chose a range of time, or (nullopt) let it go, for all faces.
    void rangeChosen(const std::optional<spanwise::TimeWindow> &range);
    /// What was asked for has been computed and is on the screen.
    void filled();

protected:
    /// marks() are new, or what they are to be shown on is.
    virtual void showMarks() = 0;
    const SpanMarks &marks() const noexcept { return m_marks; }
    void setContent(QWidget *content);
    void showContent();
    /// A sentence instead of the content.
    void showNote(const QString &title, const QString &words);
    /// A search for the queries that have this step: "{ name = "retrieval" }", with the service where it is
    /// known.
    static QString stepTerm(const Trace &trace, SpanRow row);
    static QString serviceTerm(std::string_view service);

    Theme &m_theme;

private:
    QStackedLayout *m_layers;
    QLabel *m_noteTitle;
    QLabel *m_noteWords;
    SpanMarks m_marks;
};

} // namespace spanwise
