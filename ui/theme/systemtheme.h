// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

class QDBusVariant;

namespace spanwise {

/// What the desktop asks for: light, dark or high contrast.
///
/// Qt 6.4 does not know, so it is the lightness of the platform's palette at start (make this before the
/// first Theme::apply()) until the desktop portal (org.freedesktop.appearance, keys color-scheme and
/// contrast) answers; watch() asks it without waiting and follows its changes. GUI thread.
class SystemTheme final : public QObject
{
    Q_OBJECT

public:
    explicit SystemTheme(QObject *parent = nullptr);

    Theme::Kind kind() const noexcept;
    /// Asks the portal, in the background; nothing happens where there is none.
    void watch();

Q_SIGNALS:
    void changed(spanwise::Theme::Kind kind);

private Q_SLOTS:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void ask(const QString &key);
    void take(const QString &key, const QVariant &value);

    bool m_dark = false;
    bool m_highContrast = false;
    bool m_watching = false;
};

} // namespace spanwise
