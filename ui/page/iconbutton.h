// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icons.h"

class QToolButton;

namespace spanwise {

/// A flat button that is only a glyph; name is its tool tip and what screen readers say. parent owns it.
QToolButton *iconButton(QWidget *parent, Theme &theme, Glyph glyph, const QString &name);

} // namespace spanwise
