// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/timeline/viewport.h"
#include "ui/jobs/latestjob.h"
#include "ui/theme/theme.h"

#include <QPixmap>
#include <QWidget>

#include <vector>

namespace spanwise {

struct MinimapMark;

class Waterfall;

/// The whole trace in a strip, with a window over the part that the waterfall shows.
///
/// Drag the window to pan, its edges to resize it, anywhere else to choose a new part; double-click shows
/// all. The picture is drawn once for a snapshot and a size; of a large trace it is worked out on another
/// thread, while the one before, if it is of the same trace, stays.
class Minimap final : public QWidget
{
    Q_OBJECT

public:
    Minimap(Theme &theme, const Waterfall &waterfall, QWidget *parent = nullptr);

    /// Rows or trace have changed: draw the picture again.
    void invalidate();

    QSize sizeHint() const override { return {200, 38}; }

Q_SIGNALS:
    void panRequested(spanwise::TimeWindow part);
    void showRequested(spanwise::TimeWindow part);
    void showAllRequested();
    /// The picture shows the rows as they are.
    void pictured();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    enum class Drag : std::uint8_t { None, Move, Left, Right, Choose };

    QRect area() const;
    Viewport whole() const;
    QRect windowRect() const;
    Drag dragAt(int x) const;
    int lanes() const;
    void renewPicture();
    void drawPicture(const std::vector<MinimapMark> &marks, std::size_t rows);

    Theme &m_theme;
    const Waterfall &m_waterfall;
    QPixmap m_picture;
    TraceId m_pictureOf;
    bool m_isStale = true;
    bool m_isMaking = false; // a picture of m_makingSize is being worked out
    QSize m_makingSize;
    LatestJob m_making{this};
    Drag m_drag = Drag::None;
    int m_pressedX = 0;
    int m_lastX = 0;
    TimeWindow m_pressedWindow{};
};

} // namespace spanwise
