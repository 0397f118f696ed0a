// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/memory.h"
#include "ui/jobs/jobpool.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace spanwise {

/// Gives memory that is free back to the system, a moment after something large was let go: the allocator
/// keeps it otherwise, and whoever closed a trace of a million spans would still see it held. In the
/// background, once for however many asked. GUI thread.
class MemoryReturn final : public QObject
{
public:
    explicit MemoryReturn(QObject *parent = nullptr)
        : QObject(parent)
    {
        m_timer.setSingleShot(true);
        m_timer.setInterval(delay);
        connect(&m_timer, &QTimer::timeout, this, [] { jobPool().start(returnFreeMemory); });
    }

    /// When the jobs that still hold some of it have ended, which they do soon after they are cancelled.
    void soon() { m_timer.start(); }

private:
    static constexpr std::chrono::milliseconds delay{700};

    QTimer m_timer;
};

} // namespace spanwise
