// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <memory>
#include <type_traits>
#include <utility>

namespace spanwise {

/// Calls that may block, one after the other in the order given, on a thread of its own; the answers come
/// back to the thread that this object lives in. An answer for a receiver that died meanwhile is dropped.
///
/// The destructor waits for the calls that were given.
class BlockingWork final : public QObject
{
public:
    explicit BlockingWork(QObject *parent = nullptr)
        : QObject(parent)
    {
        m_pool.setMaxThreadCount(1);
    }
    ~BlockingWork() override { m_pool.waitForDone(); }

    /// then(work()) runs in this object's thread.
    template<class Work, class Then>
    void run(QObject *receiver, Work work, Then then)
    {
        using Answer = std::invoke_result_t<Work &>;
        m_pool.start([this, target = QPointer<QObject>(receiver), work = std::move(work),
                      then = std::move(then)]() mutable {
            auto answer = std::make_shared<Answer>(work());
            QMetaObject::invokeMethod(
                this,
                [target = std::move(target), answer = std::move(answer), then = std::move(then)] {
                    if (target)
                        then(std::move(*answer));
                },
                Qt::QueuedConnection);
        });
    }

private:
    QThreadPool m_pool;
};

} // namespace spanwise
