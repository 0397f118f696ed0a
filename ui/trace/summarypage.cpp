// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/summarypage.h"

#include "core/analysis/prompt.h"
#include "ui/models/format.h"
#include "ui/trace/captioned.h"
#include "ui/trace/markdownview.h"
#include "ui/trace/pricesdialog.h"
#include "ui/trace/spanwords.h"
#include "ui/trace/textviewer.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QToolButton>

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr std::size_t listedModels = 30;
constexpr qsizetype listedCalls = 40;
constexpr std::size_t listedVerdicts = 40; ///< each is a line of widgets

QLabel *quiet(const QString &words, QWidget *parent)
{
    auto *label = new QLabel(words, parent);
    label->setProperty("type", u"secondary"_s);
    label->setProperty("tone", u"secondary"_s);
    return label;
}

/// "0.92, grounded, said by generation".
QString verdictWords(const ReportedVerdict &verdict, const QString &step)
{
    QStringList parts;
    if (verdict.score)
        parts += formatNumber(*verdict.score);
    if (!verdict.label.empty())
        parts += text(verdict.label);
    return parts.isEmpty() ? SummaryPage::tr("said by %1").arg(step)
                           : SummaryPage::tr("%1, said by %2").arg(parts.join(u", "_s), step);
}

} // namespace

SummaryPage::SummaryPage(Theme &theme, SpanReaders readers, QWidget *parent)
    : DetailPage(parent)
    , m_theme(theme)
    , m_readers(std::move(readers))
    , m_question(new TextViewer(theme, TextViewer::Face::Text, this))
    , m_answer(new MarkdownView(theme, this))
    , m_verdict(new QLabel(this))
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(2);
    m_question->setFitted(6);
    column->addLayout(captioned(
        theme, tr("Question"), m_question, [this] { return m_question->wholeText(); }, content));
    column->addLayout(captioned(
                          theme, tr("Answer"), m_answer, [this] { return m_answer->source(); }, content),
                      1000); // what the facts leave, but no more than it is long
    column->addWidget(buildFacts());
    column->addLayout(buildConversation());
    m_verdict->setWordWrap(true);
    auto *verdict = new QVBoxLayout;
    verdict->setContentsMargins(12, 6, 12, 10);
    verdict->addWidget(m_verdict);
    column->addLayout(verdict);
    column->addStretch(1);
    m_question->setAccessibleName(tr("Question"));
    m_answer->setAccessibleName(tr("Answer"));
    setContent(content);
    connect(&theme, &Theme::changed, this, [this] { // question and verdict carry colours
        m_question->setWhole(m_question->wholeText());
        showTold();
    });
}

QWidget *SummaryPage::buildFacts()
{
    auto *facts = new QWidget(this);
    facts->setObjectName(u"queryFacts"_s);
    m_facts = new QGridLayout(facts);
    m_facts->setContentsMargins(12, 8, 12, 4);
    m_facts->setHorizontalSpacing(14);
    m_facts->setVerticalSpacing(3);
    m_facts->setColumnStretch(1, 1);
    return facts;
}

QLayout *SummaryPage::buildConversation()
{
    m_conversation = new QWidget(this);
    auto *line = new QHBoxLayout(m_conversation);
    line->setContentsMargins(12, 2, 12, 2);
    m_place = quiet({}, m_conversation);
    m_previous = new QToolButton(m_conversation);
    m_previous->setText(tr("Previous"));
    m_next = new QToolButton(m_conversation);
    m_next->setText(tr("Next"));
    line->addWidget(m_place);
    line->addStretch();
    line->addWidget(m_previous);
    line->addWidget(m_next);
    m_conversation->hide();
    auto *layout = new QVBoxLayout;
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_conversation);
    return layout;
}

void SummaryPage::showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    // A step that has question and answer of its own (a sub-query) shows those, any other span those of the
    // query.
    const SpanFacts &own = trace->facts(row);
    const SpanFacts &facts =
        own.question.empty() && own.answer.empty() ? trace->facts(trace->queryRow()) : own;
    const bool sameTexts = m_trace == trace && m_shown == &facts;
    m_shown = &facts;
    const std::shared_ptr<const Trace> before = std::exchange(m_trace, trace);
    if (before != trace) {
        if (!before || before->id() != trace->id()) {
            clearFacts();
            m_told.reset();
        }
        tell();
    }
    if (!sameTexts)
        showTexts();
}

