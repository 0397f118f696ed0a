// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/alerts/privatebus.h"
#include "tests/support/suite.h"
#include "ui/alerts/desktopnotifier.h"

#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

/// The notifier against a service of the test's own, and against a real one under a display of its own.
class TstNotifications : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theCallIsAsTheSpecificationWantsIt();
    void markupIsEscapedAndOnlySentWhereItIsKnown();
    void aSecondFiringReplacesTheFirst();
    void resolvedReplacesOnlyWhatIsStillOpen();
    void aClickOpensItsAlert();
    void clicksOnOthersNotificationsAreIgnored();
    void otherChangesAreNotWorthANotification();
    void switchedOffItIsSilent();
    void withoutAServiceItSaysSoAndRecovers();
    void withoutABusItSaysSo();
    void aRestartedServiceIsAskedAnew();
    void dunstShowsIt();

private:
    static AlertRecord firing(const char *rule = "high_latency");
    static AlertRecord resolved(const char *rule = "high_latency");

    std::unique_ptr<PrivateBus> m_bus;
    std::unique_ptr<FakeService> m_service;
    std::unique_ptr<DesktopNotifier> m_notifier;
};

AlertRecord TstNotifications::firing(const char *rule)
{
    AlertRecord record;
    record.rule = rule;
    record.tags = "{pipeline=\"multi_hop\"}";
    record.severity = AlertSeverity::Critical;
    record.from = AlertState::Pending;
    record.to = AlertState::Firing;
    record.value = 3310;
    record.expression = "p95_latency_ms > 3000";
    return record;
}

AlertRecord TstNotifications::resolved(const char *rule)
{
    AlertRecord record = firing(rule);
    record.from = AlertState::Firing;
    record.to = AlertState::Resolved;
    return record;
}

void TstNotifications::init()
{
    if (QStandardPaths::findExecutable(QStringLiteral("dbus-daemon")).isEmpty())
        QSKIP("dbus-daemon is not installed");
    m_bus = std::make_unique<PrivateBus>();
    QVERIFY(m_bus->start());
    m_service = std::make_unique<FakeService>();
    QVERIFY(m_service->offer(m_bus->connect(QStringLiteral("service"))));
    m_notifier = std::make_unique<DesktopNotifier>(m_bus->connect(QStringLiteral("client")));
}

void TstNotifications::cleanup()
{
    m_notifier.reset();
    m_service.reset();
    QDBusConnection::disconnectFromBus(QStringLiteral("service"));
    QDBusConnection::disconnectFromBus(QStringLiteral("client"));
    m_bus.reset();
}

void TstNotifications::theCallIsAsTheSpecificationWantsIt()
{
    m_notifier->notify(firing(), QStringLiteral("Queries are slow."));
    QTRY_COMPARE(m_service->calls.size(), 1);
    const FakeService::Call &call = m_service->calls[0];
    QCOMPARE(call.app, QStringLiteral("Spanwise"));
    QCOMPARE(call.replaces, 0U);
    QCOMPARE(call.summary, QStringLiteral("high_latency"));
    QCOMPARE(call.actions, (QStringList{QStringLiteral("default"), QStringLiteral("Show")}));
    QCOMPARE(call.timeout, 0); // critical: stays until it is seen
    const QVariant urgency = call.hints.value(QStringLiteral("urgency"));
    QCOMPARE(urgency.metaType(), QMetaType::fromType<uchar>());
    QCOMPARE(urgency.value<uchar>(), uchar{2});
    QCOMPARE(call.hints.value(QStringLiteral("desktop-entry")).toString(), QStringLiteral("spanwise"));
    m_notifier->notify(firing("another"), {});
    QTRY_COMPARE(m_service->calls.size(), 2);
    QCOMPARE(m_service->asked, 1);
    QCOMPARE(m_notifier->way(), DesktopNotifier::Way::Service);
}

void TstNotifications::markupIsEscapedAndOnlySentWhereItIsKnown()
{
    m_notifier->notify(firing(), QStringLiteral("<img src=x> & more"));
    QTRY_COMPARE(m_service->calls.size(), 1);
    const QString body = m_service->calls[0].body;
    QVERIFY(body.startsWith(QStringLiteral("<b>&lt;img src=x&gt; &amp; more</b>\n")));
    QVERIFY(body.contains(QStringLiteral("p95_latency_ms &gt; 3000")));

    m_service->capabilities = {};
    m_notifier = std::make_unique<DesktopNotifier>(m_bus->connect(QStringLiteral("client")));
    m_notifier->notify(firing(), QStringLiteral("plain"));
    QTRY_COMPARE(m_service->calls.size(), 2);
    QVERIFY(!m_service->calls[1].body.contains(QStringLiteral("<b>")));
    QVERIFY(m_service->calls[1].actions.isEmpty());
}

