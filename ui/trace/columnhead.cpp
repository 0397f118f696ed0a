// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/columnhead.h"

#include <QFontMetrics>
#include <QStringView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {

QString columnHead(const QString &step, const QFontMetrics &metrics, int width)
{
    QString first = step;
    QString second;
    int widest = metrics.horizontalAdvance(step);
    for (qsizetype at = 1; at + 1 < step.size(); ++at) {
        const bool isGap = u"_. -/"_s.contains(step[at]);
        const bool isHump = step[at].isUpper() && !step[at - 1].isUpper() && step[at - 1].isLetterOrNumber();
        if (!isGap && !isHump)
            continue;
        const QString before = step.left(at);
        const QString after = step.mid(isGap ? at + 1 : at);
        const int needs = std::max(metrics.horizontalAdvance(before), metrics.horizontalAdvance(after));
        if (needs >= widest)
            continue;
        widest = needs;
        first = before;
        second = after;
    }
    first = metrics.elidedText(first, Qt::ElideRight, width);
    return second.isEmpty() ? first
                            : QString(first % u'\n' % metrics.elidedText(second, Qt::ElideRight, width));
}

} // namespace spanwise
