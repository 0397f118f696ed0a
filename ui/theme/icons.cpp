// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <array>

using namespace Qt::StringLiterals;

static void initialiseIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace spanwise {
namespace {

/// In the order of Glyph.
constexpr std::array<const char16_t *, static_cast<std::size_t>(Glyph::Count)> names{
    u"welcome",      u"overview", u"queries",  u"trace",   u"errors",       u"logs",       u"metrics",
    u"replay",       u"alerts",   u"settings", u"search",  u"play",         u"stop",       u"pause",
    u"close",        u"copy",     u"check",    u"plus",    u"remove",       u"folder",     u"file",
    u"download",     u"filter",   u"info",     u"warning", u"link",         u"plug",       u"keyboard",
    u"book",         u"command",  u"float",    u"star",    u"chevron-down", u"chevron-up", u"chevron-right",
    u"chevron-left", u"compare",  u"undo",     u"exclude",
};

QByteArray textOf(Glyph glyph)
{
    initialiseIcons();
    QFile file(u":/icons/%1.svg"_s.arg(QStringView(names[static_cast<std::size_t>(glyph)])));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Colours are looked up when painting, never stored, so a change of theme needs no new icons.
class TintedEngine final : public QIconEngine
{
public:
    TintedEngine(const Theme &theme, Glyph glyph, Token off, Token on)
        : m_theme(theme)
        , m_glyph(glyph)
        , m_off(off)
        , m_on(on)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const int side = std::min(rect.width(), rect.height());
        const QRect square(rect.center() - QPoint(side - 1, side - 1) / 2, QSize(side, side));
        const qreal ratio = painter->device()->devicePixelRatio();
        painter->drawPixmap(square, themedPixmap(m_theme, m_glyph, side, token(mode, state), ratio));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return themedPixmap(m_theme, m_glyph, std::min(size.width(), size.height()), token(mode, state), 1);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        // size is in device pixels here, unlike in pixmap().
        const int side = std::min(size.width(), size.height());
        return themedPixmap(m_theme, m_glyph, qRound(side / scale), token(mode, state), scale);
    }

    QIconEngine *clone() const override { return new TintedEngine(m_theme, m_glyph, m_off, m_on); }

private:
    Token token(QIcon::Mode mode, QIcon::State state) const
    {
        if (mode == QIcon::Disabled)
            return Token::Muted;
        return state == QIcon::On || mode == QIcon::Selected ? m_on : m_off;
    }

    const Theme &m_theme;
    Glyph m_glyph;
    Token m_off;
    Token m_on;
};

} // namespace

QIcon themedIcon(const Theme &theme, Glyph glyph, Token off, Token on)
{
    return QIcon(new TintedEngine(theme, glyph, off, on));
}

QByteArray tintedSvg(Glyph glyph, const QColor &color)
{
    return textOf(glyph).replace("currentColor", color.name().toLatin1());
}

QPixmap themedPixmap(const Theme &theme, Glyph glyph, int size, Token color, qreal devicePixelRatio)
{
    const QColor tint = theme.color(color);
    const QString key = u"spanwise/%1/%2/%3/%4"_s.arg(static_cast<int>(glyph))
                            .arg(size)
                            .arg(tint.rgb())
                            .arg(devicePixelRatio);
    QPixmap picture;
    if (QPixmapCache::find(key, &picture))
        return picture;
    const int pixels = std::max(1, qRound(size * devicePixelRatio));
    picture = QPixmap(pixels, pixels);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    QSvgRenderer(tintedSvg(glyph, tint)).render(&painter, QRectF(0, 0, pixels, pixels));
    painter.end();
    picture.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, picture);
    return picture;
}

QIcon applicationIcon()
{
    initialiseIcons();
    QIcon icon;
    QSvgRenderer renderer(u":/icons/spanwise.svg"_s);
    for (const int side : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap picture(side, side);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        renderer.render(&painter);
        painter.end();
        icon.addPixmap(picture);
    }
    return icon;
}

} // namespace spanwise
