// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/replayrunner.h"

#include "core/replay/replayrun.h"

#include <cassert>

namespace spanwise {

ReplayRunner::ReplayRunner(ReplayServices services, QObject *parent)
    : QObject(parent)
    , m_services(std::move(services))
{
    assert(m_services.store && m_services.record && m_services.target);
}

ReplayRunner::~ReplayRunner()
{
    // They use m_work, which goes before the children would.
    for (const auto &[id, run] : m_runs)
        delete run;
}

TraceId ReplayRunner::start(TraceId original)
{
    auto *const run = new ReplayRun(m_services, m_work, original, this);
    const TraceId replay = run->id();
    m_runs.emplace(replay, run);
    connect(run, &ReplayRun::progressed, this,
            [this, replay](ReplayStage stage) { Q_EMIT progressed(replay, stage); });
    connect(run, &ReplayRun::notKept, this,
            [this, replay](const QString &why) { Q_EMIT notKept(replay, why); });
    connect(run, &ReplayRun::finished, this, &ReplayRunner::finish);
    run->start();
    return replay;
}

void ReplayRunner::cancel(TraceId replay)
{
    if (const auto found = m_runs.find(replay); found != m_runs.end())
        found->second->cancel();
}

void ReplayRunner::storeChanged()
{
    for (const auto &[id, run] : m_runs)
        run->lookForTrace();
}

void ReplayRunner::finish(const ReplayRecord &record)
{
    const ReplayRecord kept = record; // the run that owns record goes
    if (const auto found = m_runs.find(kept.replay); found != m_runs.end()) {
        found->second->deleteLater();
        m_runs.erase(found);
    }
    Q_EMIT progressed(kept.replay, ReplayStage::Done);
    Q_EMIT finished(kept);
}

} // namespace spanwise