void TstNotifications::aSecondFiringReplacesTheFirst()
{
    for (int i = 0; i < 5; ++i) // faster than the answers
        m_notifier->notify(firing(), QString::number(i));
    QTRY_VERIFY(!m_service->calls.isEmpty() && m_service->calls.last().body.contains(QStringLiteral("4")));
    QCOMPARE(m_service->calls.size(), 2); // the first, and the newest of those that waited
    QCOMPARE(m_service->calls[0].replaces, 0U);
    QCOMPARE(m_service->calls[1].replaces, 41U);
    m_notifier->notify(firing("another"), {});
    QTRY_COMPARE(m_service->calls.size(), 3);
    QCOMPARE(m_service->calls[2].replaces, 0U);
}

void TstNotifications::resolvedReplacesOnlyWhatIsStillOpen()
{
    m_notifier->notify(firing(), {});
    QTRY_COMPARE(m_service->calls.size(), 1);
    m_notifier->notify(resolved(), {});
    QTRY_COMPARE(m_service->calls.size(), 2);
    QCOMPARE(m_service->calls[1].replaces, 41U);
    QCOMPARE(m_service->calls[1].hints.value(QStringLiteral("urgency")).value<uchar>(), uchar{0});
    QCOMPARE(m_service->calls[1].timeout, -1);

    Q_EMIT m_service->NotificationClosed(41, 2);
    m_notifier->notify(firing("marker"), {}); // its call shows that the signal has been handled
    QTRY_COMPARE(m_service->calls.size(), 3);
    m_notifier->notify(resolved(), {});
    m_notifier->notify(firing("marker 2"), {});
    QTRY_COMPARE(m_service->calls.size(), 4);
    QCOMPARE(m_service->calls[3].summary, QStringLiteral("marker 2"));
}

void TstNotifications::aClickOpensItsAlert()
{
    QSignalSpy activated(m_notifier.get(), &DesktopNotifier::alertActivated);
    m_notifier->notify(firing(), {});
    QTRY_COMPARE(m_service->calls.size(), 1);
    Q_EMIT m_service->ActionInvoked(41, QStringLiteral("default"));
    QTRY_COMPARE(activated.size(), 1);
    QCOMPARE(activated.at(0).at(0).toString(), QStringLiteral("high_latency"));
    QCOMPARE(activated.at(0).at(1).toString(), QStringLiteral("{pipeline=\"multi_hop\"}"));
}

void TstNotifications::clicksOnOthersNotificationsAreIgnored()
{
    QSignalSpy activated(m_notifier.get(), &DesktopNotifier::alertActivated);
    m_notifier->notify(firing(), {});
    QTRY_COMPARE(m_service->calls.size(), 1);
    Q_EMIT m_service->ActionInvoked(7, QStringLiteral("default"));
    Q_EMIT m_service->ActionInvoked(41, QStringLiteral("other"));
    Q_EMIT m_service->ActionInvoked(41, QStringLiteral("default"));
    QTRY_COMPARE(activated.size(), 1);
}

void TstNotifications::otherChangesAreNotWorthANotification()
{
    AlertRecord pending = firing();
    pending.from = AlertState::Inactive;
    pending.to = AlertState::Pending;
    m_notifier->notify(pending, {});
    m_notifier->notify(resolved(), {}); // nothing of it is open
    m_notifier->notify(firing("marker"), {});
    QTRY_COMPARE(m_service->calls.size(), 1);
    QCOMPARE(m_service->calls[0].summary, QStringLiteral("marker"));
}

void TstNotifications::switchedOffItIsSilent()
{
    m_notifier->setEnabled(false);
    m_notifier->notify(firing(), {});
    m_notifier->setEnabled(true);
    m_notifier->notify(firing("marker"), {});
    QTRY_COMPARE(m_service->calls.size(), 1);
    QCOMPARE(m_service->calls[0].summary, QStringLiteral("marker"));
}

