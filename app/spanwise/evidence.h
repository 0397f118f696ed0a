// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerting/rule.h"
#include "core/store/store.h"

namespace spanwise {

/// The queries that made an alert what it is: of its time, its tags, and on the wrong side of what its rule
/// measures (failed for error rates, slower than the threshold for latencies, unsupported answers for
/// hallucinations).
TraceFilter evidenceOf(const AlertStatus &alert, Timestamp now);

} // namespace spanwise
