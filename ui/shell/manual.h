// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLineEdit;
class QListWidget;
class QTextBrowser;

namespace spanwise {

/// The manual (resources/manual/*.md, compiled in) in a window of its own: topics, text, search in the text.
class Manual final : public QDialog
{
    Q_OBJECT

public:
    explicit Manual(QWidget *parent = nullptr);

    /// The page of this file name without ".md"; the first one when there is none of that name.
    void showTopic(const QString &topic);
    /// File names without ".md", in reading order: the beginning first, then by title.
    QStringList topics() const;

private:
    void follow(const QUrl &link);
    void find(const QString &text, bool onward);
    bool load(const QString &topic);

    QListWidget *m_topics;
    QTextBrowser *m_text;
    QLineEdit *m_search;
};

} // namespace spanwise
