// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/tracetree.h"

#include "app/spanwise/console.h"
#include "core/model/steplabel.h"
#include "ui/models/format.h"

#include <vector>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).simplified();
}

/// Two spaces a level; far down the level's number, for a trace may be as deep as it is long.
QString indentOf(std::uint32_t depth)
{
    constexpr std::uint32_t drawn = 40;
    if (depth <= drawn)
        return QString(static_cast<qsizetype>(depth) * 2, u' ');
    return QString(static_cast<qsizetype>(drawn) * 2, u' ') % u"(level %1) "_s.arg(depth);
}

QString lineOf(const Trace &trace, SpanRow row)
{
    const Span &span = trace[row];
    QString line = indentOf(trace.tree().depth(row)) % textOf(stepLabel(span)) % u"  "_s %
                   formatDuration(span.time.length()) % u"  +"_s %
                   formatDuration(span.time.begin - trace.time().begin);
    if (trace.facts(row).failed)
        line +=
            u"  error"_s % (span.statusMessage.empty() ? QString() : u": "_s % textOf(span.statusMessage));
    if (trace.tree().isOrphan(row))
        line += u"  (its parent has not arrived)"_s;
    return line;
}

} // namespace

/// Depth first in start order, without recursion: a trace may be as deep as it is long.
void printTree(const Trace &trace)
{
    std::vector<SpanRow> open(trace.tree().roots().rbegin(), trace.tree().roots().rend());
    while (!open.empty()) {
        const SpanRow row = open.back();
        open.pop_back();
        print(lineOf(trace, row) % u'\n');
        const auto children = trace.tree().children(row);
        open.insert(open.end(), children.rbegin(), children.rend());
    }
}

} // namespace spanwise
