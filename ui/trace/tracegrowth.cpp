// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/tracegrowth.h"

#include <utility>

namespace spanwise {

TraceGrowth TraceGrowth::make(std::shared_ptr<const Trace> sent, bool shiftClocks,
                              std::optional<TimeWindow> range)
{
    TraceGrowth made;
    SkewCorrection correction = correctSkew(sent);
    made.shown = shiftClocks ? std::move(correction.trace) : sent;
    made.sent = std::move(sent);
    made.clocks = std::move(correction.clocks);
    made.isShifted = shiftClocks;
    made.facts = TraceHeader::factsOf(*made.shown);
    made.range = range;
    made.sums = rangeSums(*made.shown, range.value_or(made.shown->time()));
    return made;
}

} // namespace spanwise
