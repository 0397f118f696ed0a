// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <functional>

class QLayout;
class QWidget;

namespace spanwise {

/// A caption with a copy button above a viewer; copied is asked for the text when the button is pressed.
QLayout *captioned(Theme &theme, const QString &words, QWidget *viewer, std::function<QString()> copied,
                   QWidget *parent);

} // namespace spanwise
