// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/pull/remotesearch.h"

#include <string>

namespace spanwise {

/// The search as TraceQL (protocols.md 5.3): the user's own when there is one, `{}` when nothing narrows it.
std::string traceQlOf(const RemoteSearch &search);

/// The same for a Tempo without TraceQL: logfmt for the parameter `tags`. The duration goes into parameters
/// of its own.
std::string tempoTagsOf(const RemoteSearch &search);

} // namespace spanwise
