// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanwise {

/// The words of a search text, as this room compares them: split at white space, case folded, UTF-8.
std::vector<std::string> searchWords(std::string_view text);

/// Case folded UTF-8. Both sides of every comparison go through this one function.
std::string folded(std::string_view text);

/// Lower-case hex digits when word can be the beginning of a trace id (4 to 32 digits), otherwise empty.
std::string traceIdPrefix(std::string_view word);

/// What the index holds for one trace.
std::string searchableText(std::string_view question, std::string_view answer, std::string_view rootName);

/// Trace ids that begin with these lower-case hex digits lie between the two.
std::pair<TraceId, TraceId> idRange(const std::string &hexPrefix);

} // namespace spanwise
