// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/textviewer.h"

#include <QElapsedTimer>
#include <QMimeData>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextLayout>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr qsizetype maxPiece = 2000;
constexpr qsizetype atOnce = 200'000;   // takes a few milliseconds
constexpr qsizetype firstPart = 24'000; // more than any screen shows
constexpr qsizetype slicePart = 16'000;
constexpr qint64 sliceMs = 6;
constexpr int continuation = 1; // QTextBlock::userState of a piece that is not the first of its line

qsizetype pieceLength(QStringView rest)
{
    if (rest.size() <= maxPiece)
        return rest.size();
    // At a blank where one is near, never inside a surrogate pair.
    for (qsizetype at = maxPiece; at > maxPiece - 200; --at) {
        if (rest[at - 1].isSpace())
            return at;
    }
    return rest[maxPiece - 1].isHighSurrogate() ? maxPiece - 1 : maxPiece;
}

} // namespace

TextViewer::TextViewer(Theme &theme, Face face, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
    , m_face(face)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setFrameShape(NoFrame);
    setTabChangesFocus(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    connect(&m_theme, &Theme::changed, this, &TextViewer::restyle);
    connect(&m_filling, &QTimer::timeout, this, &TextViewer::fillSlice);
    restyle();
}

void TextViewer::restyle()
{
    setFont(m_face == Face::Monospace ? m_theme.monospace() : m_theme.body());
    document()->setDefaultFont(font());
    document()->setDocumentMargin(8);
    // Reading matter, not a field: no frame until it has the focus.
    setStyleSheet(
        u"QPlainTextEdit { background: transparent; border: 2px solid transparent; padding: 0 2px; }"
        "QPlainTextEdit:focus { border-color: %1; }"_s.arg(m_theme.color(Token::Accent).name()));
    fitHeight();
}

void TextViewer::setFitted(int maxLines)
{
    m_maxLines = maxLines;
    fitHeight();
}

void TextViewer::fitHeight()
{
    if (m_maxLines == 0 || m_isFitting)
        return;
    m_isFitting = true;
    for (int round = 0; round < 3; ++round) {
        // The plain text layout measures its height in lines.
        const int lines = std::clamp(static_cast<int>(document()->size().height()), 1, m_maxLines);
        setFixedHeight(lines * QFontMetrics(font()).lineSpacing() + 22);
        if (isBrokenAtItsWidth())
            break;
        // A scroll bar that comes or goes within a resize leaves the lines as wide as they were.
        setLineWrapMode(NoWrap);
        setLineWrapMode(WidgetWidth);
    }
    m_isFitting = false;
}

bool TextViewer::isBrokenAtItsWidth() const
{
    const QTextLayout &layout = *document()->begin().layout();
    const double width = viewport()->width() - 2 * document()->documentMargin();
    return layout.lineCount() == 0 || std::abs(layout.lineAt(0).width() - width) < 1;
}

void TextViewer::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    fitHeight();
}

void TextViewer::addLine(QStringView line, const QTextCharFormat &format, QTextCursor &cursor)
{
    bool first = true;
    do {
        const qsizetype length = pieceLength(line);
        if (!document()->isEmpty() || cursor.position() > 0 || !first)
            cursor.insertBlock(QTextBlockFormat(), format);
        cursor.block().setUserState(first ? 0 : continuation);
        cursor.insertText(line.left(length).toString(), format);
        line = line.mid(length);
        first = false;
    } while (!line.isEmpty());
}

void TextViewer::setWhole(const QString &text)
{
    clearAll();
    m_whole = text;
    fill(m_maxLines > 0 || text.size() <= atOnce ? text.size() : firstPart);
    moveCursor(QTextCursor::Start);
    fitHeight();
    if (isFilling())
        m_filling.start(0);
}

/// Adds about most characters of what is left, line by line.
void TextViewer::fill(qsizetype most)
{
    QTextCharFormat format;
    format.setForeground(m_theme.color(Token::Text));
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    cursor.movePosition(QTextCursor::End);
    const QStringView all(m_whole);
    const qsizetype until = std::min(all.size(), m_at + most);
    while (m_at < until) {
        const QStringView rest = all.mid(m_at);
        const qsizetype end = rest.left(maxPiece).indexOf(u'\n');
        const qsizetype length = end >= 0 ? end : pieceLength(rest);
        if (m_at > 0)
            cursor.insertBlock(QTextBlockFormat(), format);
        cursor.block().setUserState(m_inLine ? continuation : 0);
        cursor.insertText(rest.left(length).toString(), format);
        m_at += length + (end >= 0 ? 1 : 0);
        m_inLine = end < 0;
        if (m_inLine && m_at < all.size() && all[m_at] == u'\n') { // it ended with the piece
            ++m_at;
            m_inLine = false;
        }
        // A text that ends with a line's end has an empty line behind it.
        if (m_at == all.size() && !m_inLine && all.back() == u'\n')
            cursor.insertBlock(QTextBlockFormat(), format);
    }
    cursor.endEditBlock();
}

