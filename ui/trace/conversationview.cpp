// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/conversationview.h"

#include "ui/theme/icons.h"
#include "ui/trace/conversationcards.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

#include <algorithm>
#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using Line = ConversationLine;

constexpr auto lineKinds = static_cast<std::size_t>(Line::Kind::Link) + 1;

constexpr int margin = 20;              // left of the text stands the mark of folding, right of it the menu
constexpr std::size_t mostMarked = 400; // places around the current one: each costs at every painting
constexpr std::size_t firstLines = 200; // more than a screen has
constexpr std::size_t sliceLines = 400;
constexpr int sliceEveryMs = 10; // between two of them the window has its turn

} // namespace

ConversationView::ConversationView(Theme &theme, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setFrameShape(NoFrame);
    setTabChangesFocus(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setAccessibleName(tr("Messages"));
    viewport()->setMouseTracking(true);
    connect(&m_theme, &Theme::changed, this, &ConversationView::restyle);
    connect(this, &QPlainTextEdit::cursorPositionChanged, viewport(), qOverload<>(&QWidget::update));
    connect(&m_filling, &QTimer::timeout, this, &ConversationView::fillSlice);
    restyle();
}

void ConversationView::restyle()
{
    setFont(m_theme.body());
    document()->setDefaultFont(font());
    document()->setDocumentMargin(margin);
    setStyleSheet(u"QPlainTextEdit { background: transparent; border: 2px solid transparent; }"
                  "QPlainTextEdit:focus { border-color: %1; }"_s.arg(m_theme.color(Token::Accent).name()));
    rebuild();
}

void ConversationView::setConversation(std::shared_ptr<const Conversation> conversation)
{
    m_conversation = std::move(conversation);
    m_folds.assign(m_conversation ? m_conversation->size() : 0, MessageFold::Short);
    m_matches.clear();
    m_lines.clear();
    rebuild();
    moveCursor(QTextCursor::Start);
    verticalScrollBar()->setValue(0);
}

QTextCharFormat ConversationView::formatOf(Line::Kind kind) const
{
    QTextCharFormat format;
    format.setForeground(m_theme.color(Token::Text));
    switch (kind) {
    case Line::Kind::Gap: {
        QFont small = m_theme.secondary();
        small.setPixelSize(9);
        format.setFont(small);
        break;
    }
    case Line::Kind::Head: {
        QFont head = m_theme.secondary();
        head.setWeight(QFont::DemiBold);
        format.setFont(head);
        break;
    }
    case Line::Kind::Body:
        format.setFont(m_theme.body());
        break;
    case Line::Kind::Code:
        format.setFont(m_theme.monospace());
        break;
    case Line::Kind::Note:
        format.setFont(m_theme.secondary());
        format.setForeground(m_theme.color(Token::Secondary));
        break;
    case Line::Kind::More:
    case Line::Kind::Link:
        format.setFont(m_theme.secondary());
        format.setForeground(m_theme.color(Token::Accent));
        break;
    }
    return format;
}

void ConversationView::rebuild()
{
    // The reader's place: the topmost line, and the line with the cursor.
    const auto place = [this](int block) {
        return block >= 0 && static_cast<std::size_t>(block) < m_lines.size()
                   ? std::optional(m_lines[static_cast<std::size_t>(block)])
                   : std::nullopt;
    };
    const auto top = place(firstVisibleBlock().blockNumber());
    const auto current = place(textCursor().blockNumber());
    m_lines = m_conversation ? conversationLines(*m_conversation, m_folds) : std::vector<Line>{};
    setExtraSelections({});
    clear();
    m_filled = 0;
    const auto blockAgain = [this](const std::optional<Line> &line) {
        const auto same = std::ranges::find_if(m_lines, [&](const Line &l) {
            return line && l.message == line->message && l.kind == line->kind && l.part == line->part &&
                   l.offset == line->offset;
        });
        return same != m_lines.end()                    ? static_cast<int>(same - m_lines.begin())
               : line && line->message < m_folds.size() ? headOf(line->message)
                                                        : 0;
    };
    const int cursorBlock = blockAgain(current);
    const int topBlock = blockAgain(top);
    fill(static_cast<std::size_t>(std::max(cursorBlock, topBlock)) + firstLines);
    setTextCursor(QTextCursor(document()->findBlockByNumber(cursorBlock)));
    verticalScrollBar()->setValue(document()->findBlockByNumber(topBlock).firstLineNumber());
    highlight();
    if (isFilling())
        m_filling.start(sliceEveryMs);
    else
        m_filling.stop();
}

/// Puts lines into the document, up to this one at least when there are so many.
void ConversationView::fill(std::size_t until)
{
    until = std::min(until, m_lines.size());
    if (m_filled >= until)
        return;
    std::array<std::optional<QTextCharFormat>, lineKinds> formats; // each costs more than a line
    QTextCharFormat first;                                         // the first words of a folded message
    first.setFont(m_theme.secondary());
    first.setForeground(m_theme.color(Token::Secondary));
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    cursor.movePosition(QTextCursor::End);
    while (m_filled < until) {
        // Lines of a kind go in together: each insertion costs more than its text.
        QString run = m_filled == 0 ? QString() : u"\n"_s;
        const Line::Kind kind = m_lines[m_filled].kind;
        auto &format = formats[static_cast<std::size_t>(kind)];
        if (!format)
            format = formatOf(kind);
        if (const qsizetype title = m_lines[m_filled].title; title >= 0) {
            cursor.insertText(run % m_lines[m_filled].text.left(title), *format);
            cursor.insertText(m_lines[m_filled++].text.mid(title), first);
            continue;
        }
        for (const std::size_t begin = m_filled; m_filled < until && m_lines[m_filled].kind == kind;
             ++m_filled)
            run += (m_filled == begin ? QString() : u"\n"_s) % m_lines[m_filled].text;
        cursor.insertText(run, *format);
    }
    cursor.endEditBlock();
}

void ConversationView::fillSlice()
{
    fill(m_filled + sliceLines);
    if (isFilling())
        return;
    m_filling.stop();
    if (!m_matches.empty())
        highlight(); // those that had no place yet
}

int ConversationView::headOf(std::size_t message) const
{
    const auto head = std::ranges::find_if(
        m_lines, [&](const Line &line) { return line.message == message && line.kind == Line::Kind::Head; });
    return static_cast<int>(head - m_lines.begin());
}

std::size_t ConversationView::currentMessage() const
{
    const int block = textCursor().blockNumber();
    return m_lines.empty() ? 0
                           : m_lines[std::min(static_cast<std::size_t>(block), m_lines.size() - 1)].message;
}

void ConversationView::setFold(std::size_t message, MessageFold fold)
{
    if (message >= m_folds.size() || m_folds[message] == fold)
        return;
    m_folds[message] = fold;
    rebuild();
}

void ConversationView::setAllFolds(MessageFold fold)
{
    std::ranges::fill(m_folds, fold);
    rebuild();
    ensureCursorVisible();
}

void ConversationView::toggle(std::size_t message)
{
    setFold(message, m_folds[message] == MessageFold::Closed ? MessageFold::Short : MessageFold::Closed);
}

void ConversationView::goToMessage(std::size_t message)
{
    const int head = headOf(message);
    fill(static_cast<std::size_t>(head) + firstLines);
    setTextCursor(QTextCursor(document()->findBlockByNumber(head)));
    ensureCursorVisible();
}

void ConversationView::activate(int block)
{
    const Line line = m_lines[static_cast<std::size_t>(block)];
    if (line.kind == Line::Kind::Link)
        goToMessage(line.target);
    else if (line.kind == Line::Kind::More)
        setFold(line.message, MessageFold::Whole);
    else
        toggle(line.message);
}

void ConversationView::keyPressEvent(QKeyEvent *event)
{
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const int key = event->key();
    if (m_lines.empty())
        return QPlainTextEdit::keyPressEvent(event);
    if (!control && (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space)) {
        activate(textCursor().blockNumber());
        return;
    }
    if (control && (key == Qt::Key_Up || key == Qt::Key_Down)) {
        const std::size_t now = currentMessage();
        if (key == Qt::Key_Down && now + 1 < m_folds.size())
            goToMessage(now + 1);
        else if (key == Qt::Key_Up && now > 0)
            goToMessage(now - 1);
        return;
    }
    fill(m_lines.size()); // the end, and all of it, are where they will be
    QPlainTextEdit::keyPressEvent(event);
}

int ConversationView::lineAt(const QPoint &at) const
{
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF box = blockBoundingGeometry(block).translated(contentOffset());
        if (at.y() < box.top())
            return -1;
        if (at.y() < box.bottom())
            return block.blockNumber();
    }
    return -1;
}

