// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace spanwise {

/// A state as a shape and a colour, so that it is never said by colour alone.
enum class Mark : std::uint8_t {
    Idle,    ///< hollow circle
    Ok,      ///< filled circle
    Warning, ///< filled diamond
    Error,   ///< filled triangle
};

Token tokenOf(Mark mark);

/// Draws the mark as large as rect allows.
void drawMark(QPainter &painter, const QRectF &rect, Mark mark, const Theme &theme);

/// A mark of 10 px as a widget: lights in the status bar, on cards and on the welcome page.
class StateMark final : public QWidget
{
    Q_OBJECT

public:
    explicit StateMark(const Theme &theme, QWidget *parent = nullptr);

    Mark mark() const noexcept { return m_mark; }
    /// The description is what a screen reader says.
    void setMark(Mark mark, const QString &description);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Mark m_mark = Mark::Idle;
};

} // namespace spanwise
