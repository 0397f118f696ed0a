// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/labelcountstext.h"

#include "ui/models/format.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(spanwise::LabelCounts)
};

} // namespace

QString labelCountsText(const LabelCounts &counts)
{
    QStringList parts;
    if (counts.added > 0)
        parts += counted(counts.added, Words::tr("1 label added"), Words::tr("%1 labels added"));
    if (counts.known > 0)
        parts +=
            counted(counts.known, Words::tr("1 label there already"), Words::tr("%1 labels there already"));
    if (counts.outdated > 0)
        parts += counted(counts.outdated, Words::tr("1 label older than what is said here"),
                         Words::tr("%1 labels older than what is said here"));
    if (counts.homeless > 0)
        parts += counted(counts.homeless, Words::tr("1 label of a trace that is not here"),
                         Words::tr("%1 labels of traces that are not here"));
    return parts.join(u", "_s);
}

} // namespace spanwise
