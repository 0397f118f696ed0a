// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/threshold.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace spanwise {

std::optional<Threshold> thresholdOf(const AlertRule &rule)
{
    static const QRegularExpression form(
        uR"(^\s*([A-Za-z_:][\w:]*)\s*(?:\{[^}]*\})?\s*(?:\[[^\]]*\])?\s*(?:>=|<=|>|<)\s*([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\s*$)"_s);
    const QString text = QString::fromStdString(rule.expression);
    const QRegularExpressionMatch match = form.match(text);
    bool isNumber = false;
    const double value = match.captured(2).toDouble(&isNumber);
    if (!match.hasMatch() || !isNumber)
        return std::nullopt;
    return Threshold{match.captured(1).toStdString(), value, text.trimmed().toStdString()};
}

} // namespace spanwise
