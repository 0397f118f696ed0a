// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/durationtext.h"

#include <QString>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

struct Unit
{
    QStringView name;
    double ns;
};

constexpr std::array units{
    Unit{u"", 1e6},   Unit{u"ms", 1e6},   Unit{u"s", 1e9},    Unit{u"sec", 1e9},
    Unit{u"m", 60e9}, Unit{u"min", 60e9}, Unit{u"h", 3600e9}, Unit{u"us", 1e3},
    Unit{u"µs", 1e3}, Unit{u"μs", 1e3},   Unit{u"ns", 1.0},   Unit{u"d", 86400e9},
};

} // namespace

std::optional<Duration> parseDuration(QStringView text)
{
    QString plain = text.toString().toLower();
    plain.removeIf([](QChar c) { return c.isSpace() || c == QChar(0x202f) || c == QChar(0x00a0); });
    plain.replace(u',', u'.');
    qsizetype digits = 0;
    while (digits < plain.size() && (plain[digits].isDigit() || plain[digits] == u'.'))
        ++digits;
    bool ok = false;
    const double number = QStringView(plain).left(digits).toDouble(&ok);
    if (!ok)
        return std::nullopt;
    const QStringView name = QStringView(plain).mid(digits);
    for (const Unit &unit : units) {
        if (unit.name == name && number * unit.ns < 100 * 365 * 86400e9)
            return Duration(std::llround(number * unit.ns));
    }
    return std::nullopt;
}

} // namespace spanwise
