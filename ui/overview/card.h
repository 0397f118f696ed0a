// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/statemark.h"

#include <QFrame>

#include <optional>
#include <vector>

class QLabel;

namespace spanwise {

class Sparkline;

/// One number that matters, large, with how it went and a sentence below.
class Card final : public QFrame
{
    Q_OBJECT

public:
    struct Content
    {
        QString value; ///< "2.31"
        QString unit;  ///< "s"; small, after the value
        QString note;  ///< one line below
        Token noteColor = Token::Secondary;
        Token lineColor = Token::Accent;
        std::vector<double> line;
        std::optional<Mark> mark; ///< when an alert on this number is pending or fires
    };

    Card(const Theme &theme, const QString &title, QWidget *parent = nullptr);

    void show(Content content);
    using QFrame::show;

private:
    QString m_title;
    StateMark *m_mark;
    QLabel *m_value;
    QLabel *m_unit;
    QLabel *m_note;
    Sparkline *m_line;
};

} // namespace spanwise
