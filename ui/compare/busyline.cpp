// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/busyline.h"

namespace spanwise {

BusyLine::BusyLine(QWidget *parent)
    : QProgressBar(parent)
{
    constexpr int noticedMs = 150;
    setRange(0, 0);
    setTextVisible(false);
    setFixedHeight(3);
    setAccessibleName(tr("Working"));
    QSizePolicy room = sizePolicy();
    room.setRetainSizeWhenHidden(true);
    setSizePolicy(room);
    hide();
    m_delay.setSingleShot(true);
    m_delay.setInterval(noticedMs);
    connect(&m_delay, &QTimer::timeout, this, &QWidget::show);
}

void BusyLine::start()
{
    if (!isVisible())
        m_delay.start();
}

void BusyLine::stop()
{
    m_delay.stop();
    hide();
}

} // namespace spanwise
