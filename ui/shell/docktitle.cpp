// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/docktitle.h"

#include "ui/theme/icons.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStyleOption>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spanwise {

DockTitle::DockTitle(const Theme &theme, QDockWidget *dock)
    : QWidget(dock)
{
    setObjectName(u"dockTitle"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 4, 6, 4);
    layout->setSpacing(2);
    auto *title = new QLabel(dock->windowTitle(), this);
    title->setProperty("type", u"strong"_s);
    connect(dock, &QDockWidget::windowTitleChanged, title, &QLabel::setText);
    layout->addWidget(title);
    layout->addStretch(1);

    const auto addButton = [&](Glyph glyph, const QString &tip) {
        auto *button = new QToolButton(this);
        button->setIcon(themedIcon(theme, glyph));
        button->setIconSize({14, 14});
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        layout->addWidget(button);
        return button;
    };
    QToolButton *floating = addButton(Glyph::Float, tr("Float or dock %1").arg(dock->windowTitle()));
    connect(floating, &QToolButton::clicked, dock, [dock] { dock->setFloating(!dock->isFloating()); });
    QToolButton *close = addButton(Glyph::Close, tr("Close %1").arg(dock->windowTitle()));
    connect(close, &QToolButton::clicked, dock, &QDockWidget::close);
}

void DockTitle::paintEvent(QPaintEvent *)
{
    // A plain QWidget draws the ground that the style sheet gives it only when asked.
    QStyleOption option;
    option.initFrom(this);
    QPainter painter(this);
    style()->drawPrimitive(QStyle::PE_Widget, &option, &painter, this);
}

} // namespace spanwise
