// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/defects.h"

namespace spanwise {

TraceDefects defectsOf(const Trace &trace)
{
    const SpanTree &tree = trace.tree();
    TraceDefects defects{.orphans = tree.orphanCount(), .cycles = tree.cycleCount()};
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        const Span &span = trace[row];
        defects.reversed += span.time.end < span.time.begin ? 1U : 0U;
        defects.dropped += span.droppedAttributes + span.droppedEvents + span.droppedLinks;
        if (!tree.isRoot(row) && span.time.begin < trace[tree.parent(row)].time.begin)
            ++defects.skewed;
    }
    return defects;
}

} // namespace spanwise
