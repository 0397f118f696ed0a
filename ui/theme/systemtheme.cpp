// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/systemtheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QPalette>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

// https://flatpak.github.io/xdg-desktop-portal: org.freedesktop.portal.Settings
const QString service = u"org.freedesktop.portal.Desktop"_s;
const QString object = u"/org/freedesktop/portal/desktop"_s;
const QString interfaceName = u"org.freedesktop.portal.Settings"_s;
const QString appearance = u"org.freedesktop.appearance"_s;
const QString schemeKey = u"color-scheme"_s;
const QString contrastKey = u"contrast"_s;

/// Read() wraps its answer in a variant within a variant.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>() && value.metaType() == QMetaType::fromType<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

SystemTheme::SystemTheme(QObject *parent)
    : QObject(parent)
    , m_dark(QGuiApplication::palette().color(QPalette::Window).lightness() < 128)
{
}

Theme::Kind SystemTheme::kind() const noexcept
{
    if (m_highContrast)
        return Theme::Kind::HighContrast;
    return m_dark ? Theme::Kind::Dark : Theme::Kind::Light;
}

void SystemTheme::watch()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (m_watching || !bus.isConnected())
        return;
    m_watching = true;
    bus.connect(service, object, interfaceName, u"SettingChanged"_s, this,
                SLOT(settingChanged(QString, QString, QDBusVariant)));
    ask(schemeKey);
    ask(contrastKey);
}

void SystemTheme::ask(const QString &key)
{
    QDBusMessage message = QDBusMessage::createMethodCall(service, object, interfaceName, u"Read"_s);
    message << appearance << key;
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message, 2000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, key](QDBusPendingCallWatcher *done) {
        done->deleteLater();
        if (const QDBusPendingReply<QDBusVariant> reply = *done; !reply.isError())
            take(key, reply.value().variant());
    });
}

void SystemTheme::settingChanged(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (group == appearance)
        take(key, value.variant());
}

void SystemTheme::take(const QString &key, const QVariant &value)
{
    const Theme::Kind before = kind();
    const uint number = unwrapped(value).toUInt();
    if (key == schemeKey && number != 0) // 0: no preference, so the palette decides
        m_dark = number == 1;
    else if (key == contrastKey)
        m_highContrast = number == 1;
    if (kind() != before)
        Q_EMIT changed(kind());
}

} // namespace spanwise
