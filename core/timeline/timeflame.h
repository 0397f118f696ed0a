// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/criticalpath.h"
#include "core/timeline/spanlanes.h"

namespace spanwise {

/// The flame graph of a trace by time: every span below its parent, at the time when it ran. Frames are span
/// rows.
///
/// A span takes the first lane below its parent's that is free when it begins, so parallel spans lie side by
/// side and none hides another. A span that ends before it begins counts as its first instant. O(n log
/// lanes).
SpanLanes timeFlame(const Trace &trace, const CriticalPath &path);

} // namespace spanwise
