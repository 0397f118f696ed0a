// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/queryarrivals.h"

namespace spanwise {

void QueryArrivals::committed(const CommittedBatch &batch)
{
    for (std::size_t i = 0; i < batch.facts.size(); ++i) {
        const Span &span = batch.batch.spans[i];
        if (batch.duplicate[i] || !(batch.facts[i].isQuery || !span.parent) ||
            !m_told.insert(span.traceId).second)
            continue;
        m_order.push_back(span.traceId);
        if (m_order.size() > remembered) {
            m_told.erase(m_order.front());
            m_order.pop_front();
        }
        m_arrived(span.traceId);
    }
}

} // namespace spanwise
