// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/decodedbatch.h"

#include <utility>

namespace spanwise {

void append(DecodedBatch &into, DecodedBatch from)
{
    append(into.batch, std::move(from.batch));
    for (const Signal signal : {Signal::Traces, Signal::Logs, Signal::Metrics}) {
        Rejected &target = into.rejected(signal);
        target.count += from.rejected(signal).count;
        if (target.firstReason.empty())
            target.firstReason = std::move(from.rejected(signal).firstReason);
    }
}

} // namespace spanwise
