// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/worddiff.h"

#include <QTextBrowser>

namespace spanwise {

class Theme;

/// Two answers in one text: what is gone is struck through, what is new is underlined, each on its colour.
///
/// Text is shown as it is, never as markup. As tall as its text, up to a limit; longer ones scroll. GUI
/// thread.
class AnswerDiff final : public QTextBrowser
{
    Q_OBJECT

public:
    explicit AnswerDiff(const Theme &theme, QWidget *parent = nullptr);

    void setDiff(WordDiff diff);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void rebuild();

    const Theme &m_theme;
    WordDiff m_diff;
};

} // namespace spanwise
