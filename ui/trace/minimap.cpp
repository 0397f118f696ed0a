// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/minimap.h"

#include "core/timeline/minimap.h"
#include "ui/trace/waterfall.h"

#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace spanwise {
namespace {

constexpr int edgeSlack = 5;
constexpr int minChoicePx = 4;
constexpr std::size_t rowsAtOnce = 20'000; ///< fewer are ready sooner than another thread is

} // namespace

Minimap::Minimap(Theme &theme, const Waterfall &waterfall, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_waterfall(waterfall)
{
    setFixedHeight(sizeHint().height());
    setMouseTracking(true);
    setAccessibleName(tr("Overview of the whole trace"));
    connect(&m_theme, &Theme::changed, this, &Minimap::invalidate);
}

void Minimap::invalidate()
{
    m_isStale = true;
    m_isMaking = false;
    m_making.cancel();
    update();
}

QRect Minimap::area() const
{
    return rect().adjusted(12, 4, -12, -6);
}

Viewport Minimap::whole() const
{
    return m_waterfall.view().resized(area().width()).showingAll();
}

QRect Minimap::windowRect() const
{
    const Viewport all = whole();
    const TimeWindow shown = m_waterfall.view().window();
    const int left = static_cast<int>(std::lround(all.xOf(shown.begin)));
    const int right = static_cast<int>(std::lround(all.xOf(shown.end)));
    return {area().x() + left, area().y(), std::max(4, right - left), area().height()};
}

int Minimap::lanes() const
{
    return std::max(1, (area().height() - 6) / 2);
}

void Minimap::renewPicture()
{
    const Trace &trace = m_waterfall.trace();
    if (m_pictureOf != trace.id())
        m_picture = {};
    m_pictureOf = trace.id();
    const std::size_t rows = m_waterfall.rows().size();
    if (rows <= rowsAtOnce)
        return drawPicture(minimapMarks(trace, m_waterfall.rows(), area().width(), lanes()), rows);
    if (m_isMaking && m_makingSize == area().size())
        return;
    m_isMaking = true;
    m_makingSize = area().size();
    m_making.start(
        [trace = m_waterfall.snapshot(), shown = m_waterfall.rowsSnapshot(), width = area().width(),
         lanes = lanes()](const std::stop_token &) { return minimapMarks(*trace, *shown, width, lanes); },
        [this, rows](const std::vector<MinimapMark> &marks) {
            drawPicture(marks, rows);
            update();
        });
}

void Minimap::drawPicture(const std::vector<MinimapMark> &marks, std::size_t rows)
{
    m_isStale = false;
    m_isMaking = false;
    const double ratio = devicePixelRatioF();
    m_picture = QPixmap(area().size() * ratio);
    m_picture.setDevicePixelRatio(ratio);
    m_picture.fill(m_theme.color(Token::Panel));
    QPainter painter(&m_picture);
    const auto shownLanes = static_cast<int>(std::min<std::size_t>(rows, static_cast<std::size_t>(lanes())));
    // Few rows get thicker lines with air between them.
    const double pitch = std::min(4.0, static_cast<double>(area().height() - 6) / std::max(1, shownLanes));
    const int thickness = pitch >= 3 ? 2 : std::max(1, static_cast<int>(pitch));
    for (const MinimapMark &mark : marks) {
        const QRect line(mark.x, 3 + static_cast<int>(mark.lane * pitch), mark.width, thickness);
        painter.fillRect(line, mark.failed ? m_theme.color(Token::Error) : m_theme.step(mark.step));
    }
    Q_EMIT pictured();
}

void Minimap::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Window));
    if (m_waterfall.isEmpty())
        return;
    if (m_isStale || m_picture.isNull() || m_picture.deviceIndependentSize().toSize() != area().size())
        renewPicture();
    if (m_picture.isNull())
        painter.fillRect(area(), m_theme.color(Token::Panel));
    else
        painter.drawPixmap(area(), m_picture); // until there is one of this size, the one before
    painter.setPen(m_theme.color(Token::Line));
    painter.drawRect(area().adjusted(0, 0, -1, -1));
    const QRect window = m_drag == Drag::Choose && std::abs(m_lastX - m_pressedX) >= minChoicePx
                             ? QRect(std::min(m_pressedX, m_lastX), area().y(),
                                     std::abs(m_lastX - m_pressedX), area().height())
                             : windowRect();
    QColor shade = m_theme.color(Token::Window);
    shade.setAlphaF(0.66F);
    painter.fillRect(QRect(area().topLeft(), QPoint(window.left() - 1, area().bottom())), shade);
    painter.fillRect(QRect(QPoint(window.right() + 1, area().top()), area().bottomRight()), shade);
    const QColor accent = m_theme.color(Token::Accent);
    painter.fillRect(QRect(window.left() - 1, window.top(), 3, window.height()), accent);
    painter.fillRect(QRect(window.right() - 1, window.top(), 3, window.height()), accent);
}

Minimap::Drag Minimap::dragAt(int x) const
{
    const QRect window = windowRect();
    if (std::abs(x - window.left()) <= edgeSlack)
        return Drag::Left;
    if (std::abs(x - window.right()) <= edgeSlack)
        return Drag::Right;
    return window.contains(x, window.center().y()) && !m_waterfall.view().showsAll() ? Drag::Move
                                                                                     : Drag::Choose;
}

void Minimap::mousePressEvent(QMouseEvent *event)
{
    if (m_waterfall.isEmpty() || event->button() != Qt::LeftButton)
        return;
    m_pressedX = m_lastX = event->position().toPoint().x();
    m_pressedWindow = m_waterfall.view().window();
    m_drag = dragAt(m_pressedX);
}

void Minimap::mouseMoveEvent(QMouseEvent *event)
{
    const int x = event->position().toPoint().x();
    m_lastX = x;
    const Viewport all = whole();
    const Duration moved = all.timeAt(x - m_pressedX) - all.window().begin;
    TimeWindow part = m_pressedWindow;
    switch (m_drag) {
    case Drag::None: {
        const Drag would = m_waterfall.isEmpty() ? Drag::None : dragAt(x);
        setCursor(would == Drag::Left || would == Drag::Right ? Qt::SizeHorCursor
                  : would == Drag::Move                       ? Qt::OpenHandCursor
                                                              : Qt::ArrowCursor);
        return;
    }
    case Drag::Choose:
        update();
        return;
    case Drag::Move:
        part = {part.begin + moved, part.end + moved};
        break;
    case Drag::Left:
        part.begin = std::min(part.begin + moved, part.end - Duration(1));
        break;
    case Drag::Right:
        part.end = std::max(part.end + moved, part.begin + Duration(1));
        break;
    }
    Q_EMIT panRequested(part);
}

void Minimap::mouseReleaseEvent(QMouseEvent *)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (drag == Drag::Choose && std::abs(m_lastX - m_pressedX) >= minChoicePx) {
        const auto [from, to] = std::minmax(m_pressedX, m_lastX);
        const Viewport all = whole();
        Q_EMIT showRequested({all.timeAt(from - area().x()), all.timeAt(to - area().x())});
    }
    update();
}

void Minimap::mouseDoubleClickEvent(QMouseEvent *)
{
    m_drag = Drag::None;
    Q_EMIT showAllRequested();
}

} // namespace spanwise
