// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"
#include "ui/trace/conversationtext.h"

#include <QPlainTextEdit>
#include <QTimer>

#include <memory>

namespace spanwise {

/// A conversation with a model, one card for each message, to read, fold, search and copy.
///
/// One text document under cards that are painted, so that a selection runs over any number of messages and
/// 500 of them cost what is to be seen: what lies below the first screens follows in slices that keep the
/// window alive, or at once when something goes there. A message of megabytes shows its beginning and a line
/// that opens the rest. Enter, the space bar or a click folds and unfolds; Ctrl+Up and Ctrl+Down go from
/// message to message. GUI thread.
class ConversationView final : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit ConversationView(Theme &theme, QWidget *parent = nullptr);

    /// From its beginning; long ones folded.
    void setConversation(std::shared_ptr<const Conversation> conversation);
    const std::shared_ptr<const Conversation> &conversation() const noexcept { return m_conversation; }
    MessageFold fold(std::size_t message) const { return m_folds[message]; }
    void setFold(std::size_t message, MessageFold fold);
    void setAllFolds(MessageFold fold);
    /// The message with the text cursor. Only when there are messages.
    std::size_t currentMessage() const;
    void goToMessage(std::size_t message);
    /// Lines are still being put in.
    bool isFilling() const noexcept { return m_filled < m_lines.size(); }

    /// Marks places, until the next call; the one with this number stands out, is unfolded and brought into
    /// view.
    void setMatches(std::vector<ConversationMatch> matches, std::size_t current);
    /// What is to be seen, folded messages as their heads; without the breaks that the layout needed.
    QString shownText() const;

Q_SIGNALS:
    /// A menu is wanted for a message, at a place of the screen.
    void menuRequested(std::size_t message, const QPoint &at);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    QMimeData *createMimeDataFromSelection() const override;

private:
    void restyle();
    void rebuild();
    void fill(std::size_t until);
    void fillSlice();
    QTextCharFormat formatOf(ConversationLine::Kind kind) const;
    void activate(int block);
    void toggle(std::size_t message);
    void highlight();
    int blockOf(const ConversationMatch &match) const;
    int headOf(std::size_t message) const;
    int lineAt(const QPoint &at) const;
    bool isOnMenu(int line, const QPoint &at) const;
    QString textBetween(int from, int to) const;

    Theme &m_theme;
    std::shared_ptr<const Conversation> m_conversation;
    std::vector<MessageFold> m_folds;
    std::vector<ConversationLine> m_lines; // by block of the document
    std::size_t m_filled = 0;              // of them are in the document
    QTimer m_filling;
    std::vector<ConversationMatch> m_matches;
    std::size_t m_match = 0;
    QPoint m_pressed;
};

} // namespace spanwise
