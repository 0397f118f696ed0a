// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/commands/openedhistory.h"
#include "app/spanwise/commands/replayreport.h"
#include "app/spanwise/console.h"
#include "app/spanwise/history.h"
#include "app/spanwise/historywriter.h"
#include "app/spanwise/signalwatch.h"
#include "core/intake/intake.h"
#include "core/receive/httplistener.h"
#include "core/receive/ingest.h"
#include "core/replay/replayrunner.h"
#include "core/settings/settings.h"

#include <QCoreApplication>
#include <QEventLoop>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// Receives the new trace here when no other Spanwise does. A busy port is the good case: the other one has
/// the same history open and stores it.
void receiveIfNobodyDoes(HttpListener &server)
{
    if (const Status listening = server.start(); !listening && listening.error().code != Error::Code::Io)
        complain(QString::fromStdString(listening.error().message));
}

Result<ReplayRecord> runOne(ReplayRunner &runner, TraceId original)
{
    QEventLoop loop;
    std::optional<ReplayRecord> record;
    QObject::connect(&runner, &ReplayRunner::finished, &loop, [&](const ReplayRecord &finished) {
        record = finished;
        loop.quit();
    });
    QObject::connect(&runner, &ReplayRunner::notKept, &loop,
                     [](TraceId, const QString &reason) { complain(reason); });
    const SignalWatch signalWatch;
    const TraceId replay = runner.start(original);
    QObject::connect(&signalWatch, &SignalWatch::endRequested, &runner, [&] { runner.cancel(replay); });
    if (!record)
        loop.exec();
    return *record;
}

} // namespace

int runReplay(const Invocation &invocation)
{
    auto history = openedHistory({invocation.dataDirectory, invocation.store});
    if (!history)
        return failWith(history.error());
    LabelStore *const labels = history->labels;
    const std::shared_ptr<Store> store = std::move(history->store);
    const auto original = resolveTrace(*store, invocation.subject);
    if (!original)
        return failWith(original.error());
    SettingsFile settingsFile(settingsPath(invocation.dataDirectory));
    if (const Status loaded = settingsFile.load(); !loaded)
        complain(QString::fromStdString(loaded.error().message));
    const Settings settings = settingsFile.current();

    HistoryWriter writer(*store, *labels);
    Intake intake(writer, std::make_shared<IntakeCounters>(), intakeOptions());
    intake.start();
    const auto endpoint = Endpoint::parse(invocation.otlpHttp.isEmpty() ? settings.otlpHttp
                                                                        : invocation.otlpHttp.toStdString());
    if (!endpoint)
        return failWith(endpoint.error());
    HttpListenerOptions serverOptions;
    serverOptions.listen = *endpoint;
    const auto ingest = std::make_shared<Ingest>(intake);
    HttpListener server(ingest, serverOptions);
    receiveIfNobodyDoes(server);

    ReplayServices services;
    services.store = store;
    services.record = [store](const ReplayRecord &record) { return store->record(record); };
    services.target = [target = settings.replay] { return target; };
    services.submit = [&intake](TelemetryBatch &batch) {
        return intake.submit(batch, [](const Result<AppendReport> &) {});
    };
    ReplayRunner runner(std::move(services));
    const auto record = runOne(runner, *original);
    server.stop();
    ingest->stop();
    intake.stop();
    if (!record)
        return failWith(record.error());
    const ReplayReport report(*store, *record);
    print(invocation.json ? report.json() : report.text());
    if (record->outcome == ReplayRecord::Outcome::Completed)
        return exitcode::ok;
    complain(record->message.empty() ? QStringLiteral("the replay did not complete.")
                                     : QString::fromStdString(record->message));
    return exitcode::failed;
}

} // namespace spanwise
