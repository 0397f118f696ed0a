// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProgressBar>
#include <QTimer>

namespace spanwise {

/// A thin line that moves while something is worked on that cannot say how far it is. Appears only when that
/// takes long enough to be noticed; its room is kept, so that nothing jumps.
class BusyLine final : public QProgressBar
{
    Q_OBJECT

public:
    explicit BusyLine(QWidget *parent = nullptr);

    void start();
    void stop();

private:
    QTimer m_delay;
};

} // namespace spanwise