bool ConversationView::isOnMenu(int line, const QPoint &at) const
{
    return m_lines[static_cast<std::size_t>(line)].kind == Line::Kind::Head &&
           at.x() > viewport()->width() - margin - 6;
}

void ConversationView::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->pos();
    QPlainTextEdit::mousePressEvent(event);
}

void ConversationView::mouseReleaseEvent(QMouseEvent *event)
{
    QPlainTextEdit::mouseReleaseEvent(event);
    const int line = lineAt(event->pos());
    const bool dragged = (event->pos() - m_pressed).manhattanLength() >= QApplication::startDragDistance();
    if (event->button() != Qt::LeftButton || dragged || textCursor().hasSelection() || line < 0)
        return;
    const Line::Kind kind = m_lines[static_cast<std::size_t>(line)].kind;
    if (isOnMenu(line, event->pos()))
        Q_EMIT menuRequested(m_lines[static_cast<std::size_t>(line)].message,
                             event->globalPosition().toPoint());
    else if (kind == Line::Kind::Head || kind == Line::Kind::More || kind == Line::Kind::Link)
        activate(line);
}

void ConversationView::mouseMoveEvent(QMouseEvent *event)
{
    QPlainTextEdit::mouseMoveEvent(event);
    const int line = lineAt(event->pos());
    const Line::Kind kind = line < 0 ? Line::Kind::Body : m_lines[static_cast<std::size_t>(line)].kind;
    const bool active = kind == Line::Kind::Head || kind == Line::Kind::More || kind == Line::Kind::Link;
    viewport()->setCursor(active ? Qt::PointingHandCursor : Qt::IBeamCursor);
}

