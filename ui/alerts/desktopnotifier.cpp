// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/desktopnotifier.h"

#include <QApplication>
#include <QSystemTrayIcon>

namespace spanwise {

DesktopNotifier::DesktopNotifier(const QDBusConnection &connection, QObject *parent)
    : QObject(parent)
    , m_service(connection)
{
    connect(&m_service, &NotificationService::shown, this, [this] { setWay(Way::Service, {}); });
    connect(&m_service, &NotificationService::failed, this, &DesktopNotifier::fallBack);
    connect(&m_service, &NotificationService::activated, this, &DesktopNotifier::activate);
}

void DesktopNotifier::notify(const AlertRecord &record, const QString &summary)
{
    const bool fires = record.to == AlertState::Firing;
    const bool ends = record.from == AlertState::Firing && record.to != AlertState::Firing;
    if (m_enabled && (fires || ends))
        m_service.post(Notification::of(record, summary));
}

void DesktopNotifier::tell(const QString &key, const QString &title, const QString &body)
{
    if (m_enabled)
        m_service.post({.key = key, .title = title, .body = body});
}

void DesktopNotifier::setTrayIcon(QSystemTrayIcon *tray)
{
    if (m_tray)
        m_tray->disconnect(this);
    m_tray = tray;
    if (m_tray)
        connect(m_tray, &QSystemTrayIcon::messageClicked, this, [this] { activate(m_balloonKey, {}); });
}

void DesktopNotifier::fallBack(const Notification &notification, const QString &reason)
{
    if (showBalloon(notification))
        setWay(Way::Tray, reason);
    else
        setWay(Way::InApp, reason);
}

bool DesktopNotifier::showBalloon(const Notification &notification)
{
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages())
        return false;
    if (!m_tray)
        setTrayIcon(new QSystemTrayIcon(QApplication::windowIcon(), this));
    m_tray->show();
    if (notification.onlyReplaces && notification.key != m_balloonKey)
        return true; // it was about something that the balloon no longer shows
    m_balloonKey = notification.key;
    const auto icon = notification.urgency == Notification::Urgency::Critical ? QSystemTrayIcon::Critical
                      : notification.urgency == Notification::Urgency::Normal ? QSystemTrayIcon::Warning
                                                                              : QSystemTrayIcon::Information;
    m_tray->showMessage(notification.title, notification.body, icon);
    return true;
}

void DesktopNotifier::activate(const QString &key, const QString &token)
{
    // Qt's Wayland plugin takes it from here when the window is raised.
    if (!token.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
    Notification notification;
    notification.key = key;
    Q_EMIT alertActivated(notification.rule(), notification.tags());
}

void DesktopNotifier::setWay(Way way, const QString &reason)
{
    if (m_way == way && m_reason == reason)
        return;
    m_way = way;
    m_reason = reason;
    Q_EMIT wayChanged(way, reason);
}

} // namespace spanwise
