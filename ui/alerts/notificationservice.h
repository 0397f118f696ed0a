// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/notification.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QHash>
#include <QObject>
#include <QStringList>

#include <optional>
#include <vector>

class QDBusPendingCall;

namespace spanwise {

/// The desktop's notification service, org.freedesktop.Notifications (Desktop Notifications
/// Specification 1.2; protocols.md section 14).
///
/// Every call is asynchronous; nothing here waits. What the service can do is asked once, before the first
/// notification. A key whose notification is still on the screen is replaced instead of shown twice; one that
/// is being sent waits for its id, and only the newest of those that wait is sent. GUI thread.
class NotificationService final : public QObject
{
    Q_OBJECT

public:
    explicit NotificationService(const QDBusConnection &connection, QObject *parent = nullptr);

    void post(const Notification &notification);
    /// Notifications of ours that are on the screen, as far as the service has told.
    qsizetype openCount() const { return m_keys.size(); }

Q_SIGNALS:
    void shown(const spanwise::Notification &notification);
    /// The notification was not shown; reason is phrased for the user.
    void failed(const spanwise::Notification &notification, const QString &reason);
    /// The person clicked it. token may let us raise a window (xdg-activation); usually empty.
    void activated(const QString &key, const QString &token);

private Q_SLOTS:
    void actionInvoked(uint id, const QString &action);
    void activationToken(uint id, const QString &token);
    void notificationClosed(uint id, uint reason);
    void ownerChanged(const QString &name, const QString &oldOwner, const QString &newOwner);

private:
    struct Slot
    {
        uint id = 0; // 0: not on the screen
        bool sending = false;
        std::optional<Notification> next;
    };
    void askCapabilities();
    void send(const Notification &notification);
    void sent(const Notification &notification, const QDBusPendingCall &call, bool sameService);
    QDBusMessage messageFor(const Notification &notification, uint replaces) const;
    QVariantMap hintsFor(const Notification &notification) const;

    QDBusConnection m_connection;
    std::optional<QStringList> m_capabilities;
    bool m_asking = false;
    uint m_services = 0; // how many services have gone: an id counts only for the one that gave it
    std::vector<Notification> m_waiting; // for the capabilities
    QHash<QString, Slot> m_slots;        // by key
    QHash<uint, QString> m_keys;         // by id, of what is on the screen
    QHash<uint, QString> m_tokens;
};

} // namespace spanwise
