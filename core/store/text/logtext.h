// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/logrecord.h"

#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// Whether every word (folded, see searchWords) occurs somewhere in the record: severity text, event name,
/// body, texts and numbers of its attributes. The same for every store.
bool matchesAllWords(const LogRecord &record, const std::vector<std::string> &words);

} // namespace spanwise
