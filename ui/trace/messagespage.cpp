// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/messagespage.h"

#include "core/analysis/ancestry.h"
#include "core/analysis/prompt.h"
#include "core/genai/chatrequest.h"
#include "core/genai/messagejson.h"
#include "core/model/steplabel.h"
#include "ui/models/format.h"
#include "ui/page/findbar.h"
#include "ui/page/iconbutton.h"
#include "ui/trace/conversationview.h"
#include "ui/trace/indentjson.h"
#include "ui/trace/jsontree.h"
#include "ui/trace/spanwords.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

void copyToClipboard(std::string_view words)
{
    QGuiApplication::clipboard()->setText(text(words));
}

/// Content and calls, as they are compared: what is shown, without the folding.
QString wordsOf(const Message &message)
{
    QStringList words;
    for (const MessagePart &part : message.parts)
        words += part.kind == MessagePart::Kind::Medium
                     ? u'[' % text(part.name) % u' ' % text(part.mimeType) % u']'
                     : shownText(part);
    return words.join(u'\n');
}

} // namespace

MessagesPage::MessagesPage(Theme &theme, SpanReaders readers, QWidget *parent)
    : DetailPage(parent)
    , m_theme(theme)
    , m_readers(std::move(readers))
    , m_messages(m_readers.messages)
    , m_layers(new QStackedWidget(this))
    , m_view(new ConversationView(theme, this))
    , m_find(new FindBar(theme, this))
    , m_json(new JsonTree(theme, this))
    , m_diff(new MessageDiff(theme, this))
{
    m_find->setObjectName(u"findInMessages"_s);
    m_layers->addWidget(buildConversation(theme));
    m_layers->addWidget(m_json);
    m_layers->addWidget(m_diff);
    setContent(m_layers);
    m_find->serve(m_layers->widget(0));
    m_json->setClosable(true);
    connect(m_json, &JsonTree::closed, this, &MessagesPage::showConversation);
    connect(m_diff, &MessageDiff::closed, this, &MessagesPage::showConversation);
    connect(m_diff, &MessageDiff::shown, this, &MessagesPage::compared);
    connect(m_find, &FindBar::changed, this, &MessagesPage::search);
    connect(m_find, &FindBar::stepped, this, &MessagesPage::step);
    connect(m_find, &FindBar::closed, this, [this] {
        m_searching.cancel();
        m_matches.clear();
        m_view->setMatches({}, 0);
        m_view->setFocus();
    });
    connect(m_view, &ConversationView::menuRequested, this, [this](std::size_t number, const QPoint &at) {
        QMenu *const menu = menuFor(number);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(at);
    });
}

QWidget *MessagesPage::buildConversation(Theme &theme)
{
    auto *content = new QWidget(m_layers);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(12, 4, 6, 2);
    bar->setSpacing(2);
    m_count = new QLabel(content);
    m_count->setProperty("type", u"secondary"_s);
    m_count->setProperty("tone", u"secondary"_s);
    bar->addWidget(m_count, 1);
    const auto button = [&](Glyph glyph, const QString &name) {
        QToolButton *const made = iconButton(content, theme, glyph, name);
        bar->addWidget(made);
        return made;
    };
    connect(button(Glyph::Search, tr("Find in the messages (Ctrl+F)")), &QToolButton::clicked, m_find,
            &FindBar::open);
    connect(button(Glyph::ChevronUp, tr("Fold all messages")), &QToolButton::clicked, this,
            [this] { m_view->setAllFolds(MessageFold::Closed); });
    connect(button(Glyph::ChevronDown, tr("Unfold all messages")), &QToolButton::clicked, this,
            [this] { m_view->setAllFolds(MessageFold::Whole); });
    m_comparePrompts = button(Glyph::Compare, tr("Compare the prompt with that of the model call before"));
    connect(m_comparePrompts, &QToolButton::clicked, this, &MessagesPage::comparePrompts);
    QToolButton *const copy = button(Glyph::Copy, tr("Copy the conversation"));
    copy->setPopupMode(QToolButton::InstantPopup);
    copy->setMenu(buildCopyMenu());
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_scope = new QLabel(content);
    m_scope->setObjectName(u"messagesOf"_s);
    m_scope->setProperty("type", u"secondary"_s);
    m_scope->setProperty("tone", u"secondary"_s);
    m_scope->setTextFormat(Qt::PlainText);
    m_scope->setWordWrap(true);
    m_scope->setContentsMargins(12, 8, 12, 2);
    m_scope->hide();
    column->addWidget(m_scope);
    column->addLayout(bar);
    column->addWidget(m_find);
    column->addWidget(m_view, 1);
    return content;
}

