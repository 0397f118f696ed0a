// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page/iconbutton.h"

#include <QToolButton>

namespace spanwise {

QToolButton *iconButton(QWidget *parent, Theme &theme, Glyph glyph, const QString &name)
{
    auto *const made = new QToolButton(parent);
    made->setIcon(themedIcon(theme, glyph));
    made->setAutoRaise(true);
    made->setToolTip(name);
    made->setAccessibleName(name);
    return made;
}

} // namespace spanwise
