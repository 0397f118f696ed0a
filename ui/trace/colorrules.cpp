// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/colorrules.h"

#include "core/search/searchmatch.h"
#include "core/store/search.h"
#include "ui/trace/spanwords.h"

#include <QCoreApplication>
#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {

void ColorRules::remember(QSettings &settings) const
{
    settings.beginWriteArray(u"trace/colorRules"_s, static_cast<int>(rules.size()));
    for (qsizetype i = 0; i < rules.size(); ++i) {
        settings.setArrayIndex(static_cast<int>(i));
        settings.setValue(u"condition"_s, rules[i].condition);
        settings.setValue(u"color"_s, rules[i].color);
        settings.setValue(u"enabled"_s, rules[i].enabled);
    }
    settings.endArray();
}

void ColorRules::recall(const QSettings &settings)
{
    // Written as an array; read by its keys, which does not need a settings object of one's own.
    rules.clear();
    const int size = settings.value(u"trace/colorRules/size"_s, 0).toInt();
    for (int i = 1; i <= size; ++i) {
        const QString at = u"trace/colorRules/%1/"_s.arg(i);
        rules.append({settings.value(at + u"condition"_s).toString(),
                      settings.value(at + u"color"_s, 0).toInt(),
                      settings.value(at + u"enabled"_s, true).toBool()});
    }
}

QList<RuleColor> ruleColors(const Theme &theme)
{
    QList<RuleColor> colors;
    const auto named = [](const char *words) {
        return QCoreApplication::translate("spanwise::ColorRules", words);
    };
    colors.append({named(QT_TRANSLATE_NOOP("spanwise::ColorRules", "Red")), theme.color(Token::Error)});
    colors.append({named(QT_TRANSLATE_NOOP("spanwise::ColorRules", "Amber")), theme.color(Token::Warning)});
    colors.append({named(QT_TRANSLATE_NOOP("spanwise::ColorRules", "Green")), theme.color(Token::Ok)});
    colors.append({named(QT_TRANSLATE_NOOP("spanwise::ColorRules", "Blue")), theme.color(Token::Accent)});
    colors.append({named(QT_TRANSLATE_NOOP("spanwise::ColorRules", "Grey")), theme.color(Token::Muted)});
    for (std::size_t i = 0; i < stepKindNames.size(); ++i) {
        const auto step = static_cast<StepKind>(i);
        colors.append({named(QT_TRANSLATE_NOOP("spanwise::ColorRules", "As %1")).arg(stepName(step)),
                       theme.step(step)});
    }
    return colors;
}

std::vector<std::uint8_t> colorsByRule(const Trace &trace, const ColorRules &rules,
                                       const std::stop_token &stop)
{
    std::vector<std::uint8_t> colors;
    for (const ColorRule &rule : rules.rules) {
        const SearchParse parsed = SearchQuery::parse(rule.condition.toStdString());
        if (!rule.enabled || rule.condition.trimmed().isEmpty() || !parsed.query)
            continue;
        if (stop.stop_requested())
            return {};
        colors.resize(trace.size(), 0);
        const auto match = evaluateSearch(*parsed.query, trace, searchDocumentsOf, stop);
        if (!match)
            continue;
        for (const SpanRow row : match->spans) {
            std::uint8_t &color = colors[SpanTree::index(row)];
            if (color == 0)
                color = static_cast<std::uint8_t>(std::clamp(rule.color, 0, 200) + 1);
        }
    }
    return colors;
}

} // namespace spanwise
