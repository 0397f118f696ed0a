// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparewords.h"

#include "ui/models/format.h"

#include <QCoreApplication>

#include <chrono>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString withSign(bool isNegative, const QString &amount)
{
    return (isNegative ? u"\u2212"_s : u"+"_s) % amount;
}

} // namespace

QString signedDuration(Duration difference)
{
    return difference == Duration{}
               ? u"0"_s
               : withSign(difference < Duration{}, formatDuration(std::chrono::abs(difference)));
}

QString signedCount(std::int64_t difference)
{
    return difference == 0
               ? u"0"_s
               : withSign(difference < 0, formatCount(static_cast<std::uint64_t>(std::abs(difference))));
}

QString signedCost(double difference)
{
    return std::abs(difference) < 1e-12 ? u"0"_s : withSign(difference < 0, formatCost(std::abs(difference)));
}

QString secondsWords(double seconds)
{
    return formatDuration(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds)));
}

QString estimateWords(const std::optional<QuantileEstimate> &estimate)
{
    if (!estimate)
        return u"–"_s;
    if (!estimate->low && !estimate->high)
        return secondsWords(estimate->value);
    const QString low = estimate->low ? secondsWords(*estimate->low) : u"?"_s;
    const QString high = estimate->high ? secondsWords(*estimate->high) : u"?"_s;
    return secondsWords(estimate->value) % u"  ("_s % low % u" – "_s % high % u")"_s;
}

QString proportionWords(const Proportion &proportion)
{
    return proportion.of == 0 ? u"–"_s
                              : QCoreApplication::translate("spanwise::CompareWords", "%1 (%2 of %3)")
                                    .arg(formatPercent(proportion.share()), formatCount(proportion.hits),
                                         formatCount(proportion.of));
}

QString signedPoints(double difference)
{
    return withSign(difference < 0, formatPercent(std::abs(difference)));
}

QString measureWords(double value)
{
    return QString::number(value, 'f', 2);
}

} // namespace spanwise
