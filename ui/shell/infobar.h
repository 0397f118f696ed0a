// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QFrame>

#include <functional>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace spanwise {

/// A message that stays above the pages until the user answers or closes it: the port is busy, a history was
/// moved aside. Deletes itself when closed.
class InfoBar final : public QFrame
{
    Q_OBJECT

public:
    /// severity is Accent (news), Warning or Error.
    InfoBar(const Theme &theme, const QString &text, Token severity, QWidget *parent = nullptr);

    QString text() const;
    /// A button that runs act and closes the bar.
    QPushButton *addButton(const QString &text, std::function<void()> act);

Q_SIGNALS:
    void closed();

private:
    QHBoxLayout *m_layout;
    QLabel *m_text;
};

} // namespace spanwise
