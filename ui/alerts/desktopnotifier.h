// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alertrecord.h"
#include "ui/alerts/notificationservice.h"

#include <QDBusConnection>
#include <QObject>
#include <QPointer>

class QSystemTrayIcon;

namespace spanwise {

/// Tells a person about alerts when the window is not in front.
///
/// By the desktop's notification service; where there is none, by a balloon at the tray icon; where there is
/// no tray either only in the program itself, and way() says so with its reason. The service is tried first
/// every time: the bus answers at once when nobody provides it, and one that is started later is used from
/// then on. GUI thread; never waits.
class DesktopNotifier final : public QObject
{
    Q_OBJECT

public:
    enum class Way : std::uint8_t { Service, Tray, InApp };

    explicit DesktopNotifier(const QDBusConnection &connection = QDBusConnection::sessionBus(),
                             QObject *parent = nullptr);

    /// Only what fires, and the end of it, is worth a notification; other changes are ignored. summary is the
    /// rule's sentence.
    void notify(const AlertRecord &record, const QString &summary);
    /// Something else that must not wait until the window is looked at. Of one key the newest stays.
    void tell(const QString &key, const QString &title, const QString &body);
    /// The user's setting.
    void setEnabled(bool enabled) { m_enabled = enabled; }
    /// The program's tray icon, if it has one; not owned. Without it one is made when it is first needed.
    void setTrayIcon(QSystemTrayIcon *tray);

    Way way() const noexcept { return m_way; }
    /// Why it is not the service; empty when it is.
    QString reason() const { return m_reason; }

Q_SIGNALS:
    /// A notification was clicked: show this alert. tags as in AlertRecord.
    void alertActivated(const QString &rule, const QString &tags);
    /// How people are told has changed; words for the alerts page.
    void wayChanged(spanwise::DesktopNotifier::Way way, const QString &reason);

private:
    void fallBack(const Notification &notification, const QString &reason);
    bool showBalloon(const Notification &notification);
    void activate(const QString &key, const QString &token);
    void setWay(Way way, const QString &reason);

    NotificationService m_service;
    QPointer<QSystemTrayIcon> m_tray;
    QString m_balloonKey; // of the balloon shown last
    Way m_way = Way::Service;
    QString m_reason;
    bool m_enabled = true;
};

} // namespace spanwise
