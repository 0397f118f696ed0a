// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/journey.h"
#include "ui/jobs/latestjob.h"
#include "ui/trace/textpages.h"

#include <memory>

class QAction;
class QLabel;
class QMenu;
class QSplitter;
class QTableView;
class QToolButton;

namespace spanwise {

class DocumentCell;
class DocumentsModel;
class FilterButtons;

/// The documents of a step side by side through the steps that ranked them into prompt and answer, the whole
/// text of the selected one with what the answer took from it, the answer with what supports it, and the
/// other queries that saw the document.
///
/// Following the documents takes a walk over the spans below a step: that is done in the background, for the
/// whole query once.
class DocumentsPanel final : public DetailPage
{
    Q_OBJECT

public:
    DocumentsPanel(Theme &theme, SpanReaders readers, QWidget *parent = nullptr);

    void showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row) override;
    /// The trace's log records, which may carry prompt and answer; nullptr while they are not known. Takes
    /// effect with the next showSpan(). Returns whether that may show something else.
    bool setLogs(const std::shared_ptr<const TelemetryBatch> &logs);
    /// What is said about the documents has changed.
    void showLabels();
    void forget() override;

Q_SIGNALS:
    /// The documents of the span are on the page, or why there are none.
    void journeyShown();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    using SharedJourney = std::shared_ptr<const DocumentJourney>;
    struct Found
    {
        SharedJourney journey; ///< of the step, else of the query
        SharedJourney ofQuery; ///< when it had to be made, or was there
        bool own = false;      ///< the step's
    };

    void showFound(const Trace &trace, SpanRow row, Found found);
    void fitColumns();
    void fitTable();
    void showDocument(int row);
    void showAnswer();
    void underlineAnswer(int row);
    QString fateText(int row) const;
    QString term(bool has) const;
    void openMenu(QPoint at);
    QAction *addLabelAction(const QString &words, const QString &key, bool wanted);
    void toggleWanted(int row, bool wanted);
    bool isStar(QPoint at) const;
    void askWhoSaw(const Document &document);
    void showSightings(const Sightings &sightings);

    SpanReaders m_readers;
    MessagesReader m_messages; // of spans and log records
    bool m_hasLogs = false;
    DocumentsModel *m_model;
    DocumentCell *m_cell;
    QTableView *m_table;
    QSplitter *m_split = nullptr;
    bool m_isSplitDrawn = false; // by hand
    QLabel *m_scope;
    QLabel *m_title;
    QLabel *m_fate;
    QToolButton *m_seen;
    TextViewer *m_text;
    QLabel *m_answerCaption;
    TextViewer *m_answer;
    FilterButtons *m_filterBy;
    QAction *m_wantedAction;
    QAction *m_unwantedAction;
    TraceId m_trace;
    std::weak_ptr<const Trace> m_queryOf; // the snapshot that m_query is of
    SharedJourney m_query;
    SharedJourney m_shown;
    LatestJob m_following{this};
    LatestJob m_sightings{this};
};

} // namespace spanwise
