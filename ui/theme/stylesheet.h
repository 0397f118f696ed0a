// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace spanwise {

class Theme;

/// The application's style sheet, with every colour taken from theme's tokens.
QString styleSheetFor(const Theme &theme);

} // namespace spanwise
