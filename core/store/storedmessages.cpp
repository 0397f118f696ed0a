// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storedmessages.h"

#include <algorithm>

namespace spanwise {

Result<MessagesReader> storedMessagesOf(const StoreReader &store, std::vector<TraceId> traces,
                                        const std::stop_token &stop)
{
    std::sort(traces.begin(), traces.end());
    traces.erase(std::unique(traces.begin(), traces.end()),
                 traces.end()); // a trace may be compared with itself
    std::vector<std::shared_ptr<const TelemetryBatch>> logs;
    for (const TraceId trace : traces) {
        auto records = store.logsOf(trace, maxLogsOfTrace, stop);
        if (!records)
            return records.error();
        logs.push_back(std::move(*records));
    }
    return messagesWith(std::move(logs));
}

} // namespace spanwise