void TstNotifications::withoutAServiceItSaysSoAndRecovers()
{
    QDBusConnection service = m_bus->connect(QStringLiteral("service"));
    QVERIFY(service.unregisterService(QStringLiteral("org.freedesktop.Notifications")));
    QSignalSpy changed(m_notifier.get(), &DesktopNotifier::wayChanged);
    m_notifier->notify(firing(), {});
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(m_notifier->way(), DesktopNotifier::Way::InApp); // no tray on the offscreen platform
    QVERIFY(m_notifier->reason().contains(QStringLiteral("No notification service")));
    QVERIFY(service.registerService(QStringLiteral("org.freedesktop.Notifications")));
    m_notifier->notify(firing(), {});
    QTRY_COMPARE(m_notifier->way(), DesktopNotifier::Way::Service);
}

void TstNotifications::withoutABusItSaysSo()
{
    DesktopNotifier alone(QDBusConnection(QStringLiteral("never connected")));
    alone.notify(firing(), {});
    QCOMPARE(alone.way(), DesktopNotifier::Way::InApp);
    QVERIFY(alone.reason().contains(QStringLiteral("no session bus")));
}

void TstNotifications::aRestartedServiceIsAskedAnew()
{
    m_notifier->notify(firing(), {});
    QTRY_COMPARE(m_service->calls.size(), 1);
    QDBusConnection service = m_bus->connect(QStringLiteral("service"));
    QVERIFY(service.unregisterService(QStringLiteral("org.freedesktop.Notifications")));
    QVERIFY(service.registerService(QStringLiteral("org.freedesktop.Notifications")));
    // The id was the old service's; the news of its end arrives in its own time.
    QTRY_VERIFY(
        (m_notifier->notify(firing(), {}), m_service->asked == 2 && m_service->calls.last().replaces == 0));
}

void TstNotifications::dunstShowsIt()
{
    for (const auto *program : {"dunst", "Xvfb"})
        if (QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty())
            QSKIP(qPrintable(QStringLiteral("%1 is not installed").arg(QString::fromLatin1(program))));
    QDBusConnection::disconnectFromBus(QStringLiteral("service"));

    QProcess display;
    display.start(QStringLiteral("Xvfb"),
                  {QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-screen"),
                   QStringLiteral("0"), QStringLiteral("800x600x24"), QStringLiteral("-nolisten"),
                   QStringLiteral("tcp")});
    QVERIFY(display.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(display.canReadLine(), 20'000);
    QTemporaryDir home;
    QProcess dunst;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("DISPLAY"),
                       QLatin1Char(':') + QString::fromLatin1(display.readLine()).trimmed());
    environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), m_bus->address());
    environment.insert(QStringLiteral("HOME"), home.path());
    environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
    dunst.setProcessEnvironment(environment);
    dunst.start(QStringLiteral("dunst"), {});
    QVERIFY(dunst.waitForStarted());

    QSignalSpy activated(m_notifier.get(), &DesktopNotifier::alertActivated);
    // It takes dunst a moment to own its name; the notifier recovers as soon as it does.
    QTRY_VERIFY_WITH_TIMEOUT(
        (QTest::qWait(100), m_notifier->notify(firing(), QStringLiteral("Queries <are> slow & dear.")),
         m_notifier->way() == DesktopNotifier::Way::Service &&
             m_bus->connect(QStringLiteral("client")).isConnected() && dunst.state() == QProcess::Running),
        20'000);

    // A click, as the person's: dunst's own control invokes the default action.
    if (!QStandardPaths::findExecutable(QStringLiteral("dunstctl")).isEmpty()) {
        QProcess control;
        control.setProcessEnvironment(environment);
        const auto click = [&] {
            control.start(QStringLiteral("dunstctl"), {QStringLiteral("action"), QStringLiteral("0")});
            control.waitForFinished(5000);
        };
        QTRY_VERIFY_WITH_TIMEOUT((click(), QTest::qWait(100), !activated.isEmpty()), 20'000);
        QCOMPARE(activated.at(0).at(0).toString(), QStringLiteral("high_latency"));
    }
    for (QProcess *const process : {&dunst, &display}) {
        process->terminate();
        if (!process->waitForFinished(3000))
            process->kill();
        process->waitForFinished(3000);
    }
}

static const Registered<TstNotifications> registered;
#include "tst_notifications.moc"
