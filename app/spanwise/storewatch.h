// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "ui/jobs/latestjob.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace spanwise {

class Live;

/// Hears of what another process stored in the same history (`spanwise import`, a second window), which the
/// intake of this one knows nothing of: asks the store for its generation again and again, and has Live tell
/// the views when it moved.
///
/// One question costs some microseconds on a thread of the pool; nobody is asked while isWatched() is false,
/// and the first question after that finds what was missed. GUI thread.
class StoreWatch final : public QObject
{
    Q_OBJECT

public:
    StoreWatch(std::shared_ptr<const StoreReader> store, Live &live, std::function<bool()> isWatched,
               std::chrono::milliseconds interval = std::chrono::seconds(1), QObject *parent = nullptr);

private:
    void ask();
    void answered(std::uint64_t generation);

    const std::shared_ptr<const StoreReader> m_store;
    Live &m_live;
    const std::function<bool()> m_isWatched;
    std::optional<std::uint64_t> m_generation; // as last seen
    QTimer m_timer;
    LatestJob m_job{this};
};

} // namespace spanwise
