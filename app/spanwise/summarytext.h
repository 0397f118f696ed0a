// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/tracesummary.h"

#include <QString>

namespace spanwise {

/// One JSON object without a line end: trace_id, start (RFC 3339, UTC, nanoseconds), duration_ms, service, name,
/// question, span_count, error_count.
QString jsonLine(const TraceSummary &summary);

/// One line for people: time, duration, steps, status, question or name, trace id.
QString textLine(const TraceSummary &summary);

} // namespace spanwise
