// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "ui/jobs/latestjob.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace spanwise {

class Live;

/// Keeps one trace loaded: reads it in the background, and again whenever the store holds more of it.
///
/// A trace that is not there yet is waited for. Opening another one or closing cancels what runs. GUI thread.
class TraceLoader final : public QObject
{
    Q_OBJECT

public:
    TraceLoader(std::shared_ptr<const StoreReader> store, Live &live, QObject *parent = nullptr);

    void open(TraceId id);
    /// The trace is shown already, read from elsewhere: loaded only when the store holds more of it.
    void adopt(const Trace &trace);
    void close();
    TraceId id() const noexcept { return m_id; }
    /// A loader that is not active does not follow growth.
    void setActive(bool active);

Q_SIGNALS:
    void loaded(const std::shared_ptr<const spanwise::Trace> &trace);
    void grown(const std::shared_ptr<const spanwise::Trace> &trace);
    void failed(const spanwise::Error &error);

private:
    void refreshSoon();
    void refresh();
    void take(const Result<std::shared_ptr<const Trace>> &answer);

    std::shared_ptr<const StoreReader> m_store;
    TraceId m_id;
    std::size_t m_knownSpans = 0; // 0: nothing is shown yet
    bool m_active = true;
    bool m_busy = false;
    bool m_changed = false;
    QTimer m_timer;
    LatestJob m_job{this};
};

} // namespace spanwise
