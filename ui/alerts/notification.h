// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alertrecord.h"

#include <QString>

namespace spanwise {

/// What a person is told outside of the window, in plain text. One key at most has one notification at a
/// time.
struct Notification
{
    /// Numbers of the notification protocol.
    enum class Urgency : std::uint8_t { Low, Normal, Critical };

    QString key{}; ///< rule and tags
    QString title{};
    QString body{};
    Urgency urgency = Urgency::Normal;
    bool onlyReplaces =
        false; ///< says that something is over: shown only in place of what said that it began

    /// Title about 40 characters. summary is the rule's sentence and may be empty.
    static Notification of(const AlertRecord &record, const QString &summary);
    static QString keyOf(const QString &rule, const QString &tags) { return rule + QChar(0x1F) + tags; }
    QString rule() const { return key.section(QChar(0x1F), 0, 0); }
    QString tags() const { return key.section(QChar(0x1F), 1); }
};

} // namespace spanwise
