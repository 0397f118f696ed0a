// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

namespace spanwise {

/// part of to in from, 0..1, opaque.
QColor mixed(const QColor &from, const QColor &to, double part);
/// The text colour of the theme, or its ground, whichever stands out more from a filled shape.
QColor readableOn(const QColor &fill, const Theme &theme);

} // namespace spanwise
