// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page/scrollcolumn.h"

#include <QScrollArea>

namespace spanwise {

QScrollArea *makeScrollColumn(QWidget *content, QWidget *parent)
{
    auto *const scroll = new QScrollArea(parent);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    // Both would paint the palette's ground over the page's.
    scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return scroll;
}

} // namespace spanwise
