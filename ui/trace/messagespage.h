// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/messagesreader.h"
#include "ui/jobs/latestjob.h"
#include "ui/trace/conversation.h"
#include "ui/trace/messagediff.h"
#include "ui/trace/textpages.h"

class QLabel;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace spanwise {

class ConversationView;
class FindBar;
class JsonTree;

/// What went to the model and what came back, as a conversation, of a step or of the model call below it that
/// answered; from it a message as JSON, a comparison of two, and the call once more as a command.
class MessagesPage final : public DetailPage
{
    Q_OBJECT

public:
    MessagesPage(Theme &theme, SpanReaders readers, QWidget *parent = nullptr);
    void showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row) override;
    void forget() override { m_trace.reset(); }
    /// The trace's log records, which may carry messages too; nullptr while they are not known. Takes effect
    /// with the next showSpan().
    void setLogs(std::shared_ptr<const TelemetryBatch> logs);
    /// What can be done with a message.
    QMenu *menuFor(std::size_t message);

public Q_SLOTS:
    void copyMessage(std::size_t message);
    void copyMessageJson(std::size_t message);
    void copyAllJson();
    void copyCurl();
    void copyText();
    void showJson(std::size_t message);
    /// Keeps a message of any step, to be compared with others.
    void chooseForComparison(std::size_t message);
    void compareWithChosen(std::size_t message);
    void compareWithPrevious(std::size_t message);
    /// The whole prompt with that of the model call before.
    void comparePrompts();
    void showConversation();

Q_SIGNALS:
    /// A search ended; a comparison stands there.
    void searched();
    void compared();

private:
    using Side = MessageDiff::Side;

    QWidget *buildConversation(Theme &theme);
    QMenu *buildCopyMenu();
    std::optional<SpanRow> callBelow(const Trace &trace, SpanRow row) const;
    void search(const QString &words);
    void step(int direction);
    void showCount();
    Side sideOf(std::size_t message) const;
    void compare(Side before, Side after);
    const Message &message(std::size_t number) const;

    Theme &m_theme;
    SpanReaders m_readers;
    std::shared_ptr<const Trace> m_trace;
    MessagesReader m_messages; // of spans and of log records
    SpanRow m_row{};           // whose messages they are
    QStackedWidget *m_layers;
    QLabel *m_scope = nullptr;
    QLabel *m_count = nullptr;
    QToolButton *m_comparePrompts = nullptr;
    ConversationView *m_view;
    FindBar *m_find;
    JsonTree *m_json;
    MessageDiff *m_diff;
    std::optional<Side> m_chosen;
    std::vector<ConversationMatch> m_matches;
    std::size_t m_match = 0;
    LatestJob m_searching{this};
};

} // namespace spanwise
