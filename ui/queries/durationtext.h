// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <QStringView>

#include <optional>

namespace spanwise {

/// Reads "400ms", "2 s", "1.5s", "1,5 s", "250us", "3 min", "1h". A number alone counts as milliseconds.
/// nullopt for anything else, for negative values and for more than a hundred years.
std::optional<Duration> parseDuration(QStringView text);

} // namespace spanwise
