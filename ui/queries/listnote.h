// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace spanwise {

/// Stands in the place of an empty list: what would be here, how to get it, and the button that does it.
class ListNote final : public QWidget
{
    Q_OBJECT

public:
    explicit ListNote(QWidget *parent = nullptr);

    /// No button when action is empty.
    void show(const QString &title, const QString &words, const QString &action = {});

Q_SIGNALS:
    void actionRequested();

private:
    QLabel *m_title;
    QLabel *m_words;
    QPushButton *m_action;
};

} // namespace spanwise
