// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/jobpool.h"

#include <QFutureWatcher>
#include <QPromise>
#include <QtConcurrent/QtConcurrentRun>

#include <functional>
#include <stop_token>
#include <utility>
#include <variant>

namespace spanwise {

/// Runs background work for one view that delivers its answer in parts, then an end: LatestJob for what takes
/// long.
///
/// Starting again, cancel(), or destroying either this object or the owner makes everything earlier vanish,
/// parts that are on their way included. The work receives a stop_token to leave early. Part and End are
/// values.
template<class Part, class End>
class StreamJob
{
public:
    using Emit = std::function<void(Part)>;

    explicit StreamJob(QObject *owner)
        : m_owner(owner)
    {
    }
    ~StreamJob() { cancel(); }
    StreamJob(const StreamJob &) = delete;
    StreamJob &operator=(const StreamJob &) = delete;

    /// work(stop, emit) returns the End; take and finish run in the owner's thread.
    template<class Work>
    void start(Work work, std::function<void(Part)> take, std::function<void(End)> finish)
    {
        using Delivery = std::variant<Part, End>;

        cancel();
        m_stop = std::stop_source();
        auto *watcher = new QFutureWatcher<Delivery>(m_owner);
        const std::stop_token stop = m_stop.get_token();
        QObject::connect(watcher, &QFutureWatcherBase::resultReadyAt, watcher,
                         [watcher, stop, take = std::move(take), finish = std::move(finish)](int index) {
                             if (stop.stop_requested())
                                 return;
                             Delivery message = watcher->resultAt(index);
                             if (message.index() == 0)
                                 take(std::move(*std::get_if<0>(&message)));
                             else
                                 finish(std::move(*std::get_if<1>(&message)));
                         });
        QObject::connect(watcher, &QFutureWatcherBase::finished, watcher, &QObject::deleteLater);
        watcher->setFuture(
            QtConcurrent::run(&jobPool(), [work = std::move(work), stop](QPromise<Delivery> &promise) {
                const Emit emitPart = [&](Part part) {
                    promise.addResult(Delivery(std::in_place_index<0>, std::move(part)));
                };
                promise.addResult(Delivery(std::in_place_index<1>, work(stop, emitPart)));
            }));
    }

    void cancel() { m_stop.request_stop(); }

private:
    QObject *m_owner;
    std::stop_source m_stop{std::nostopstate};
};

} // namespace spanwise
