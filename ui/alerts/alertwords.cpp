// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertwords.h"

#include "ui/models/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <string_view>

namespace spanwise {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("spanwise::Alerts", text);
}

/// Where the one comparison outside of brackets and quotes stands.
struct Comparison
{
    std::size_t at;
    std::size_t length;
};

std::optional<Comparison> comparisonIn(std::string_view expression)
{
    constexpr std::array<std::string_view, 6> operators{">=", "<=", "==", "!=", ">", "<"};
    std::optional<Comparison> found;
    int depth = 0;
    char quote = 0;
    for (std::size_t i = 0; i < expression.size(); ++i) {
        const char c = expression[i];
        if (quote != 0) {
            if (c == '\\')
                ++i;
            else if (c == quote)
                quote = 0;
            continue;
        }
        if (c == '"' || c == '\'')
            quote = c;
        else if (c == '(' || c == '[' || c == '{')
            ++depth;
        else if (c == ')' || c == ']' || c == '}')
            --depth;
        if (depth != 0)
            continue;
        const auto match = std::ranges::find_if(
            operators, [&](std::string_view op) { return expression.substr(i).starts_with(op); });
        if (match == operators.end())
            continue;
        if (found)
            return std::nullopt; // two comparisons: the value says nothing about the whole
        found = Comparison{i, match->size()};
        i += match->size() - 1;
    }
    return found;
}

} // namespace

QString severityWords(AlertSeverity severity)
{
    switch (severity) {
    case AlertSeverity::Info:
        return tr("info");
    case AlertSeverity::Warning:
        return tr("warning");
    case AlertSeverity::Critical:
        return tr("critical");
    }
    return {};
}

QString stateWords(AlertState state)
{
    switch (state) {
    case AlertState::Inactive:
        return tr("inactive");
    case AlertState::Pending:
        return tr("pending");
    case AlertState::Firing:
        return tr("firing");
    case AlertState::Resolved:
        return tr("resolved");
    }
    return {};
}

QString standingWords(const AlertStatus &alert, Timestamp now)
{
    if (!alert.rule.enabled)
        return tr("off");
    const QString length = roughDuration(std::max(Duration{}, now - alert.since));
    switch (alert.state) {
    case AlertState::Inactive:
        return tr("inactive");
    case AlertState::Pending:
        return tr("pending %1").arg(length);
    case AlertState::Firing:
        return alert.acknowledged ? tr("firing %1, seen").arg(length) : tr("firing %1").arg(length);
    case AlertState::Resolved:
        return tr("resolved %1").arg(formatTime(alert.since).left(5));
    }
    return {};
}

QString comparisonWords(const AlertStatus &alert)
{
    const std::string_view expression = alert.rule.expression;
    const auto text = [](std::string_view part) {
        return QString::fromUtf8(part.data(), static_cast<qsizetype>(part.size())).simplified();
    };
    QString words = text(expression);
    // What does not hold is not said as if it did.
    const bool holds = alert.state == AlertState::Pending || alert.state == AlertState::Firing;
    if (const auto comparison = comparisonIn(expression); comparison && alert.value)
        words = (holds ? QStringLiteral("%1 = %2 %3") : tr("%1 = %2 (limit %3)"))
                    .arg(text(expression.substr(0, comparison->at)), formatNumber(*alert.value),
                         text(expression.substr(comparison->at)));
    if (alert.rule.hold > Duration{})
        words += tr(" for %1").arg(roughDuration(alert.rule.hold));
    return words;
}

QString tagWords(const MetricTags &tags)
{
    if (tags.empty())
        return {};
    QStringList pairs;
    for (const auto &[key, value] : tags)
        pairs.append(
            QStringLiteral("%1=\"%2\"").arg(QString::fromStdString(key), QString::fromStdString(value)));
    return QStringLiteral("{%1}").arg(pairs.join(QStringLiteral(", ")));
}

Mark markOf(const AlertStatus &alert)
{
    if (alert.state == AlertState::Firing)
        return alert.rule.severity == AlertSeverity::Critical ? Mark::Error : Mark::Warning;
    return alert.state == AlertState::Pending    ? Mark::Warning
           : alert.state == AlertState::Resolved ? Mark::Ok
                                                 : Mark::Idle;
}

QString countWords(const std::vector<AlertStatus> &alerts)
{
    const auto count = [&](AlertState state) {
        return std::ranges::count_if(alerts, [&](const AlertStatus &a) { return a.state == state; });
    };
    QStringList parts;
    if (const auto firing = count(AlertState::Firing); firing > 0)
        parts.append(tr("%1 firing").arg(firing));
    if (const auto pending = count(AlertState::Pending); pending > 0)
        parts.append(tr("%1 pending").arg(pending));
    if (const auto quiet = count(AlertState::Inactive) + count(AlertState::Resolved); quiet > 0)
        parts.append(tr("%1 quiet").arg(quiet));
    return parts.join(QStringLiteral(" · "));
}

QString roughDuration(Duration duration)
{
    using namespace std::chrono;
    const auto s = duration_cast<seconds>(duration).count();
    const QChar space(0x202F); // narrow no-break, as everywhere between number and unit
    const auto words = [&](auto number, const QString &unit) -> QString {
        return QString::number(number) + space + unit;
    };
    if (duration < seconds(1) && duration > Duration{})
        return formatDuration(duration);
    if (s < 90)
        return words(s, tr("s"));
    if (s < 90 * 60)
        return words((s + 30) / 60, tr("min"));
    if (s < 36 * 3600)
        return words((s + 1800) / 3600, tr("h"));
    return words((s + 43200) / 86400, tr("d"));
}

} // namespace spanwise
