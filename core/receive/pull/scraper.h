// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/batch.h"
#include "core/settings/remoteconnection.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

class QThreadPool;

namespace spanwise {

/// Reads the pages of metrics of all active connections of kind Metrics, each at its interval, for as long as
/// it lives.
///
/// Reading happens on the pool's threads, one reading of a page at a time: a page that takes longer than its
/// interval is read less often, never twice at once. What was read goes to submit, on those threads. Belongs
/// to one thread with an event loop. Sleeps between readings.
class Scraper final : public QObject
{
    Q_OBJECT

public:
    /// Takes what a page said, as Intake::submit does; fails when there is no room, and the reading is lost.
    using Submit = std::function<Status(TelemetryBatch &)>;
    /// The secret of a connection; called on the pool's threads, may wait.
    using Secret = std::function<Result<std::string>(const RemoteConnection &)>;

    Scraper(Submit submit, Secret secret, QThreadPool &pool, QObject *parent = nullptr);
    /// Ends what runs and waits for it.
    ~Scraper() override;

    /// What is to be read from now on. Others end; one that is unchanged goes on in its rhythm.
    void setConnections(const std::vector<RemoteConnection> &connections);
    /// How many readings failed, and how many were read.
    std::uint64_t failures() const noexcept { return m_failures; }
    std::uint64_t readings() const noexcept { return m_readings; }

Q_SIGNALS:
    /// The state of a connection became another: problem is empty when it can be read again.
    void stateChanged(const QString &name, const QString &problem);

private:
    struct Target;

    void read(Target &target);
    void take(Target &target, const Status &outcome);

    Submit m_submit;
    Secret m_secret;
    QThreadPool &m_pool;
    std::vector<std::unique_ptr<Target>> m_targets;
    std::uint64_t m_failures = 0;
    std::uint64_t m_readings = 0;
};

} // namespace spanwise
