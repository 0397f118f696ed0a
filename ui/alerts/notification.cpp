// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/notification.h"

#include "ui/models/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace spanwise {

Notification Notification::of(const AlertRecord &record, const QString &summary)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("spanwise::Alerts", text); };
    const QString rule = QString::fromStdString(record.rule);
    const QString tags = QString::fromStdString(record.tags);
    const bool over = record.to == AlertState::Resolved || record.to == AlertState::Inactive;

    Notification notification;
    notification.key = keyOf(rule, tags);
    notification.onlyReplaces = over;
    notification.title = over ? tr("Resolved: %1").arg(rule) : rule;
    QStringList lines;
    if (!summary.isEmpty())
        lines.append(summary);
    lines.append(
        tr("%1 (value %2)").arg(QString::fromStdString(record.expression), formatNumber(record.value)));
    if (!tags.isEmpty())
        lines.append(tags);
    notification.body = lines.join(u'\n');
    if (over || record.severity == AlertSeverity::Info)
        notification.urgency = Urgency::Low;
    else if (record.severity == AlertSeverity::Critical)
        notification.urgency = Urgency::Critical;
    return notification;
}

} // namespace spanwise
