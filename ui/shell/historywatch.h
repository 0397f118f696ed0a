// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/latestjob.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace spanwise {

class Live;
class StatusStrip;
class StoreReader;

/// Keeps the size and age of the history in the status strip: asked in the background when the program starts
/// and, while data arrives, at most every ten seconds. Nothing runs while the feed is quiet.
class HistoryWatch final : public QObject
{
    Q_OBJECT

public:
    /// store may be null: nothing is shown then. strip is the owner.
    HistoryWatch(std::shared_ptr<const StoreReader> store, Live &live, StatusStrip *strip);

private:
    void ask();

    std::shared_ptr<const StoreReader> m_store;
    StatusStrip *m_strip;
    QTimer m_pause;
    LatestJob m_job{this};
};

} // namespace spanwise
