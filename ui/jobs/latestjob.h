// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/jobpool.h"

#include <QFutureWatcher>
#include <QtConcurrent/QtConcurrentRun>

#include <stop_token>
#include <type_traits>
#include <utility>

namespace spanwise {

/// Runs background work for one view and delivers only the newest answer.
///
/// Starting again, cancel(), or destroying either this object or the owner makes
/// every earlier answer vanish. The work receives a stop_token to leave early.
class LatestJob
{
public:
    /// deliver() runs in the owner's thread; for a widget that is the GUI thread. Work that waits for others,
    /// the network say, has a pool of its own, so that it does not hold the threads that read the history.
    explicit LatestJob(QObject *owner, QThreadPool *pool = &jobPool())
        : m_owner(owner)
        , m_pool(pool)
    {
    }
    ~LatestJob() { cancel(); }
    LatestJob(const LatestJob &) = delete;
    LatestJob &operator=(const LatestJob &) = delete;

    template<class Work, class Deliver>
    void start(Work work, Deliver deliver)
    {
        using Answer = std::invoke_result_t<Work, std::stop_token>;

        cancel();
        m_stop = std::stop_source();

        // A watcher owned by the owner, not QFuture::then(owner, ...): up to Qt 6.4
        // that asserts when the owner dies before the work is done.
        auto *watcher = new QFutureWatcher<Answer>(m_owner);
        QObject::connect(watcher, &QFutureWatcherBase::finished, watcher,
                         [watcher, deliver = std::move(deliver), stop = m_stop.get_token()] {
                             watcher->deleteLater();
                             if (!stop.stop_requested())
                                 deliver(watcher->future().takeResult());
                         });
        watcher->setFuture(QtConcurrent::run(
            m_pool, [work = std::move(work), stop = m_stop.get_token()] { return work(stop); }));
    }

    void cancel() { m_stop.request_stop(); }

private:
    QObject *m_owner;
    QThreadPool *m_pool;
    std::stop_source m_stop{std::nostopstate};
};

} // namespace spanwise
