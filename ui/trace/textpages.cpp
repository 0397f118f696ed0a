// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/textpages.h"

#include "ui/models/format.h"
#include "ui/theme/icons.h"
#include "ui/trace/indentjson.h"
#include "ui/trace/spanwords.h"
#include "ui/trace/textviewer.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QLabel *caption(const QString &words, QWidget *parent)
{
    auto *label = new QLabel(words, parent);
    label->setProperty("type", u"secondary"_s);
    label->setProperty("tone", u"secondary"_s);
    return label;
}

QToolButton *copyButton(Theme &theme, TextViewer *source, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(themedIcon(theme, Glyph::Copy));
    button->setIconSize({14, 14});
    button->setText(DetailPage::tr("Copy"));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    QObject::connect(button, &QToolButton::clicked, source,
                     [source] { QGuiApplication::clipboard()->setText(source->wholeText()); });
    return button;
}

/// A caption with a copy button above a viewer.
QLayout *captioned(Theme &theme, const QString &words, TextViewer *viewer, QWidget *parent)
{
    auto *head = new QHBoxLayout;
    head->setContentsMargins(12, 6, 6, 0);
    head->addWidget(caption(words, parent));
    head->addStretch();
    head->addWidget(copyButton(theme, viewer, parent));
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(viewer, 1);
    return column;
}

} // namespace

DetailPage::DetailPage(QWidget *parent)
    : QStackedWidget(parent)
{
    auto *note = new QWidget(this);
    m_title = new QLabel(note);
    m_title->setProperty("type", u"strong"_s);
    m_title->setAlignment(Qt::AlignHCenter);
    m_title->setWordWrap(true);
    m_words = new QLabel(note);
    m_words->setProperty("tone", u"secondary"_s);
    m_words->setAlignment(Qt::AlignHCenter);
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QVBoxLayout(note);
    layout->setContentsMargins(24, 0, 24, 0);
    layout->setSpacing(6);
    layout->addStretch(2);
    layout->addWidget(m_title);
    layout->addWidget(m_words);
    layout->addStretch(5);
    addWidget(note);
}

void DetailPage::setContent(QWidget *content)
{
    addWidget(content);
}

void DetailPage::showContent()
{
    setCurrentIndex(1);
}

void DetailPage::showNote(const QString &title, const QString &words)
{
    m_title->setText(title);
    m_words->setText(words);
    setCurrentIndex(0);
}

AnswerPage::AnswerPage(Theme &theme, QWidget *parent)
    : DetailPage(parent)
    , m_theme(theme)
    , m_question(new TextViewer(theme, TextViewer::Face::Text, this))
    , m_answer(new TextViewer(theme, TextViewer::Face::Text, this))
    , m_verdict(new QLabel(this))
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(2);
    m_question->setFitted(6);
    column->addLayout(captioned(theme, tr("Question"), m_question, content));
    column->addLayout(captioned(theme, tr("Answer"), m_answer, content), 1);
    m_verdict->setWordWrap(true);
    auto *verdict = new QVBoxLayout;
    verdict->setContentsMargins(12, 8, 12, 10);
    verdict->addWidget(m_verdict);
    column->addLayout(verdict);
    m_question->setAccessibleName(tr("Question"));
    m_answer->setAccessibleName(tr("Answer"));
    setContent(content);
}

void AnswerPage::showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    // A step that has question and answer of its own (a sub-query) shows those, any other span those of the
    // query.
    const SpanFacts &own = trace->facts(row);
    const SpanFacts &facts =
        own.question.empty() && own.answer.empty() ? trace->facts(trace->queryRow()) : own;
    if (facts.question.empty() && facts.answer.empty()) {
        showNote(tr("No question and no answer"),
                 tr("The trace carries neither. A pipeline sends them as input.value and output.value "
                    "(OpenInference) or as "
                    "gen_ai.input.messages and gen_ai.output.messages on the span that answers the user."));
        return;
    }
    m_question->setWhole(facts.question.empty() ? tr("(no question was sent)") : text(facts.question));
    m_answer->setWhole(facts.answer.empty() ? tr("(no answer was sent)") : text(facts.answer));
    showVerdict(hallucinationOf(*trace));
    showContent();
}

void AnswerPage::showVerdict(std::optional<double> hallucination)
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

