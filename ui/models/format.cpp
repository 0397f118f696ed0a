// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/format.h"

#include <QDateTime>
#include <QLocale>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr QChar narrowSpace(0x202f);

/// Three significant digits without an exponent and without trailing zeros after rounding to whole tens.
QString threeDigits(double value)
{
    const double size = std::abs(value);
    const int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.09995 ? 3 : 4;
    QString text = QString::number(value, 'f', decimals);
    if (text.contains(u'.')) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(u'.'))
            text.chop(1);
    }
    return text == "-0"_L1 ? u"0"_s : text;
}

QString grouped(QString digits)
{
    for (qsizetype at = digits.size() - 3; at > (digits.startsWith(u'-') ? 1 : 0); at -= 3)
        digits.insert(at, narrowSpace);
    return digits;
}

QString with(const QString &number, const QString &unit)
{
    return number % narrowSpace % unit;
}

} // namespace

QString formatDuration(Duration duration)
{
    const auto ns = static_cast<double>(duration.count());
    const double size = std::abs(ns);
    if (size < 999.5)
        return with(threeDigits(ns), u"ns"_s);
    if (size < 999.5e3)
        return with(threeDigits(ns / 1e3), u"µs"_s);
    if (size < 999.5e6)
        return with(threeDigits(ns / 1e6), u"ms"_s);
    if (size < 59.995e9)
        return with(threeDigits(ns / 1e9), u"s"_s);
    const auto seconds = std::llround(ns / 1e9);
    const auto part = [](qint64 count, const QString &unit) { return with(QString::number(count), unit); };
    if (std::abs(seconds) < 3600)
        return part(seconds / 60, u"min"_s) % u' ' % part(std::abs(seconds % 60), u"s"_s);
    return part(seconds / 3600, u"h"_s) % u' ' % part(std::abs(seconds / 60 % 60), u"min"_s);
}

QString formatNumber(double value)
{
    if (std::isnan(value))
        return u"–"_s;
    if (std::isinf(value))
        return value > 0 ? u"∞"_s : u"−∞"_s;
    if (std::abs(value) >= 1000 && std::abs(value) < 1e15)
        return grouped(QString::number(std::llround(value)));
    return std::abs(value) >= 1e15 ? QString::number(value, 'g', 3) : threeDigits(value);
}

QString formatCount(std::uint64_t value)
{
    return grouped(QString::number(value));
}

QString counted(std::uint64_t count, const QString &one, const QString &many)
{
    return count == 1 ? one : many.arg(formatCount(count));
}

QString formatPercent(double ratio)
{
    return std::isnan(ratio) ? u"–"_s : with(threeDigits(ratio * 100), u"%"_s);
}

QString formatBytes(std::uint64_t bytes)
{
    static const std::array<QString, 5> units{u"B"_s, u"kB"_s, u"MB"_s, u"GB"_s, u"TB"_s};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    return with(threeDigits(value), units[unit]);
}

QString formatCost(double usd)
{
    if (std::isnan(usd))
        return u"–"_s;
    const int decimals = usd >= 0.1 || usd <= 0 ? 2 : 4;
    return u'$' % QString::number(usd, 'f', decimals);
}

QString toolTipText(const QString &plain)
{
    constexpr qsizetype longest = 2000;
    if (plain.isEmpty())
        return {};
    const QString shown = plain.size() > longest ? QString(plain.left(longest) % u'…') : plain;
    return u"<qt>"_s % shown.toHtmlEscaped().replace(u'\n', u"<br>"_s) % u"</qt>"_s;
}

QString formatTime(Timestamp time, bool milliseconds)
{
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
    return QDateTime::fromMSecsSinceEpoch(ms).toString(milliseconds ? u"HH:mm:ss.zzz"_s : u"HH:mm:ss"_s);
}

QString formatFullTime(Timestamp time)
{
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
    return QDateTime::fromMSecsSinceEpoch(ms).toString(u"yyyy-MM-dd HH:mm:ss.zzz t"_s);
}

} // namespace spanwise
