// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/messagesreader.h"
#include "core/store/store.h"

#include <vector>

namespace spanwise {

/// More records than a person reads of one trace; one that logs without end must not fill the memory.
constexpr std::uint32_t maxLogsOfTrace = 100'000;

/// Reads the messages of these traces as the history has them: of their spans and of their log records, the
/// earliest maxLogsOfTrace of each. Any thread; costs one look-up a trace.
Result<MessagesReader> storedMessagesOf(const StoreReader &store, std::vector<TraceId> traces,
                                        const std::stop_token &stop = {});

} // namespace spanwise
