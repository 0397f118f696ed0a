// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settingshooks.h"

#include "core/metrics/engine.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace spanwise {

ExpressionCheck checkOf(std::shared_ptr<const MetricEngine> engine)
{
    return [engine = std::move(engine)](const QString &expression) -> std::optional<ExpressionProblem> {
        const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
        const auto answer = engine->evaluate(expression.toStdString(), now);
        if (answer)
            return std::nullopt;
        static const QRegularExpression place(u"^at (\\d+): (.*)$"_s,
                                              QRegularExpression::DotMatchesEverythingOption);
        const QString message = QString::fromStdString(answer.error().message);
        const auto match = place.match(message);
        if (!match.hasMatch())
            return ExpressionProblem{-1, message};
        return ExpressionProblem{match.captured(1).toInt() - 1,
                                 match.captured(2)}; // people count from 1, fields from 0
    };
}

} // namespace spanwise