void TextViewer::fillSlice()
{
    QElapsedTimer clock;
    clock.start();
    while (isFilling() && clock.elapsed() < sliceMs)
        fill(slicePart);
    if (isFilling())
        return;
    m_filling.stop();
    m_whole.clear();
    m_at = 0;
}

void TextViewer::finish()
{
    fill(m_whole.size() - m_at);
    fillSlice();
}

void TextViewer::clearAll()
{
    m_filling.stop();
    m_whole.clear();
    m_at = 0;
    m_inLine = false;
    setExtraSelections({});
    clear();
}

void TextViewer::setUnderlines(const std::vector<Underline> &parts)
{
    finish();
    // The layout's own breaks of long lines count in positions of the document, but not in those of the text.
    std::vector<std::pair<qsizetype, int>> starts; // of a block: in the text, in the document
    qsizetype inText = 0;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        if (block != document()->begin() && block.userState() != continuation)
            ++inText;
        starts.emplace_back(inText, block.position());
        inText += block.text().size();
    }
    const auto position = [&](qsizetype at) {
        const auto after = std::ranges::upper_bound(starts, at, {}, &std::pair<qsizetype, int>::first);
        return after == starts.begin()
                   ? 0
                   : std::prev(after)->second + static_cast<int>(at - std::prev(after)->first);
    };
    QList<QTextEdit::ExtraSelection> selections;
    for (const Underline &part : parts) {
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(document());
        selection.cursor.setPosition(position(part.begin));
        selection.cursor.setPosition(position(part.end), QTextCursor::KeepAnchor);
        selection.format.setUnderlineStyle(part.wavy ? QTextCharFormat::WaveUnderline
                                                     : QTextCharFormat::SingleUnderline);
        selection.format.setUnderlineColor(m_theme.color(part.color));
        selections.append(selection);
    }
    setExtraSelections(selections);
}

void TextViewer::add(const QString &text, Style style)
{
    finish();
    QTextCharFormat format;
    format.setForeground(m_theme.color(style == Style::Failure ? Token::Error
                                       : style == Style::Note  ? Token::Secondary
                                                               : Token::Text));
    if (style == Style::Heading) {
        QFont heading = m_theme.secondary();
        heading.setWeight(QFont::DemiBold);
        format.setFont(heading);
    }
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    cursor.movePosition(QTextCursor::End);
    const QStringView all(text);
    for (qsizetype begin = 0; begin <= all.size();) {
        const qsizetype end = all.indexOf(u'\n', begin);
        const QStringView line = end < 0 ? all.mid(begin) : all.mid(begin, end - begin);
        addLine(line, format, cursor);
        begin = end < 0 ? all.size() + 1 : end + 1;
    }
    cursor.endEditBlock();
}

QString TextViewer::wholeText() const
{
    if (isFilling())
        return m_whole;
    QString text;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        if (block != document()->begin() && block.userState() != continuation)
            text += u'\n';
        text += block.text();
    }
    return text;
}

QMimeData *TextViewer::createMimeDataFromSelection() const
{
    const QTextCursor cursor = textCursor();
    const int from = cursor.selectionStart();
    const int to = cursor.selectionEnd();
    QString text;
    for (QTextBlock block = document()->findBlock(from); block.isValid() && block.position() <= to;
         block = block.next()) {
        if (block.position() > from && block.userState() != continuation)
            text += u'\n';
        const int begin = std::max(0, from - block.position());
        const int end = std::min(static_cast<int>(block.text().size()), to - block.position());
        text += block.text().mid(begin, std::max(0, end - begin));
    }
    if (isFilling() && to >= document()->characterCount() - 1)
        text += (m_inLine ? QString() : u"\n"_s) + m_whole.mid(m_at);
    auto mime = std::make_unique<QMimeData>();
    mime->setText(text);
    return mime.release(); // the caller owns it
}

} // namespace spanwise
