// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/worddiff.h"
#include "ui/jobs/latestjob.h"

#include <QString>
#include <QWidget>

#include <string>

class QLabel;

namespace spanwise {

class AnswerDiff;
class Theme;

/// Two messages, or two prompts, word by word; compared in the background.
///
/// Long stretches that both have are told by their length, so that a change in a prompt of megabytes is found
/// by looking. Escape or the button goes back. GUI thread.
class MessageDiff final : public QWidget
{
    Q_OBJECT

public:
    struct Side
    {
        QString title;
        std::string text;
    };

    explicit MessageDiff(Theme &theme, QWidget *parent = nullptr);

    void compare(Side before, Side after);
    /// A sentence instead of a comparison.
    void showNote(const QString &title, const QString &words);

Q_SIGNALS:
    void closed();
    void shown();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showDiff(const WordDiff &diff);

    QLabel *m_title;
    QLabel *m_note;
    AnswerDiff *m_diff;
    LatestJob m_comparing{this};
};

/// The same, with stretches of more than most bytes told by their beginning, their length and their end.
/// Pure.
WordDiff withoutLongStretches(WordDiff diff, std::size_t most);

} // namespace spanwise
