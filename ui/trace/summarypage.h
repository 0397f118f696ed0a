// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/prices.h"
#include "ui/jobs/latestjob.h"
#include "ui/trace/textpages.h"

#include <QString>

class QGridLayout;
class QLabel;
class QToolButton;

namespace spanwise {

class MarkdownView;

/// The query at a glance: question, answer, what it took (models, tokens, cost, first token, cache), what was said of its quality, and
/// the queries before and after it in the same conversation.
class SummaryPage final : public DetailPage
{
    Q_OBJECT

public:
    SummaryPage(Theme &theme, SpanReaders readers, QWidget *parent = nullptr);

    void showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row) override;
    /// In the form of PriceList::parse().
    void setPrices(const QString &list);

Q_SIGNALS:
    void pricesEdited(const QString &list);

private:
    QWidget *buildFacts();
    QLayout *buildConversation();
    void showFacts(const Trace &trace);
    void addFact(const QString &name, const QString &value, const QString &toolTip = {});
    void showVerdict(std::optional<double> hallucination);
    void askConversation(const std::string &session, TraceId id);
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
    std::shared_ptr<const Trace> m_trace;
    LatestJob m_asking{this};
};

} // namespace spanwise
