// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/remote/keepinglabels.h"

namespace spanwise {

void KeepingLabels::setTrace(std::shared_ptr<const Trace> trace)
{
    const std::lock_guard lock(m_mutex);
    m_trace = std::move(trace);
}

/// missing: what the store says of a trace that it does not have.
Status KeepingLabels::keep(TraceId id, const Error &missing)
{
    std::shared_ptr<const Trace> trace;
    {
        const std::lock_guard lock(m_mutex);
        trace = m_trace;
    }
    if (!trace || trace->id() != id)
        return missing; // another one is open by now
    const auto kept = m_keep(*trace);
    if (!kept)
        return kept.error();
    m_kept(id, *kept);
    return Done{};
}

} // namespace spanwise
