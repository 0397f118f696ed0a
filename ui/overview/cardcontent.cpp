// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/cardcontent.h"

#include "ui/models/format.h"
#include "ui/overview/overviewquery.h"
#include "ui/overview/threshold.h"

#include <QCoreApplication>

#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("spanwise::OverviewPage", text);
}

/// The formatter puts a narrow no-break space between number and unit; groups of thousands have one too, so
/// the last one counts, and only when a unit follows.
void split(const QString &text, Card::Content &content)
{
    const qsizetype at = text.lastIndexOf(QChar(0x202f));
    const bool hasUnit = at > 0 && !text[at + 1].isDigit();
    content.value = hasUnit ? text.left(at) : text;
    content.unit = hasUnit ? text.mid(at + 1) : QString();
}

QString milliseconds(double ms)
{
    if (std::isnan(ms))
        return u"–"_s;
    return formatDuration(
        std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(ms)));
}

/// The name in an expression as metricNames spells it: without the window.
std::string nameOf(OverviewMetric metric)
{
    const std::string expression = expressionOf(metric, {});
    return expression.substr(0, expression.find('['));
}

const AlertStatus *alertOn(OverviewMetric metric, std::span<const AlertStatus> alerts)
{
    const std::string name = nameOf(metric);
    const AlertStatus *worst = nullptr;
    for (const AlertStatus &alert : alerts) {
        const bool raised = alert.state == AlertState::Pending || alert.state == AlertState::Firing;
        if (!raised || alert.rule.expression.find(name) == std::string::npos)
            continue;
        const auto rank = [](const AlertStatus &status) {
            return std::make_pair(status.state == AlertState::Firing, status.rule.severity);
        };
        if (!worst || rank(alert) > rank(*worst))
            worst = &alert;
    }
    return worst;
}

void raise(Card::Content &content, const AlertStatus &alert)
{
    const bool firing = alert.state == AlertState::Firing;
    const bool critical = firing && alert.rule.severity == AlertSeverity::Critical;
    content.mark = critical ? Mark::Error : Mark::Warning;
    content.noteColor = critical ? Token::Error : Token::Warning;
    content.lineColor = content.noteColor;
    content.note = (firing ? tr("alert firing since %1") : tr("alert pending since %1"))
                       .arg(formatTime(alert.since).left(5));
}

void describe(Card::Content &content, OverviewCard card, const OverviewSnapshot &now)
{
    const auto value = [&](OverviewMetric metric) { return now[metric].now; };
    switch (card) {
    case OverviewCard::Queries:
        content.value = formatNumber(value(OverviewMetric::QueriesPerSecond));
        content.unit = tr("/s");
        content.note = tr("%1 failed/s").arg(formatNumber(value(OverviewMetric::FailedPerSecond)));
        break;
    case OverviewCard::Latency:
        split(milliseconds(value(OverviewMetric::P95)), content);
        content.note =
            tr("p50 %1 · p99 %2")
                .arg(milliseconds(value(OverviewMetric::P50)), milliseconds(value(OverviewMetric::P99)));
        break;
    case OverviewCard::Errors:
        split(formatPercent(value(OverviewMetric::ErrorRate)), content);
        content.note = tr("of the queries");
        break;
    case OverviewCard::Hallucination:
        split(formatPercent(value(OverviewMetric::HallucinationRate)), content);
        content.note = tr("of the verified answers");
        break;
    case OverviewCard::Cache:
        split(formatPercent(value(OverviewMetric::CacheHitRate)), content);
        content.note = tr("of the cache lookups");
        break;
    case OverviewCard::Cost:
        content.value = formatCost(value(OverviewMetric::CostPerQuery));
        content.unit = tr("/ query");
        content.note = tr("%1 tokens a query").arg(formatNumber(value(OverviewMetric::TokensPerQuery)));
        break;
    case OverviewCard::Count:
        break;
    }
}

/// Without a value there is no unit, and the note says what is missing.
void describeNothing(Card::Content &content, OverviewCard card)
{
    content.unit.clear();
    switch (card) {
    case OverviewCard::Hallucination:
        content.note = tr("no verified answers");
        break;
    case OverviewCard::Cache:
        content.note = tr("no cache lookups");
        break;
    case OverviewCard::Cost:
        content.note = tr("no cost reported");
        break;
    default:
        content.note = tr("no queries");
        break;
    }
}

/// A rule that watches the number and is quiet: the number is good, and how far it may go is worth saying.
void showLimit(Card::Content &content, OverviewMetric metric, std::span<const AlertStatus> alerts)
{
    for (const AlertStatus &alert : alerts) {
        const auto threshold = thresholdOf(alert.rule);
        if (!threshold || !alert.rule.enabled || threshold->metric != nameOf(metric))
            continue;
        content.note = tr("below the limit of %1").arg(formatPercent(threshold->value));
        content.noteColor = Token::Ok;
        content.lineColor = Token::Ok;
        return;
    }
}

} // namespace

OverviewMetric metricOf(OverviewCard card)
{
    constexpr std::array<OverviewMetric, overviewCardCount> metrics{
        OverviewMetric::QueriesPerSecond,  OverviewMetric::P95,          OverviewMetric::ErrorRate,
        OverviewMetric::HallucinationRate, OverviewMetric::CacheHitRate, OverviewMetric::CostPerQuery,
    };
    return metrics[static_cast<std::size_t>(card)];
}

Card::Content cardContent(OverviewCard card, const OverviewSnapshot &snapshot,
                          std::span<const AlertStatus> alerts)
{
    Card::Content content;
    content.line = snapshot[metricOf(card)].values;
    describe(content, card, snapshot);
    if (std::isnan(snapshot[metricOf(card)].now))
        describeNothing(content, card);
    else if (card == OverviewCard::Errors || card == OverviewCard::Hallucination)
        showLimit(content, metricOf(card), alerts);
    if (const AlertStatus *alert = alertOn(metricOf(card), alerts))
        raise(content, *alert);
    return content;
}

} // namespace spanwise
