// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/pullwish.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace spanwise {

std::optional<Duration> lengthOfTime(const QString &text)
{
    static constexpr std::array<std::pair<QLatin1String, double>, 5> units{
        {{"ms"_L1, 1e6}, {"s"_L1, 1e9}, {"m"_L1, 60e9}, {"h"_L1, 3600e9}, {"d"_L1, 86400e9}}};
    for (const auto &[unit, nanoseconds] : units) {
        bool good = false;
        const double number = text.endsWith(unit) ? text.chopped(unit.size()).toDouble(&good) : 0;
        if (good && number > 0 && number * nanoseconds < 9e18)
            return Duration(static_cast<std::int64_t>(number * nanoseconds));
    }
    return std::nullopt;
}

} // namespace spanwise
