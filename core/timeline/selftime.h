// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

namespace spanwise {

/// How long a span ran while none of its children did: its length less the union of theirs, cut to it.
/// O(children).
Duration selfTime(const Trace &trace, SpanRow row);

} // namespace spanwise
