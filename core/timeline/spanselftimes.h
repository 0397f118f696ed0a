// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <vector>

namespace spanwise {

/// The part of time that lies within; empty parts have length 0. A time that ends before it begins is empty.
TimeWindow cutTo(TimeWindow time, TimeWindow within);

/// How long each span ran within a stretch of time while none of its children did, by row. O(n).
std::vector<Duration> spanSelfTimes(const Trace &trace, TimeWindow within);

} // namespace spanwise
