// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <QString>

namespace spanwise {

/// RFC 3339 in UTC with nanoseconds: "2026-05-01T12:00:00.000000001Z".
QString rfc3339Of(Timestamp time);
/// As Go reads durations: "1500000ns" is exact and always understood.
QString goDurationOf(Duration duration);
/// Whole seconds since 1970, down or up.
qint64 secondsBefore(Timestamp time);
qint64 secondsAfter(Timestamp time);

} // namespace spanwise
