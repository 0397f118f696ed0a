// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/headless.h"

#include "app/spanwise/console.h"
#include "app/spanwise/demoprocess.h"
#include "app/spanwise/listenaddresses.h"
#include "app/spanwise/queryarrivals.h"
#include "app/spanwise/signalwatch.h"
#include "app/spanwise/summarytext.h"
#include "app/spanwise/tokenvault.h"
#include "app/spanwise/workbench.h"
#include "core/model/alertrecord.h"
#include "core/store/store.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// A query's steps are often exported in several requests: its line waits a moment for those that follow.
constexpr int settleMs = 500;

QString lineOf(const AlertRecord &record)
{
    QLatin1String state;
    switch (record.to) {
    case AlertState::Inactive:
    case AlertState::Pending:
        return {};
    case AlertState::Firing:
        state = "FIRING"_L1;
        break;
    case AlertState::Resolved:
        state = "resolved"_L1;
        break;
    }
    return u"alert "_s % QString::fromStdString(record.rule + record.tags) % u' ' % state % u": "_s %
           QString::fromStdString(record.expression) % u", now "_s % QString::number(record.value, 'g', 3);
}

bool listensAnywhere(const Listeners &listeners)
{
    return std::ranges::any_of(listeners.states(),
                               [](const ListenerState &state) { return !state.address.empty(); });
}

QString lineOf(const ListenerState &state)
{
    const QString scheme = state.kind == ListenerKind::OtlpGrpc ? QString() : u"http://"_s;
    const std::string_view name = nameOf(state.kind);
    return u"Listening for "_s % QString::fromUtf8(name.data(), qsizetype(name.size())) % u" on "_s % scheme %
           QString::fromStdString(state.address) % u'\n';
}

void startDemo(DemoProcess &demo)
{
    QObject::connect(&demo, &DemoControl::stateChanged, &demo,
                     [](DemoControl::State state, const QString &message) {
                         if (state == DemoControl::State::Failed)
                             complain(message);
                         else if (state == DemoControl::State::Running)
                             print(message % u'\n');
                     });
    demo.start();
}

} // namespace

int runHeadless(const Invocation &invocation)
{
    const SignalWatch signalWatch;
    QObject::connect(&signalWatch, &SignalWatch::endRequested, qApp, &QCoreApplication::quit);

    QObject printer; // the printing side, on this thread
    std::shared_ptr<const StoreReader> store;
    QueryArrivals arrivals([&](TraceId id) {
        QMetaObject::invokeMethod(&printer, [&, id] {
            QTimer::singleShot(settleMs, &printer, [&, id] {
                if (const auto summary = store->summary(id))
                    print(textLine(*summary) % u'\n');
            });
        });
    });
    Workbench::Callbacks callbacks;
    callbacks.observers = {&arrivals};
    callbacks.changed = [problem = false](const IntakeStatus &status) mutable {
        if (std::exchange(problem, !status.storeProblem.empty()) == !status.storeProblem.empty())
            return;
        complain(status.storeProblem.empty() ? u"The history takes new data again."_s
                                             : QString::fromStdString(status.storeProblem));
    };
    callbacks.evaluated = [](const std::vector<AlertRecord> &records) {
        for (const AlertRecord &record : records) {
            if (const QString line = lineOf(record); !line.isEmpty())
                print(line % u'\n');
        }
    };
    callbacks.history.linkChanged = [](bool, const std::string &message) {
        complain(QString::fromStdString(message));
    };
    auto opened = Workbench::open({invocation.dataDirectory, invocation.store}, std::move(callbacks));
    if (!opened)
        return failWith(opened.error());
    Workbench &workbench = **opened;
    store = workbench.store();
    for (const std::string &notice : workbench.notices())
        complain(QString::fromStdString(notice));

    const Settings settings = workbench.settings().current();
    const auto given = givenTokens(invocation.tokenFile);
    if (!given)
        return failWith(given.error());
    if (!given->empty())
        workbench.tokens().use(*given);
    workbench.listen(addressesOf(invocation, settings));
    const Status listening = workbench.waitUntilListening();
    if (!listening && (namesListeners(invocation) || !listensAnywhere(workbench.listeners())))
        return failWith(listening.error());
    for (const ListenerState &state : workbench.listeners().states()) {
        if (!state.problem.empty())
            complain(QString::fromStdString(state.problem));
        else
            print(lineOf(state));
    }
    if (const QString problem = workbench.tokens().problem(); !problem.isEmpty())
        complain(problem);
    print(u"History in "_s % workbench.historyWhere() % u'\n');

    const std::string otlpHttp = workbench.listeners().address(ListenerKind::OtlpHttp);
    const QString endpoint = otlpHttp.empty() ? QString() : u"http://"_s % QString::fromStdString(otlpHttp);
    const QString token = workbench.tokens().tokens().value(0);
    DemoProcess demo([&] {
        return DemoProcess::Wish{endpoint, settings.demoPort, settings.demoRate, token};
    });
    if (invocation.demo)
        startDemo(demo);
    return QCoreApplication::exec();
}

} // namespace spanwise
