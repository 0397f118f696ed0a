// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/mixed.h"

#include <algorithm>
#include <cmath>

namespace spanwise {
namespace {

/// WCAG 2.1, relative luminance.
double luminance(const QColor &colour)
{
    const auto linear = [](float part) {
        return part <= 0.04045F ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

double contrast(const QColor &left, const QColor &right)
{
    const auto [dark, light] = std::minmax({luminance(left), luminance(right)});
    return (light + 0.05) / (dark + 0.05);
}

} // namespace

QColor mixed(const QColor &from, const QColor &to, double part)
{
    const auto mix = [part](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * part)); };
    return {mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue())};
}

QColor readableOn(const QColor &fill, const Theme &theme)
{
    const QColor text = theme.color(Token::Text);
    const QColor ground = theme.color(Token::Window);
    return contrast(fill, text) >= contrast(fill, ground) ? text : ground;
}

} // namespace spanwise
