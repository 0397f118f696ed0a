// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/headless.h"

#include "app/spanwise/console.h"
#include "app/spanwise/demoprocess.h"
#include "app/spanwise/queryarrivals.h"
#include "app/spanwise/signalwatch.h"
#include "app/spanwise/summarytext.h"
#include "app/spanwise/workbench.h"
#include "core/model/alertrecord.h"
#include "core/store/store.h"

#include <QCoreApplication>
#include <QTimer>

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
    return u"alert "_s % QString::fromStdString(record.rule + record.tags) % u' ' % state % u": "_s
           % QString::fromStdString(record.expression) % u", now "_s % QString::number(record.value, 'g', 3);
}

void startDemo(DemoProcess &demo)
{
    QObject::connect(&demo, &DemoControl::stateChanged, &demo, [](DemoControl::State state, const QString &message) {
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
    callbacks.evaluated = [](const std::vector<AlertRecord> &records) {
        for (const AlertRecord &record : records) {
            if (const QString line = lineOf(record); !line.isEmpty())
                print(line % u'\n');
        }
    };
    auto opened = Workbench::open(invocation.dataDirectory, std::move(callbacks));
    if (!opened)
        return failWith(opened.error());
    Workbench &workbench = **opened;
    store = workbench.store();
    for (const std::string &notice : workbench.notices())
        complain(QString::fromStdString(notice));

    const Settings settings = workbench.settings().current();
    const std::string address = invocation.otlpHttp.isEmpty() ? settings.otlpHttp : invocation.otlpHttp.toStdString();
    if (const Status listening = workbench.listen(address); !listening)
        return failWith(listening.error());
    const QString endpoint = u"http://"_s % QString::fromStdString(workbench.listeningOn());
    print(u"Listening for OTLP over HTTP on "_s % endpoint % u"\nHistory in "_s % workbench.directory() % u'\n');

    DemoProcess demo([&] { return DemoProcess::Wish{endpoint, settings.demoPort, settings.demoRate}; });
    if (invocation.demo)
        startDemo(demo);
    return QCoreApplication::exec();
}

} // namespace spanwise
