// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/stepkind.h"
#include "ui/theme/theme.h"

#include <QStyleOptionViewItem>

class QPainter;

namespace spanwise {

/// What the cells of both tables of steps share: ground, line below, the step's colour and name. GUI thread.
class StepCell
{
public:
    static constexpr int padding = 8;

    StepCell(const Theme &theme, QPainter &painter, const QRect &rect)
        : m_theme(theme)
        , m_painter(painter)
        , m_rect(rect)
    {
    }

    /// Also sets the font and smooth edges.
    void paintGround(const QStyleOptionViewItem &option) const;
    void paintName(const QString &name, StepKind kind, Token token, QFont::Weight weight, int indent) const;
    /// A number, to the right.
    void paintNumber(const QString &text, Token token, QFont::Weight weight) const;

private:
    void setWeight(QFont::Weight weight) const;

    const Theme &m_theme;
    QPainter &m_painter;
    const QRect m_rect;
};

} // namespace spanwise
