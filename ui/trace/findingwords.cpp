// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/findingwords.h"

#include "core/model/steplabel.h"
#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr qsizetype longest = 110;

QString tr(const char *words)
{
    return QCoreApplication::translate("spanwise::Findings", words);
}

QString shortened(const QString &text)
{
    const QString line = text.simplified();
    return line.size() > longest ? line.left(longest) + u"…"_s : line;
}

QString errorSentence(const Finding &finding, const Trace &trace)
{
    QString words = text(stepLabel(trace[finding.spans.front()])) + u" "_s + tr("failed");
    if (finding.count > 1)
        words += u" "_s + tr("%1 times").arg(formatCount(finding.count));
    if (!finding.detail.empty())
        words += u": "_s + shortened(text(finding.detail));
    if (finding.spans.size() > 1) {
        QStringList above;
        for (std::size_t i = 1; i < finding.spans.size() && i < 4; ++i)
            above << text(stepLabel(trace[finding.spans[i]]));
        words += u"; "_s + tr("and with it %1").arg(above.join(u", "_s));
    }
    return words;
}

} // namespace

QString findingMark(const Finding &finding)
{
    return finding.kind == Finding::Kind::Error ? u"▲"_s : u"◆"_s;
}

QString clockSentence(const std::string &service, Duration offset, std::uint64_t spans, bool canShift,
                      bool shiftsClocks)
{
    const QString who = service.empty() ? tr("another process") : text(service);
    const QString off = formatDuration(std::chrono::abs(offset));
    const QString many = counted(spans, tr("1 span"), tr("%1 spans"));
    if (!canShift)
        return tr("The clock of %1 is %2 off, too far to be shifted: %3 shown as sent").arg(who, off, many);
    return (shiftsClocks ? tr("The clock of %1 is about %2 off: %3 shown shifted")
                         : tr("The clock of %1 is about %2 off: %3 shown as sent"))
        .arg(who, off, many);
}

QString findingSentence(const Finding &finding, const Trace &trace, bool shiftsClocks)
{
    const QString count = formatCount(finding.count);
    const QString length = formatDuration(finding.time.length());
    const QString name = text(finding.detail);
    switch (finding.kind) {
    case Finding::Kind::Error:
        return errorSentence(finding, trace);
    case Finding::Kind::Repeated:
        return tr("%1 ran %2 times, one after the other, in %3: could it ask for all at once?")
            .arg(name, count, length);
    case Finding::Kind::Retry:
        return tr("%1 was tried %2 times, %3 in all").arg(name, count, length);
    case Finding::Kind::Gap:
        return tr("Nobody worked for %1 within %2").arg(length, name);
    case Finding::Kind::Reversed:
        return counted(finding.count, tr("1 span ends before it begins"),
                       tr("%1 spans end before they begin"));
    case Finding::Kind::Orphans:
        return counted(finding.count, tr("1 span names a parent that is not here"),
                       tr("%1 spans name a parent that is not here"));
    case Finding::Kind::Cycles:
        return counted(finding.count, tr("1 span is its own ancestor"),
                       tr("%1 spans are their own ancestors"));
    case Finding::Kind::Dropped:
        return tr("The sender dropped %1 attributes, events or links").arg(count);
    case Finding::Kind::Skewed:
        return clockSentence(finding.detail, finding.offset, finding.count, finding.isShifted, shiftsClocks);
    case Finding::Kind::Cut:
        break;
    }
    return counted(finding.count, tr("%2 was cut short by the sender in 1 span"),
                   tr("%2 was cut short by the sender in %1 spans"))
        .replace(u"%2"_s, name);
}

} // namespace spanwise
