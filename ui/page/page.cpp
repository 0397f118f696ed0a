// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page/page.h"

namespace spanwise {

Page::Page(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::ClickFocus);
}

} // namespace spanwise
