// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <stop_token>
#include <string_view>
#include <vector>

namespace spanwise {

/// The spans of a trace in which text occurs, ascending: in the name, the status message, names and
/// attributes of events, keys and values of attributes, whole numbers among them. Compared as foldText()
/// does. Nothing for an empty text.
///
/// Any thread; runs on up to four of its own. A text or list that many spans share is looked at once. Empty
/// when stopped.
std::vector<SpanRow> scanForText(const Trace &trace, std::string_view text, const std::stop_token &stop = {});

} // namespace spanwise
