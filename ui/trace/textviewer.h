// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QPlainTextEdit>
#include <QTextCursor>
#include <QTimer>

#include <vector>

namespace spanwise {

/// Text of any length, whole, to read and to copy.
///
/// A line of a megabyte would hold up the text layout for seconds, so long lines are laid out in pieces; what
/// is copied from the selection has them joined again.
class TextViewer final : public QPlainTextEdit
{
    Q_OBJECT

public:
    enum class Face : std::uint8_t { Text, Monospace };
    enum class Style : std::uint8_t { Body, Heading, Note, Failure };

    TextViewer(Theme &theme, Face face, QWidget *parent = nullptr);

    /// Replaces everything. The beginning is there when it returns; what is long follows in slices that keep
    /// the window alive, and a selection up to the end of what is there counts to the end of the text. A
    /// viewer that is fitted has all of it at once.
    void setWhole(const QString &text);
    bool isFilling() const noexcept { return m_at < m_whole.size(); }
    /// One more paragraph.
    void add(const QString &text, Style style = Style::Body);
    void clearAll();
    /// A part of the text, in UTF-16 units of what setWhole() was given, to be underlined.
    struct Underline
    {
        qsizetype begin = 0;
        qsizetype end = 0;
        Token color = Token::Ok;
        bool wavy = false;
    };
    /// Replaces all underlines; the next setWhole() removes them.
    void setUnderlines(const std::vector<Underline> &parts);
    /// As tall as its text, up to this many lines. Off (0) until called.
    void setFitted(int maxLines);
    /// The text without the breaks that the layout needed.
    QString wholeText() const;

protected:
    QMimeData *createMimeDataFromSelection() const override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void restyle();
    void fitHeight();
    bool isBrokenAtItsWidth() const;
    void fill(qsizetype most);
    void fillSlice();
    void finish();
    void addLine(QStringView line, const QTextCharFormat &format, QTextCursor &cursor);

    Theme &m_theme;
    Face m_face;
    int m_maxLines = 0;
    bool m_isFitting = false;
    QString m_whole;    // of setWhole(), until all of it is there
    qsizetype m_at = 0; // so far
    bool m_inLine = false;
    QTimer m_filling;
};

} // namespace spanwise
