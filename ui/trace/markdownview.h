// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QTextBrowser>

namespace spanwise {

/// An answer as its author meant it: Markdown of a model, which is text of a stranger.
///
/// HTML in it is shown as text, nothing is ever loaded (images stand as their description), and a link goes
/// nowhere but to the clipboard.
class MarkdownView final : public QTextBrowser
{
    Q_OBJECT

public:
    explicit MarkdownView(Theme &theme, QWidget *parent = nullptr);

    void showMarkdown(const QString &markdown);
    /// What showMarkdown() was given.
    const QString &source() const noexcept { return m_source; }
    QVariant loadResource(int type, const QUrl &name) override;

private:
    void restyle();

    Theme &m_theme;
    QString m_source;
};

} // namespace spanwise