QMenu *MessagesPage::buildCopyMenu()
{
    auto *menu = new QMenu(this);
    menu->addAction(tr("Copy all as &text"), this, &MessagesPage::copyText);
    menu->addAction(tr("Copy all as &JSON"), this, &MessagesPage::copyAllJson);
    menu->addAction(tr("Copy the call as &curl"), this, &MessagesPage::copyCurl);
    return menu;
}

void MessagesPage::setLogs(std::shared_ptr<const TelemetryBatch> logs)
{
    m_messages = withLogRecords(m_readers.messages, {std::move(logs)});
}

/// The model call that a step got its answer from: of those below it the one that ended last.
std::optional<SpanRow> MessagesPage::callBelow(const Trace &trace, SpanRow row) const
{
    constexpr std::size_t searched = 100'000; // spans; in a larger trace the call is selected by hand
    constexpr std::size_t asked = 20;         // calls; one without messages is rare
    if (trace.size() > searched)
        return std::nullopt;
    std::vector<SpanRow> calls;
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const auto at = static_cast<SpanRow>(i);
        if (trace.facts(at).step == StepKind::Generation && isAncestor(trace.tree(), row, at))
            calls.push_back(at);
    }
    std::ranges::sort(calls, std::ranges::greater(), [&](SpanRow at) { return trace[at].time.end; });
    calls.resize(std::min(calls.size(), asked));
    const auto found =
        std::ranges::find_if(calls, [&](SpanRow at) { return !m_messages(trace, at).empty(); });
    return found == calls.end() ? std::nullopt : std::optional(*found);
}

void MessagesPage::showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    auto messages = m_messages ? m_messages(*trace, row) : std::vector<Message>{};
    const auto call = messages.empty() && m_messages ? callBelow(*trace, row) : std::nullopt;
    if (call) {
        messages = m_messages(*trace, *call);
        m_scope->setText(tr("%1 carries no messages itself; these are of %2, which answered")
                             .arg(text(stepLabel((*trace)[row])), text(stepLabel((*trace)[*call]))));
    }
    m_scope->setVisible(call.has_value());
    row = call.value_or(row);
    const bool sameSpan = m_trace && m_trace->id() == trace->id() && (*m_trace)[m_row].id == (*trace)[row].id;
    m_trace = trace;
    m_row = row;
    if (messages.empty()) {
        m_searching.cancel();
        m_view->setConversation(nullptr);
        showNote(tr("No messages here"),
                 tr("Neither this step nor a model call below it carries messages. Model calls carry them as "
                    "llm.input_messages and llm.output_messages, gen_ai.input.messages or gen_ai.prompt "
                    "attributes, or as log records named gen_ai.user.message and the like."));
        return;
    }
    showContent();
    // Log records arrive later than their span: what was unfolded stays.
    if (sameSpan && m_view->conversation() && m_view->conversation()->messages() == messages)
        return;
    showConversation();
    m_view->setConversation(std::make_shared<const Conversation>(std::move(messages)));
    showCount();
    search(m_find->words());
}

void MessagesPage::showCount()
{
    const SpanFacts &facts = m_trace->facts(m_row);
    QString words = counted(m_view->conversation()->size(), tr("1 message"), tr("%1 messages"));
    if (facts.inputTokens > 0 || facts.outputTokens > 0)
        words +=
            u" · "_s %
            tr("%1 tokens in, %2 out")
                .arg(formatCount(static_cast<std::uint64_t>(std::max<std::int64_t>(0, facts.inputTokens))),
                     formatCount(static_cast<std::uint64_t>(std::max<std::int64_t>(0, facts.outputTokens))));
    m_count->setText(words);
}

const Message &MessagesPage::message(std::size_t number) const
{
    return m_view->conversation()->messages()[number];
}

QMenu *MessagesPage::menuFor(std::size_t number)
{
    auto *menu = new QMenu(this);
    const bool closed = m_view->fold(number) == MessageFold::Closed;
    menu->addAction(closed ? tr("&Unfold") : tr("&Fold"), this, [this, number, closed] {
        m_view->setFold(number, closed ? MessageFold::Whole : MessageFold::Closed);
    });
    menu->addSeparator();
    menu->addAction(tr("&Copy message"), this, [this, number] { copyMessage(number); });
    menu->addAction(tr("Copy as J&SON"), this, [this, number] { copyMessageJson(number); });
    menu->addAction(tr("Show as &JSON"), this, [this, number] { showJson(number); });
    menu->addSeparator();
    QAction *const previous = menu->addAction(tr("Compare with the &previous of its role"), this,
                                              [this, number] { compareWithPrevious(number); });
    previous->setEnabled(m_view->conversation()->previousOfRole(number).has_value());
    menu->addAction(tr("C&hoose for comparison"), this, [this, number] { chooseForComparison(number); });
    QAction *const chosen = menu->addAction(m_chosen ? tr("Compare &with %1").arg(m_chosen->title)
                                                     : tr("Compare &with the chosen one"),
                                            this, [this, number] { compareWithChosen(number); });
    chosen->setEnabled(m_chosen.has_value());
    menu->addAction(tr("Compare the p&rompt with the call before"), this, &MessagesPage::comparePrompts);
    return menu;
}

