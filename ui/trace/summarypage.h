// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/prices.h"
#include "core/genai/querysummary.h"
#include "ui/jobs/latestjob.h"
#include "ui/trace/textpages.h"

#include <QString>

class QGridLayout;
class QLabel;
class QToolButton;

namespace spanwise {

class MarkdownView;

/// The query at a glance: question, answer, what it took (models, tokens, cost, first token, cache), what was
/// said of its quality, and the queries before and after it in the same conversation.
///
/// Question and answer follow the selection at once; where no span carries them, they are those that the
/// messages of its model calls tell, and come with the rest. What takes a walk over the whole trace is made
/// in the background, once for each snapshot and price list; the history is asked for the conversation once
/// for each trace.
class SummaryPage final : public DetailPage
{
    Q_OBJECT

public:
    SummaryPage(Theme &theme, SpanReaders readers, QWidget *parent = nullptr);

    void showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row) override;
    void forget() override;
    /// Evaluations may come as log records; nullptr while they are not known.
    void setLogs(std::shared_ptr<const TelemetryBatch> logs);
    /// In the form of PriceList::parse().
    void setPrices(const QString &list);

Q_SIGNALS:
    void pricesEdited(const QString &list);
    /// What the trace took is on the page.
    void factsShown();

private:
    /// What takes a walk over all spans.
    struct Told
    {
        QuerySummary summary;
        std::optional<double> hallucination;
        QString question; ///< as messages tell it; empty where the query's span does
        QString answer;
    };

    QWidget *buildFacts();
    QLayout *buildConversation();
    void tell();
    void showTexts();
    void showTold();
    void clearFacts();
    void showCalls(const Trace &trace, const QuerySummary &summary);
    void addFact(const QString &name, const QString &value, const QString &toolTip = {});
    void showVerdict(std::optional<double> hallucination);
    void askConversation(const std::string &session, TraceId id);
    void askLinkedVerdicts(const Trace &trace);
    void showLinkedVerdicts();
    void showConversation(const std::vector<TraceSummary> &queries, TraceId id);
    void editPrices();

    Theme &m_theme;
    SpanReaders m_readers;
    TextViewer *m_question;
    MarkdownView *m_answer;
    QGridLayout *m_facts = nullptr;
    QWidget *m_conversation = nullptr;
    QLabel *m_place = nullptr;
    QToolButton *m_previous = nullptr;
    QToolButton *m_next = nullptr;
    QLabel *m_verdict;
    QString m_priceText;
    PriceList m_prices;
    std::shared_ptr<const Trace> m_trace; // the one that is told, or about to be
    const SpanFacts *m_shown = nullptr;   // of m_trace: whose texts are on the page
    std::shared_ptr<const TelemetryBatch> m_logs;
    std::optional<Told> m_told; // of m_trace
    TraceId m_askedOf;          // the trace whose conversation was asked for
    std::string m_session;
    LatestJob m_telling{this};
    LatestJob m_asking{this};
    TraceId m_linkedOf; // the trace whose judges were asked for
    std::vector<LinkedVerdict> m_linked;
    LatestJob m_linking{this};
};

} // namespace spanwise
