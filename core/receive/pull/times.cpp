// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/times.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace spanwise {

QString rfc3339Of(Timestamp time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const QDateTime moment = QDateTime::fromSecsSinceEpoch(seconds.time_since_epoch().count(), Qt::UTC);
    return moment.toString(u"yyyy-MM-ddTHH:mm:ss"_s) + u'.' +
           QString::number((time - seconds).count()).rightJustified(9, u'0') + u'Z';
}

QString goDurationOf(Duration duration)
{
    return QString::number(duration.count()) + u"ns"_s;
}

qint64 secondsBefore(Timestamp time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

qint64 secondsAfter(Timestamp time)
{
    return std::chrono::ceil<std::chrono::seconds>(time).time_since_epoch().count();
}

} // namespace spanwise
