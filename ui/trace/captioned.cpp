// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/captioned.h"

#include "ui/theme/icons.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spanwise {

QLayout *captioned(Theme &theme, const QString &words, QWidget *viewer, std::function<QString()> copied,
                   QWidget *parent)
{
    auto *caption = new QLabel(words, parent);
    caption->setProperty("type", u"secondary"_s);
    caption->setProperty("tone", u"secondary"_s);
    auto *button = new QToolButton(parent);
    button->setIcon(themedIcon(theme, Glyph::Copy));
    button->setIconSize({14, 14});
    button->setText(QCoreApplication::translate("spanwise::DetailPage", "Copy"));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    QObject::connect(button, &QToolButton::clicked, viewer,
                     [copied = std::move(copied)] { QGuiApplication::clipboard()->setText(copied()); });
    auto *head = new QHBoxLayout;
    head->setContentsMargins(12, 6, 6, 0);
    head->addWidget(caption);
    head->addStretch();
    head->addWidget(button);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(viewer, 1);
    return column;
}

} // namespace spanwise