void ConversationView::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_lines.empty())
        return;
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    const int line =
        byMouse ? lineAt(viewport()->mapFromGlobal(event->globalPos())) : textCursor().blockNumber();
    const QPoint at = byMouse ? event->globalPos() : viewport()->mapToGlobal(cursorRect().bottomLeft());
    if (line >= 0)
        Q_EMIT menuRequested(m_lines[static_cast<std::size_t>(line)].message, at);
}

void ConversationView::focusInEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusInEvent(event);
    viewport()->update();
}

void ConversationView::focusOutEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusOutEvent(event);
    viewport()->update();
}

void ConversationView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const ConversationCards cards(m_theme, viewport()->width(),
                                  hasFocus() ? std::optional(currentMessage()) : std::nullopt);
    std::optional<ConversationCard> card;
    const auto finish = [&] {
        if (card)
            cards.paint(painter, *card, m_conversation->messages()[card->message], m_folds[card->message]);
        card.reset();
    };
    for (QTextBlock block = firstVisibleBlock(); block.isValid() && m_conversation; block = block.next()) {
        const QRectF box = blockBoundingGeometry(block).translated(contentOffset());
        const Line &line = m_lines[static_cast<std::size_t>(block.blockNumber())];
        if (line.kind == Line::Kind::Gap)
            finish();
        if (box.top() > viewport()->height())
            break;
        if (line.kind == Line::Kind::Gap)
            continue;
        if (!card)
            card = {.message = line.message,
                    .top = line.kind == Line::Kind::Head ? box.top() : -20,
                    .bottom = 0,
                    .head = std::nullopt};
        if (line.kind == Line::Kind::Head)
            card->head = box;
        card->bottom =
            block.next().isValid() ? box.bottom() : box.bottom() - margin; // the document's own margin
    }
    finish();
    painter.end();
    QPlainTextEdit::paintEvent(event);
}