void MessagesPage::copyMessage(std::size_t number)
{
    QGuiApplication::clipboard()->setText(wordsOf(message(number)));
}

void MessagesPage::copyMessageJson(std::size_t number)
{
    copyToClipboard(indentJson(messageJson(message(number))));
}

void MessagesPage::copyAllJson()
{
    copyToClipboard(indentJson(messagesJson(m_view->conversation()->messages())));
}

void MessagesPage::copyText()
{
    QStringList all;
    for (const Message &one : m_view->conversation()->messages())
        all += u'[' % messageTitle(one) % u"]\n"_s % wordsOf(one);
    QGuiApplication::clipboard()->setText(all.join(u"\n\n"_s));
}

void MessagesPage::copyCurl()
{
    copyToClipboard(curlCommand((*m_trace)[m_row], m_view->conversation()->messages()));
}

void MessagesPage::showJson(std::size_t number)
{
    m_json->setJson(messageJson(message(number)),
                    tr("Message %1: %2").arg(number + 1).arg(messageTitle(message(number))));
    m_layers->setCurrentWidget(m_json);
    m_json->setFocus();
}

MessagesPage::Side MessagesPage::sideOf(std::size_t number) const
{
    return {tr("message %1 (%2) of %3")
                .arg(number + 1)
                .arg(text(message(number).role), text((*m_trace)[m_row].name)),
            wordsOf(message(number)).toStdString()};
}

void MessagesPage::chooseForComparison(std::size_t number)
{
    m_chosen = sideOf(number);
}

void MessagesPage::compareWithChosen(std::size_t number)
{
    if (m_chosen)
        compare(*m_chosen, sideOf(number));
}

void MessagesPage::compareWithPrevious(std::size_t number)
{
    if (const auto previous = m_view->conversation()->previousOfRole(number))
        compare(sideOf(*previous), sideOf(number));
}

void MessagesPage::comparePrompts()
{
    constexpr auto form = Prompt::Form::WithRoles;
    auto before = lastPrompt(*m_trace, std::nullopt, m_messages, form, m_row);
    m_layers->setCurrentWidget(m_diff);
    m_diff->setFocus();
    if (!before)
        return m_diff->showNote(tr("No model call came before this step"),
                                tr("Its prompt would be compared with theirs, word by word."));
    const auto title = [this](SpanRow row) { return tr("prompt of %1").arg(text((*m_trace)[row].name)); };
    compare({title(before->row), std::move(before->text)},
            {title(m_row), promptText(m_view->conversation()->messages(), form)});
}

void MessagesPage::compare(Side before, Side after)
{
    m_layers->setCurrentWidget(m_diff);
    m_diff->setFocus();
    m_diff->compare(std::move(before), std::move(after));
}

void MessagesPage::showConversation()
{
    const bool focused = m_layers->currentWidget()->isAncestorOf(QWidget::focusWidget());
    m_layers->setCurrentIndex(0);
    if (focused)
        m_view->setFocus();
}

void MessagesPage::search(const QString &words)
{
    if (words.isEmpty() || !m_view->conversation()) {
        m_searching.cancel();
        m_matches.clear();
        m_find->setFound(0, 0);
        m_view->setMatches({}, 0);
        return;
    }
    m_find->setSearching();
    m_searching.start(
        [conversation = m_view->conversation(), words](const std::stop_token &stop) {
            return findInConversation(*conversation, words, stop);
        },
        [this](std::vector<ConversationMatch> found) {
            m_matches = std::move(found);
            m_match = 0;
            m_find->setFound(m_match, m_matches.size());
            m_view->setMatches(m_matches, m_match);
            Q_EMIT searched();
        });
}

void MessagesPage::step(int direction)
{
    if (m_matches.empty())
        return;
    const std::size_t count = m_matches.size();
    m_match = (m_match + (direction > 0 ? 1 : count - 1)) % count;
    m_find->setFound(m_match, count);
    m_view->setMatches(m_matches, m_match);
}

} // namespace spanwise
