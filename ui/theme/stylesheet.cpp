// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/stylesheet.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFile>
#include <QFontInfo>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

static void initialiseStyle()
{
    Q_INIT_RESOURCE(style);
}

namespace spanwise {
namespace {

struct Picture
{
    const char16_t *name; ///< after @ in the style sheet
    Glyph glyph;
    Token color;
};

constexpr std::array pictures{
    Picture{u"chevronDown", Glyph::ChevronDown, Token::Secondary},
    Picture{u"chevronUp", Glyph::ChevronUp, Token::Secondary},
    Picture{u"chevronLeft", Glyph::ChevronLeft, Token::Secondary},
    Picture{u"chevronRight", Glyph::ChevronRight, Token::Secondary},
    Picture{u"check", Glyph::Check, Token::OnAccent},
    Picture{u"close", Glyph::Close, Token::Secondary},
    Picture{u"float", Glyph::Float, Token::Secondary},
};

QString fileName(const Picture &picture)
{
    return QStringView(picture.name) % u".svg"_s;
}

QString mixed(const QColor &a, const QColor &b, double share)
{
    const auto part = [share](int x, int y) { return static_cast<int>(std::lround(x + (y - x) * share)); };
    return QColor(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())).name();
}

QString points(const QFont &font)
{
    return QString::number(font.pointSizeF(), 'f', 2) % u"pt"_s;
}

/// What each @name stands for. Shades between two tokens are mixed here, so that a theme is its tokens alone.
QMap<QString, QString> namesOf(const Theme &theme)
{
    const auto color = [&](Token token) { return theme.color(token).name(); };
    const auto between = [&](Token a, Token b, double share) {
        return mixed(theme.color(a), theme.color(b), share);
    };
    QMap<QString, QString> names{
        {u"window"_s, color(Token::Window)},
        {u"panel"_s, color(Token::Panel)},
        {u"raised"_s, color(Token::Raised)},
        {u"line"_s, color(Token::Line)},
        {u"lineStrong"_s, between(Token::Line, Token::Muted, 0.45)},
        {u"text"_s, color(Token::Text)},
        {u"secondary"_s, color(Token::Secondary)},
        {u"muted"_s, color(Token::Muted)},
        {u"accent"_s, color(Token::Accent)},
        {u"accentHover"_s, between(Token::Accent, Token::Text, 0.12)},
        {u"accentGround"_s, color(Token::AccentGround)},
        {u"onAccent"_s, color(Token::OnAccent)},
        {u"ok"_s, color(Token::Ok)},
        {u"warning"_s, color(Token::Warning)},
        {u"warningGround"_s, between(Token::Panel, Token::Warning, 0.16)},
        {u"error"_s, color(Token::Error)},
        {u"errorGround"_s, color(Token::ErrorGround)},
        {u"field"_s, color(theme.isDark() ? Token::Window : Token::Panel)},
        {u"hover"_s, between(Token::Raised, Token::Line, 0.5)},
        {u"zebra"_s, between(Token::Panel, Token::Raised, 0.35)},
        {u"sizeSecondary"_s, points(theme.secondary())},
        {u"sizeColumnHead"_s, points(theme.columnHead())},
        {u"sizePageTitle"_s, points(theme.pageTitle())},
        {u"sizeCardValue"_s, points(theme.cardValue())},
        {u"sizeMono"_s, points(theme.monospace())},
        {u"mono"_s, u'"' % QFontInfo(theme.monospace()).family() % u'"'},
    };
    for (const Picture &picture : pictures)
        names[QStringView(picture.name).toString()] =
            u":/%1/%2"_s.arg(controlFolder(theme), fileName(picture));
    return names;
}

} // namespace

QString styleSheetFor(const Theme &theme)
{
    initialiseStyle();
    QFile file(u":/theme/spanwise.qss"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QString source = QString::fromUtf8(file.readAll());
    const QMap<QString, QString> names = namesOf(theme);
    QString sheet;
    sheet.reserve(source.size() * 2);
    for (qsizetype at = 0; at < source.size();) {
        if (source[at] != u'@') {
            sheet += source[at++];
            continue;
        }
        qsizetype end = at + 1;
        while (end < source.size() && source[end].isLetter())
            ++end;
        sheet += names.value(source.mid(at + 1, end - at - 1));
        at = end;
    }
    return sheet;
}

QMap<QString, QByteArray> controlPictures(const Theme &theme)
{
    QMap<QString, QByteArray> files;
    for (const Picture &picture : pictures)
        files[fileName(picture)] = tintedSvg(picture.glyph, theme.color(picture.color));
    return files;
}

QString controlFolder(const Theme &theme)
{
    return u"controls-%1"_s.arg(static_cast<int>(theme.kind()));
}

} // namespace spanwise