void ConversationView::setMatches(std::vector<ConversationMatch> matches, std::size_t current)
{
    m_matches = std::move(matches);
    m_match = current;
    if (m_match >= m_matches.size())
        return highlight();
    const ConversationMatch &match = m_matches[m_match];
    if (blockOf(match) < 0)
        setFold(match.message,
                m_folds[match.message] == MessageFold::Closed ? MessageFold::Short : MessageFold::Whole);
    if (blockOf(match) < 0)
        setFold(match.message, MessageFold::Whole);
    if (const int block = blockOf(match); block >= 0) {
        fill(static_cast<std::size_t>(block) + firstLines);
        QTextCursor cursor(document()->findBlockByNumber(block));
        cursor.setPosition(cursor.position() +
                           static_cast<int>(match.offset - m_lines[static_cast<std::size_t>(block)].offset));
        setTextCursor(cursor);
        centerCursor();
    }
    highlight();
}

int ConversationView::blockOf(const ConversationMatch &match) const
{
    // Lines stand in the order of messages, parts and offsets.
    for (auto line = std::ranges::lower_bound(m_lines, match.message, {}, &Line::message);
         line != m_lines.end() && line->message == match.message; ++line) {
        const bool words = line->kind == Line::Kind::Body || line->kind == Line::Kind::Code;
        if (words && line->part == match.part && line->offset <= match.offset &&
            match.offset < line->offset + std::max<qsizetype>(1, line->text.size()))
            return static_cast<int>(line - m_lines.begin());
    }
    return -1;
}

void ConversationView::highlight()
{
    QList<QTextEdit::ExtraSelection> selections;
    const std::size_t begin = m_match > mostMarked / 2 ? m_match - mostMarked / 2 : 0;
    for (std::size_t i = begin; i < std::min(m_matches.size(), begin + mostMarked); ++i) {
        const int block = blockOf(m_matches[i]);
        if (block < 0 || static_cast<std::size_t>(block) >= m_filled)
            continue; // folded away, or not there yet
        const QTextBlock found = document()->findBlockByNumber(block);
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(found);
        const auto at = found.position() + static_cast<int>(m_matches[i].offset -
                                                            m_lines[static_cast<std::size_t>(block)].offset);
        selection.cursor.setPosition(at);
        selection.cursor.setPosition(
            std::min(at + static_cast<int>(m_matches[i].length), document()->characterCount() - 1),
            QTextCursor::KeepAnchor);
        selection.format.setBackground(m_theme.color(i == m_match ? Token::Accent : Token::AccentGround));
        selection.format.setForeground(m_theme.color(i == m_match ? Token::OnAccent : Token::Text));
        selections.append(selection);
    }
    setExtraSelections(selections);
}

QString ConversationView::textBetween(int from, int to) const
{
    QString words;
    for (QTextBlock block = document()->findBlock(from); block.isValid() && block.position() <= to;
         block = block.next()) {
        if (block.position() > from && !m_lines[static_cast<std::size_t>(block.blockNumber())].continued)
            words += u'\n';
        const int begin = std::max(0, from - block.position());
        const int end = std::min(static_cast<int>(block.text().size()), to - block.position());
        words += block.text().mid(begin, std::max(0, end - begin));
    }
    return words;
}

QString ConversationView::shownText() const
{
    QString words;
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        words += (i == 0 || m_lines[i].continued ? QString() : u"\n"_s) % m_lines[i].text;
    return words;
}

QMimeData *ConversationView::createMimeDataFromSelection() const
{
    auto mime = std::make_unique<QMimeData>();
    mime->setText(m_lines.empty() ? QString()
                                  : textBetween(textCursor().selectionStart(), textCursor().selectionEnd()));
    return mime.release(); // the caller owns it
}

} // namespace spanwise
