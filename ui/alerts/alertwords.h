// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerting/rule.h"
#include "ui/theme/statemark.h"

#include <QString>

namespace spanwise {

/// What the screen says about alerts. Pure; every text is translated.

QString severityWords(AlertSeverity severity);
QString stateWords(AlertState state);
/// "firing 6 min", "pending 40 s", "resolved 14:20", "inactive", "acknowledged, firing 6 min".
QString standingWords(const AlertStatus &alert, Timestamp now);
/// The comparison with its value in it: "hallucination_rate = 0.112 > 0.1 for 2 min"; the expression alone
/// while there is no value, or when it is not one comparison.
QString comparisonWords(const AlertStatus &alert);
/// `{pipeline="multi_hop"}`; empty without tags. As AlertRecord::tags has it.
QString tagWords(const MetricTags &tags);
/// Shape and colour: triangle critical, diamond warning or pending, hollow circle quiet.
Mark markOf(const AlertStatus &alert);
/// "1 firing · 1 pending · 9 quiet".
QString countWords(const std::vector<AlertStatus> &alerts);
/// A length of time as people say it, one unit: "40 s", "6 min", "3 h", "2 d".
QString roughDuration(Duration duration);

} // namespace spanwise