MessagesPage::MessagesPage(Theme &theme, SpanReaders readers, QWidget *parent)
    : DetailPage(parent)
    , m_readers(std::move(readers))
    , m_text(new TextViewer(theme, TextViewer::Face::Text, this))
{
    m_text->setAccessibleName(tr("Messages"));
    setContent(m_text);
}

void MessagesPage::showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    const auto messages = m_readers.messages ? m_readers.messages(*trace, row) : std::vector<Message>{};
    if (messages.empty()) {
        showNote(tr("This step carries no messages"),
                 tr("Model calls carry them as llm.input_messages and llm.output_messages, "
                    "gen_ai.input.messages or "
                    "gen_ai.prompt attributes. Select a generation step."));
        return;
    }
    m_text->clearAll();
    for (const Message &message : messages) {
        if (!m_text->document()->isEmpty())
            m_text->add({});
        const QString way =
            message.direction == Message::Direction::Input ? tr("to the model") : tr("from the model");
        m_text->add((message.role.empty() ? tr("message") : text(message.role)) % u" · "_s % way,
                    TextViewer::Style::Heading);
        if (!message.content.empty())
            m_text->add(text(message.content));
        if (!message.toolCalls.empty()) {
            m_text->add(tr("Tool calls"), TextViewer::Style::Note);
            m_text->add(text(indentJson(message.toolCalls)));
        }
    }
    m_text->moveCursor(QTextCursor::Start);
    showContent();
}

EventsPage::EventsPage(Theme &theme, QWidget *parent)
    : DetailPage(parent)
    , m_text(new TextViewer(theme, TextViewer::Face::Monospace, this))
{
    m_text->setAccessibleName(tr("Events"));
    setContent(m_text);
}

void EventsPage::showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    const Span &span = (*trace)[row];
    if (span.events.empty() && span.statusMessage.empty()) {
        showNote(tr("This step recorded no events"),
                 tr("Events are moments inside a span: exceptions, retries, first tokens. A span that fails "
                    "with an exception "
                    "shows it here with its stack."));
        return;
    }
    m_text->clearAll();
    if (!span.statusMessage.empty()) {
        m_text->add(tr("Status"), TextViewer::Style::Heading);
        m_text->add(text(span.statusMessage),
                    trace->facts(row).failed ? TextViewer::Style::Failure : TextViewer::Style::Body);
    }
    for (const Event &event : span.events) {
        if (!m_text->document()->isEmpty())
            m_text->add({});
        m_text->add(text(event.name) % u"  +"_s % formatDuration(event.time - span.time.begin) % u"  "_s %
                        formatTime(event.time, true),
                    TextViewer::Style::Heading);
        for (const Attribute &attribute : event.attributes) {
            const QString value = valueText(attribute.value);
            const bool failure = attribute.key == "exception.message";
            m_text->add(text(attribute.key) % (value.contains(u'\n') ? u":\n"_s : u": "_s) % value,
                        failure ? TextViewer::Style::Failure : TextViewer::Style::Body);
        }
    }
    m_text->moveCursor(QTextCursor::Start);
    showContent();
}

RawPage::RawPage(Theme &theme, SpanReaders readers, QWidget *parent)
    : DetailPage(parent)
    , m_readers(std::move(readers))
    , m_text(new TextViewer(theme, TextViewer::Face::Monospace, this))
{
    auto *content = new QWidget(this);
    m_text->setAccessibleName(tr("Span as OTLP JSON"));
    m_text->setWordWrapMode(QTextOption::WrapAnywhere);
    content->setLayout(captioned(theme, tr("OTLP JSON of the selected span"), m_text, content));
    content->layout()->setContentsMargins(0, 0, 0, 0);
    setContent(content);
}

void RawPage::showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    if (!m_readers.json) {
        showNote(tr("Nothing to show"), tr("This build cannot write OTLP JSON."));
        return;
    }
    // The trace outlives this call, so the span's views may be lent to a batch that owns nothing.
    TelemetryBatch one;
    one.resources.push_back(trace->resource(row));
    one.scopes.push_back(trace->scope(row));
    one.spans.push_back((*trace)[row]);
    one.spans.front().resource = 0;
    one.spans.front().scope = 0;
    m_text->setWhole(text(indentJson(m_readers.json(one))));
    showContent();
}

} // namespace spanwise
