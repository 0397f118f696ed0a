// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QThreadPool>

namespace spanwise {

/// Where the background work of views runs. Not in QThreadPool::globalInstance(): Qt shares out large fills,
/// blends and conversions of images to that one and waits for them in the GUI thread, which would then wait
/// until some trace of a million spans is read. Emptied before the application object is gone, as the global
/// one is. Any thread.
inline QThreadPool &jobPool()
{
    static QThreadPool pool;
    [[maybe_unused]] static const bool isEmptiedInTime = [] {
        qAddPostRoutine([] { pool.waitForDone(); });
        return true;
    }();
    return pool;
}

} // namespace spanwise
