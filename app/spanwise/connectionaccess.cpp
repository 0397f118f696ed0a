// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/connectionaccess.h"

#include "app/spanwise/connectionsecrets.h"
#include "app/spanwise/history.h"
#include "app/spanwise/workbench.h"
#include "core/intake/intake.h"
#include "core/receive/pull/sources.h"
#include "ui/jobs/latestjob.h"

#include <future>

namespace spanwise {
namespace {

/// Waits on a thread of the pool until the writer has committed.
Result<std::uint64_t> keepIn(Intake &intake, TelemetryBatch &batch)
{
    std::promise<Result<AppendReport>> promise;
    auto committed = promise.get_future();
    const Status taken =
        intake.submit(batch, [&promise](const Result<AppendReport> &report) { promise.set_value(report); });
    if (!taken)
        return taken.error();
    const Result<AppendReport> report = committed.get();
    return report ? Result<std::uint64_t>(report->stored) : report.error();
}

} // namespace

RemoteAccess remoteAccess(Workbench &workbench)
{
    RemoteAccess access;
    access.connections = [&workbench] { return workbench.settings().current().connections; };
    access.open = [secretOf = workbench.connectionSecrets().waitingReader()](
                      const RemoteConnection &connection) -> Result<std::shared_ptr<const TraceSource>> {
        const auto secret = secretOf(connection);
        return secret ? Result<std::shared_ptr<const TraceSource>>(
                            makeTraceSource(connection, *secret, factsReader()))
                      : secret.error();
    };
    access.readFacts = factsReader();
    access.keep = [&workbench](TelemetryBatch &batch) { return keepIn(workbench.intake(), batch); };
    access.pool = &workbench.waitingThreads();
    return access;
}

ConnectionHooks connectionHooks(Workbench &workbench, QObject *owner)
{
    ConnectionHooks hooks;
    hooks.secretPlace = workbench.connectionSecrets().place();
    hooks.test = [&workbench,
                  owner](const RemoteConnection &connection, const std::optional<std::string> &secret,
                         std::function<void(bool, const QString &)> done) -> std::function<void()> {
        const auto job = std::make_shared<LatestJob>(owner, &workbench.waitingThreads());
        job->start(
            [connection, secret, secretOf = workbench.connectionSecrets().waitingReader()](
                const std::stop_token &stop) -> Result<std::string> {
                const auto used = secret ? Result<std::string>(*secret) : secretOf(connection);
                return used ? testConnection(connection, *used, stop) : used;
            },
            [job, done = std::move(done)](const Result<std::string> &answer) {
                done(answer.operator bool(),
                     QString::fromStdString(answer ? *answer : answer.error().message));
            });
        return [weak = std::weak_ptr(job)] {
            if (const auto running = weak.lock())
                running->cancel();
        };
    };
    hooks.keepSecret = [&workbench](const std::string &key, const std::string &secret,
                                    std::function<void(const QString &)> failed) {
        workbench.connectionSecrets().write(key, secret, [failed = std::move(failed)](const Status &kept) {
            if (!kept)
                failed(QString::fromStdString(kept.error().message));
        });
    };
    return hooks;
}

} // namespace spanwise