/// Every step of a query shows the same two texts: they, and what is selected in them, stay.
void SummaryPage::showTexts()
{
    const bool ofQuery = m_shown == &m_trace->facts(m_trace->queryRow());
    const auto either = [&](std::string_view own, QString Told::*spoken) {
        return own.empty() && ofQuery && m_told ? (*m_told).*spoken : text(own);
    };
    const QString question = either(m_shown->question, &Told::question);
    const QString answer = either(m_shown->answer, &Told::answer);
    const bool saysMore = m_told && (!m_told->summary.calls.empty() || !m_told->summary.verdicts.empty());
    if (question.isEmpty() && answer.isEmpty() && !saysMore) {
        m_told
            ? showNote(tr("No question and no answer"),
                       tr("The trace carries neither. A pipeline sends them as input.value and output.value "
                          "(OpenInference), as gen_ai.input.messages and gen_ai.output.messages on the span "
                          "that answers the user, or in the messages of its model calls."))
            : showNote(tr("Reading the messages of the query..."), {});
        return;
    }
    const QString asked = question.isEmpty() ? tr("(no question was sent)") : question;
    const QString said = answer.isEmpty() ? tr("(no answer was sent)") : answer;
    if (m_question->wholeText() != asked)
        m_question->setWhole(asked);
    if (m_answer->source() != said)
        m_answer->showMarkdown(said);
    showContent();
}

void SummaryPage::forget()
{
    m_telling.cancel();
    m_asking.cancel();
    m_linking.cancel();
    m_linkedOf = {};
    m_linked.clear();
    m_trace.reset();
    m_shown = nullptr;
    m_told.reset();
    m_askedOf = {};
}

void SummaryPage::clearFacts()
{
    while (QLayoutItem *item = m_facts->takeAt(0)) {
        // One of them may be the button whose click led here.
        item->widget()->hide();
        item->widget()->setParent(nullptr);
        item->widget()->deleteLater();
        delete item;
    }
    m_verdict->clear();
    m_conversation->hide();
}

void SummaryPage::tell()
{
    m_telling.start(
        [trace = m_trace, prices = m_prices, logs = m_logs,
         ofSpans = m_readers.messages](const std::stop_token &stop) {
            const SpanFacts &query = trace->facts(trace->queryRow());
            const MessagesReader messages = withLogRecords(ofSpans, {logs});
            // Records are loaded apart from the trace: they may still be those of another.
            const bool fit = logs && !logs->logs.empty() && logs->logs.front().traceId == trace->id();
            return Told{
                summarizeQuery(*trace, prices,
                               fit ? std::span<const LogRecord>(logs->logs) : std::span<const LogRecord>(),
                               stop),
                hallucinationOf(*trace),
                query.question.empty() ? text(firstQuestion(*trace, std::nullopt, messages)) : QString(),
                query.answer.empty() ? text(lastReply(*trace, std::nullopt, messages)) : QString()};
        },
        [this](Told told) {
            m_told = std::move(told);
            showTexts();
            showTold();
        });
}

void SummaryPage::addFact(const QString &name, const QString &value, const QString &toolTip)
{
    const int row = m_facts->rowCount();
    auto *caption = quiet(name, m_facts->parentWidget());
    auto *shown = new QLabel(value, m_facts->parentWidget());
    shown->setTextFormat(Qt::PlainText);
    shown->setTextInteractionFlags(Qt::TextSelectableByMouse);
    shown->setWordWrap(true);
    shown->setToolTip(toolTip);
    shown->setAccessibleName(name);
    m_facts->addWidget(caption, row, 0, Qt::AlignTop);
    m_facts->addWidget(shown, row, 1, Qt::AlignTop);
}

void SummaryPage::showTold()
{
    if (!m_trace || !m_told)
        return;
    const Trace &trace = *m_trace;
    const Told &told = *m_told;
    const bool inConversation = m_conversation->isVisibleTo(this);
    clearFacts();
    m_conversation->setVisible(inConversation && m_askedOf == trace.id());
    showCalls(trace, told.summary);
    if (told.summary.firstToken)
        addFact(tr("First token"), tr("after %1").arg(formatDuration(*told.summary.firstToken)));
    if (told.summary.cacheHit)
        addFact(tr("Cache"), *told.summary.cacheHit ? tr("hit") : tr("missed"));
    const std::span<const StepVerdict> verdicts(told.summary.verdicts);
    for (const StepVerdict &said : verdicts.first(std::min(verdicts.size(), listedVerdicts)))
        addFact(text(said.verdict.name).isEmpty() ? tr("Verdict") : text(said.verdict.name),
                verdictWords(said.verdict, text(trace[said.row].name)),
                toolTipText(text(said.verdict.explanation)));
    if (verdicts.size() > listedVerdicts)
        addFact(tr("More verdicts"),
                tr("%1, each with its step").arg(formatCount(verdicts.size() - listedVerdicts)));
    showVerdict(told.hallucination);
    showLinkedVerdicts();
    askConversation(told.summary.session, trace.id());
    askLinkedVerdicts(trace);
    Q_EMIT factsShown();
}

