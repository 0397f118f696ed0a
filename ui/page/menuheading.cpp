// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page/menuheading.h"

#include <QLabel>
#include <QMenu>
#include <QWidgetAction>

using namespace Qt::StringLiterals;

namespace spanwise {

void addHeading(QMenu &menu, const QString &words)
{
    if (!menu.isEmpty())
        menu.addSeparator();
    auto *label = new QLabel(words, &menu);
    label->setProperty("type", u"secondary"_s);
    label->setProperty("tone", u"secondary"_s);
    label->setContentsMargins(11, 5, 24, 3);
    auto *heading = new QWidgetAction(&menu);
    heading->setDefaultWidget(label);
    heading->setText(words); // for screen readers
    heading->setEnabled(false);
    menu.addAction(heading);
}

} // namespace spanwise
