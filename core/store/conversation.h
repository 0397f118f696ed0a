// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

namespace spanwise {

/// The queries whose spans name this session (core/genai/sessionkeys.h), oldest first, at most the newest
/// 500. As costly as one search for the attributes; any thread.
Result<std::vector<TraceSummary>> conversationOf(const StoreReader &store, const std::string &session,
                                                 std::stop_token stop = {});

} // namespace spanwise
