// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/notificationservice.h"

#include <QDBusError>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

#include <utility>

namespace spanwise {
namespace {

const QLatin1String serviceName("org.freedesktop.Notifications");
const QLatin1String objectPath("/org/freedesktop/Notifications");
const QLatin1String interfaceName("org.freedesktop.Notifications");

constexpr int never = 0;
constexpr int serverDefault = -1;

QString reasonOf(const QDBusError &error)
{
    switch (error.type()) {
    case QDBusError::ServiceUnknown:
        return NotificationService::tr("No notification service runs on this desktop.");
    case QDBusError::NoReply:
    case QDBusError::Timeout:
    case QDBusError::TimedOut:
        return NotificationService::tr("The notification service does not answer.");
    case QDBusError::Disconnected:
        return NotificationService::tr("There is no connection to the session bus.");
    default:
        if (error.name().startsWith(QLatin1String("org.freedesktop.DBus.Error.Spawn.")))
            return NotificationService::tr("The notification service of this desktop does not start.");
        return NotificationService::tr("The notification service refused: %1").arg(error.message());
    }
}

} // namespace

NotificationService::NotificationService(const QDBusConnection &connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
{
    // From any sender: naming the service would make Qt ask the bus for its owner, and wait. Ids tell ours
    // apart.
    const auto listen = [&](const char *signal, const char *slot) {
        m_connection.connect(QString(), objectPath, interfaceName, QLatin1String(signal), this, slot);
    };
    listen("ActionInvoked", SLOT(actionInvoked(uint, QString)));
    listen("ActivationToken", SLOT(activationToken(uint, QString)));
    listen("NotificationClosed", SLOT(notificationClosed(uint, uint)));
    m_connection.connect(QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"),
                         QStringLiteral("org.freedesktop.DBus"), QStringLiteral("NameOwnerChanged"),
                         QStringList{serviceName}, QString(), this,
                         SLOT(ownerChanged(QString, QString, QString)));
}

void NotificationService::post(const Notification &notification)
{
    if (!m_connection.isConnected()) {
        Q_EMIT failed(notification, tr("There is no session bus, so the desktop cannot be asked to notify."));
        return;
    }
    if (m_capabilities) {
        send(notification);
        return;
    }
    m_waiting.push_back(notification);
    askCapabilities();
}

void NotificationService::askCapabilities()
{
    if (std::exchange(m_asking, true))
        return;
    const auto call = m_connection.asyncCall(QDBusMessage::createMethodCall(
        serviceName, objectPath, interfaceName, QStringLiteral("GetCapabilities")));
    auto *const watcher = new QDBusPendingCallWatcher(call, this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        m_asking = false;
        const QDBusPendingReply<QStringList> reply = *watcher;
        const std::vector<Notification> waiting = std::exchange(m_waiting, {});
        if (reply.isError()) {
            const QString reason = reasonOf(reply.error());
            for (const Notification &notification : waiting)
                Q_EMIT failed(notification, reason);
            return;
        }
        m_capabilities = reply.value();
        for (const Notification &notification : waiting)
            send(notification);
    });
}

void NotificationService::send(const Notification &notification)
{
    Slot &slot = m_slots[notification.key];
    if (slot.sending) {
        slot.next = notification;
        return;
    }
    if (notification.onlyReplaces && slot.id == 0) {
        m_slots.remove(notification.key); // what it would replace has been read already
        return;
    }
    slot.sending = true;
    const auto call = m_connection.asyncCall(messageFor(notification, slot.id));
    auto *const watcher = new QDBusPendingCallWatcher(call, this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this, watcher, notification, service = m_services] {
                watcher->deleteLater();
                sent(notification, *watcher, service == m_services);
            });
}

void NotificationService::sent(const Notification &notification, const QDBusPendingCall &call,
                               bool sameService)
{
    const QDBusPendingReply<uint> reply = call;
    Slot &slot = m_slots[notification.key];
    slot.sending = false;
    const std::optional<Notification> next = std::exchange(slot.next, std::nullopt);
    if (reply.isError()) {
        m_keys.remove(std::exchange(slot.id, 0));
        m_capabilities.reset(); // another service may take over: ask it again
        Q_EMIT failed(notification, reasonOf(reply.error()));
    } else {
        if (sameService) {
            m_keys.remove(slot.id);
            slot.id = reply.value();
            m_keys.insert(slot.id, notification.key);
        }
        Q_EMIT shown(notification);
    }
    if (next)
        post(*next);
}

QDBusMessage NotificationService::messageFor(const Notification &notification, uint replaces) const
{
    const bool markup = m_capabilities->contains(QStringLiteral("body-markup"));
    QString body = notification.body.toHtmlEscaped();
    if (markup) {
        const QString first = body.section(u'\n', 0, 0);
        body = QStringLiteral("<b>%1</b>%2").arg(first, body.mid(first.size()));
    }
    QStringList actions;
    if (m_capabilities->contains(QStringLiteral("actions")))
        actions = {QStringLiteral("default"), tr("Show")};
    const bool critical = notification.urgency == Notification::Urgency::Critical;
    QDBusMessage message =
        QDBusMessage::createMethodCall(serviceName, objectPath, interfaceName, QStringLiteral("Notify"));
    message.setArguments({QStringLiteral("Spanwise"), QVariant::fromValue<uint>(replaces),
                          QStringLiteral("spanwise"), notification.title, body, actions,
                          hintsFor(notification),
                          QVariant::fromValue<int>(critical ? never : serverDefault)});
    return message;
}

QVariantMap NotificationService::hintsFor(const Notification &notification) const
{
    QVariantMap hints;
    // A byte on the wire; some servers ignore an int.
    hints.insert(QStringLiteral("urgency"), QVariant::fromValue(static_cast<uchar>(notification.urgency)));
    hints.insert(QStringLiteral("category"), QStringLiteral("x-spanwise.alert"));
    hints.insert(QStringLiteral("desktop-entry"), QStringLiteral("spanwise"));
    if (notification.onlyReplaces)
        hints.insert(QStringLiteral("transient"), true);
    return hints;
}

void NotificationService::actionInvoked(uint id, const QString &action)
{
    const auto key = m_keys.constFind(id);
    if (key == m_keys.constEnd() || action != u"default")
        return;
    const QString activatedKey = *key;
    Q_EMIT activated(activatedKey, m_tokens.take(id));
}

void NotificationService::activationToken(uint id, const QString &token)
{
    if (m_keys.contains(id))
        m_tokens.insert(id, token);
}

void NotificationService::notificationClosed(uint id, uint)
{
    m_tokens.remove(id);
    const QString key = m_keys.take(id);
    const auto slot = m_slots.find(key);
    if (slot == m_slots.end() || slot->id != id)
        return;
    slot->id = 0;
    if (!slot->sending)
        m_slots.erase(slot);
}

void NotificationService::ownerChanged(const QString &, const QString &oldOwner, const QString &)
{
    if (oldOwner.isEmpty())
        return;
    // The ids were the old service's.
    ++m_services;
    m_keys.clear();
    m_tokens.clear();
    m_capabilities.reset();
    for (Slot &slot : m_slots)
        slot.id = 0;
}

} // namespace spanwise