void SummaryPage::showCalls(const Trace &trace, const QuerySummary &summary)
{
    QStringList models;
    QStringList perStep;
    std::vector<std::string_view> known; // of a trace of a million spans, hundreds of thousands say the same
    for (const ModelCall &call : summary.calls) {
        if (!call.model.empty() && known.size() <= listedModels &&
            std::ranges::find(known, call.model) == known.end()) {
            known.push_back(call.model);
            models += known.size() > listedModels ? tr("others") : text(call.model);
        }
        if (perStep.size() >= listedCalls)
            continue; // a tool tip has room for no more
        perStep +=
            tr("%1: %2 in, %3 out, %4")
                .arg(text(trace[call.row].name),
                     formatCount(static_cast<std::uint64_t>(std::max<std::int64_t>(0, call.inputTokens))),
                     formatCount(static_cast<std::uint64_t>(std::max<std::int64_t>(0, call.outputTokens))),
                     !call.costUsd    ? tr("cost unknown")
                     : call.estimated ? tr("%1 by the price list").arg(formatCost(*call.costUsd))
                                      : formatCost(*call.costUsd));
    }
    if (summary.calls.size() > static_cast<std::size_t>(listedCalls))
        perStep +=
            tr("and %1 more").arg(formatCount(summary.calls.size() - static_cast<std::size_t>(listedCalls)));
    const QString steps = toolTipText(perStep.join(u'\n'));
    if (!models.isEmpty())
        addFact(tr("Model"), models.join(u", "_s), steps);
    if (!summary.calls.empty()) {
        addFact(
            tr("Tokens"),
            tr("%1 in, %2 out")
                .arg(
                    formatCount(static_cast<std::uint64_t>(std::max<std::int64_t>(0, summary.inputTokens))),
                    formatCount(static_cast<std::uint64_t>(std::max<std::int64_t>(0, summary.outputTokens)))),
            steps);
        const QString cost = !summary.costUsd ? tr("not sent, and not on the price list")
                             : summary.estimated
                                 ? tr("%1 by the price list").arg(formatCost(*summary.costUsd))
                                 : tr("%1 as sent").arg(formatCost(*summary.costUsd));
        addFact(tr("Cost"),
                summary.costUsd && summary.incomplete ? tr("%1, some calls unknown").arg(cost) : cost, steps);
        auto *edit = new QToolButton(m_facts->parentWidget());
        edit->setText(tr("Prices..."));
        edit->setAutoRaise(true);
        connect(edit, &QToolButton::clicked, this, &SummaryPage::editPrices);
        // the button is taller than a line: the words of its row stand beside its middle, not above it
        const int row = m_facts->rowCount() - 1;
        for (int column = 0; column < 2; ++column)
            m_facts->setAlignment(m_facts->itemAtPosition(row, column)->widget(), Qt::AlignVCenter);
        m_facts->addWidget(edit, row, 2, Qt::AlignVCenter);
    }
}

void SummaryPage::showVerdict(std::optional<double> hallucination)
{
    const bool known = hallucination.has_value();
    const bool doubtful = known && *hallucination >= 0.5;
    const QColor color = m_theme.color(doubtful ? Token::Warning : Token::Ok);
    const QString mark = doubtful ? u"◆"_s : u"●"_s;
    const QString verdict = doubtful ? tr("Much of the answer is not supported by the documents")
                                     : tr("The answer is supported by the documents");
    m_verdict->setText(known
                           ? u"<span style='color:%1'>%2</span> %3 <span style='color:%4'>· %5</span>"_s.arg(
                                 color.name(), mark, verdict, m_theme.color(Token::Secondary).name(),
                                 tr("hallucination score %1").arg(formatNumber(*hallucination)))
                           : u"<span style='color:%1'>%2</span>"_s.arg(
                                 m_theme.color(Token::Secondary).name(),
                                 tr("No hallucination score: no verification step reported one.")));
}

