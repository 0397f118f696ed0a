// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "ui/theme/theme.h"

#include <QList>
#include <QString>

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

class QSettings;

namespace spanwise {

/// "What matches this is drawn in this colour". The condition is one of the search language, the colour one
/// of the palette.
struct ColorRule
{
    QString condition;
    int color = 0; ///< index into ruleColors()
    bool enabled = true;

    friend bool operator==(const ColorRule &, const ColorRule &) = default;
};

/// An ordered list of rules: of those that match a span the first one counts. A value, the reader's,
/// remembered.
struct ColorRules
{
    QList<ColorRule> rules;

    void remember(QSettings &settings) const;
    void recall(const QSettings &settings);

    friend bool operator==(const ColorRules &, const ColorRules &) = default;
};

/// The colours that rules choose from, with their names: those of the steps and of what is well or is not.
struct RuleColor
{
    QString name;
    QColor color;
};
QList<RuleColor> ruleColors(const Theme &theme);

/// For each row the number of the rule's colour, from 1, or 0. Empty when no rule is on. Rules that cannot be
/// read match nothing. O(spans) a rule; any thread.
std::vector<std::uint8_t> colorsByRule(const Trace &trace, const ColorRules &rules,
                                       const std::stop_token &stop);

} // namespace spanwise
