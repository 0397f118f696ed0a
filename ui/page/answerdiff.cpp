// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page/answerdiff.h"

#include "ui/theme/theme.h"

#include <QTextCharFormat>
#include <QTextCursor>

#include <algorithm>

namespace spanwise {
namespace {

constexpr int tallest = 420;
constexpr int shortest = 96;

/// A ground for words: a little of the mark's colour on the panel's.
QColor blended(const QColor &mark, const QColor &ground, double share)
{
    const auto mix = [&](int a, int b) { return static_cast<int>(a * share + b * (1 - share)); };
    return QColor(mix(mark.red(), ground.red()), mix(mark.green(), ground.green()),
                  mix(mark.blue(), ground.blue()));
}

} // namespace

AnswerDiff::AnswerDiff(const Theme &theme, QWidget *parent)
    : QTextBrowser(parent)
    , m_theme(theme)
{
    setFrameShape(QFrame::NoFrame);
    setOpenLinks(false);
    setAccessibleName(tr("The answers, with what changed"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    document()->setDocumentMargin(13);
    connect(&m_theme, &Theme::changed, this, &AnswerDiff::rebuild);
}

void AnswerDiff::setDiff(WordDiff diff)
{
    m_diff = std::move(diff);
    rebuild();
}

void AnswerDiff::rebuild()
{
    QTextCharFormat plain;
    plain.setForeground(m_theme.color(Token::Text));
    QTextCharFormat deleted = plain;
    deleted.setForeground(m_theme.color(Token::Error));
    deleted.setBackground(blended(m_theme.color(Token::Error), m_theme.color(Token::Panel), 0.18));
    deleted.setFontStrikeOut(true);
    QTextCharFormat inserted = plain;
    inserted.setForeground(m_theme.color(Token::Ok));
    inserted.setBackground(blended(m_theme.color(Token::Ok), m_theme.color(Token::Panel), 0.18));
    inserted.setFontUnderline(true);

    clear();
    setFont(m_theme.body());
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    for (std::size_t i = 0; i < m_diff.parts.size(); ++i) {
        const DiffPart &part = m_diff.parts[i];
        // A replacement would run together: "was" and "is" as "wasis".
        if (part.kind == DiffPart::Kind::Inserted && i > 0 &&
            m_diff.parts[i - 1].kind == DiffPart::Kind::Deleted)
            cursor.insertText(QStringLiteral(" "), plain);
        const QString text = QString::fromUtf8(part.text.data(), static_cast<qsizetype>(part.text.size()));
        cursor.insertText(text, part.kind == DiffPart::Kind::Same      ? plain
                                : part.kind == DiffPart::Kind::Deleted ? deleted
                                                                       : inserted);
    }
    QTextBlockFormat lines;
    lines.setLineHeight(135, QTextBlockFormat::ProportionalHeight);
    cursor.select(QTextCursor::Document);
    cursor.mergeBlockFormat(lines);
    cursor.endEditBlock();
    moveCursor(QTextCursor::Start);
    updateGeometry();
}

QSize AnswerDiff::sizeHint() const
{
    const int height = static_cast<int>(document()->size().height()) + 4;
    return {300, std::clamp(height, shortest, tallest)};
}

QSize AnswerDiff::minimumSizeHint() const
{
    return {160, sizeHint().height()};
}

void AnswerDiff::resizeEvent(QResizeEvent *event)
{
    QTextBrowser::resizeEvent(event);
    updateGeometry(); // the text wraps elsewhere now
}

} // namespace spanwise