void SummaryPage::askConversation(const std::string &session, TraceId id)
{
    if (m_askedOf == id && m_session == session)
        return;
    m_askedOf = id;
    m_session = session;
    m_conversation->hide();
    m_asking.cancel();
    if (session.empty() || !m_readers.conversation)
        return;
    m_asking.start(
        [ask = m_readers.conversation, session](const std::stop_token &stop) { return ask(session, stop); },
        [this, id](const Result<std::vector<TraceSummary>> &queries) {
            if (queries)
                showConversation(*queries, id);
        });
}

void SummaryPage::showConversation(const std::vector<TraceSummary> &queries, TraceId id)
{
    const auto here = std::ranges::find(queries, id, &TraceSummary::id);
    if (here == queries.end())
        return;
    const auto place = here - queries.begin();
    m_place->setText(tr("Conversation: query %1 of %2").arg(place + 1).arg(queries.size()));
    const auto offer = [this](QToolButton *button, const TraceSummary *query) {
        button->disconnect(this);
        button->setEnabled(query != nullptr && m_readers.openTrace != nullptr);
        button->setToolTip(query == nullptr ? QString() : toolTipText(text(query->question)));
        if (query != nullptr)
            connect(button, &QToolButton::clicked, this,
                    [this, other = query->id] { m_readers.openTrace(other); });
    };
    offer(m_previous, place > 0 ? &queries[static_cast<std::size_t>(place - 1)] : nullptr);
    offer(m_next, here + 1 != queries.end() ? &queries[static_cast<std::size_t>(place + 1)] : nullptr);
    m_conversation->show();
}

/// Once for each trace. One that was closed and opened again is asked about anew: feedback comes when it
/// comes.
void SummaryPage::askLinkedVerdicts(const Trace &trace)
{
    if (m_linkedOf == trace.id() || !m_readers.linkedVerdicts)
        return;
    m_linkedOf = trace.id();
    m_linked.clear();
    m_linking.start([ask = m_readers.linkedVerdicts, id = trace.id(),
                     from = trace.time().begin](const std::stop_token &stop) { return ask(id, from, stop); },
                    [this](const Result<std::vector<LinkedVerdict>> &verdicts) {
                        if (!verdicts || verdicts->empty())
                            return;
                        m_linked = *verdicts;
                        showTold();
                    });
}

/// Each beside the way to the trace that it came in.
void SummaryPage::showLinkedVerdicts()
{
    if (!m_trace || m_linkedOf != m_trace->id())
        return;
    for (const LinkedVerdict &linked : m_linked) {
        const auto &spans = m_trace->batch().spans;
        const auto target = linked.target ? std::ranges::find(spans, linked.target, &Span::id) : spans.end();
        const QString what = verdictWords(linked.verdict, text(linked.by));
        addFact(text(linked.verdict.name).isEmpty() ? tr("Verdict") : text(linked.verdict.name),
                target == spans.end() ? tr("%1, in another trace").arg(what)
                                      : tr("%1, in another trace, of %2").arg(what, text(target->name)),
                toolTipText(text(linked.verdict.explanation)));
        auto *open = new QToolButton(m_facts->parentWidget());
        open->setText(tr("Open"));
        open->setAutoRaise(true);
        open->setToolTip(tr("Shows the trace of this evaluation"));
        open->setAccessibleName(tr("Open the trace of the evaluation %1").arg(text(linked.verdict.name)));
        open->setEnabled(m_readers.openTrace != nullptr);
        connect(open, &QToolButton::clicked, this, [this, id = linked.trace] { m_readers.openTrace(id); });
        m_facts->addWidget(open, m_facts->rowCount() - 1, 2);
    }
}

void SummaryPage::setLogs(std::shared_ptr<const TelemetryBatch> logs)
{
    const bool matters = (logs && !logs->logs.empty()) || (m_logs && !m_logs->logs.empty());
    m_logs = std::move(logs);
    if (m_trace && matters)
        tell();
}

void SummaryPage::setPrices(const QString &list)
{
    m_priceText = list;
    m_prices = PriceList::parse(list.toStdString()).list;
    if (m_trace)
        tell();
}

void SummaryPage::editPrices()
{
    PricesDialog dialog(m_theme, m_priceText, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    setPrices(dialog.list());
    Q_EMIT pricesEdited(m_priceText);
}

} // namespace spanwise
