// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/tracesummary.h"
#include "core/store/search.h"

#include <QString>

namespace spanwise {

/// One JSON object without a line end: trace_id, start (RFC 3339, UTC, nanoseconds), duration_ms, service,
/// name, question, span_count, error_count.
QString jsonLine(const TraceSummary &summary);

/// One line for people: time, duration, steps, status, question or name, trace id.
QString textLine(const TraceSummary &summary);

/// The same with what a search found: "spans" (ids), and where it asked for them "groups" and "selected" (an
/// object a span).
QString jsonLine(const SearchHit &hit);

/// The same with one indented line for each span for which a search selected something.
QString textLine(const SearchHit &hit);

} // namespace spanwise
