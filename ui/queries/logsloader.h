// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "ui/jobs/latestjob.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace spanwise {

class Live;

/// Keeps the log records of one trace loaded: reads them in the background, and again when something was
/// stored, once a second at most. GUI thread.
class LogsLoader final : public QObject
{
    Q_OBJECT

public:
    /// More than anyone reads in a list; the command line has them all.
    static constexpr std::uint32_t maxRecords = 10'000;

    LogsLoader(std::shared_ptr<const StoreReader> store, Live &live, QObject *parent = nullptr);

    void open(TraceId id);
    void close();
    /// A loader that is not active does not follow what is stored.
    void setActive(bool active);

Q_SIGNALS:
    /// Never null. Told when there are more than before, and once after open().
    void loaded(const std::shared_ptr<const spanwise::TelemetryBatch> &logs);

private:
    void refreshSoon();
    void refresh();

    std::shared_ptr<const StoreReader> m_store;
    TraceId m_id;
    bool m_isKnown = false;
    std::size_t m_count = 0;
    bool m_active = true;
    QTimer m_timer;
    LatestJob m_job{this};
};

} // namespace spanwise
