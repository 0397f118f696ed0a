// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/model/spanfacts.h"
#include "core/model/spantree.h"

#include <span>
#include <vector>

namespace spanwise {

/// One whole trace as an immutable snapshot: its spans in start order, what they mean, and their tree.
///
/// Handed between threads as shared_ptr<const Trace>; nothing changes after construction.
class Trace
{
public:
    /// batch holds the spans of one trace, without duplicates; facts[i] belongs to batch.spans[i].
    /// Both are sorted by start time, ties by arrival. Equal facts are kept once. O(n log n), O(n) when they
    /// are sorted already.
    Trace(TelemetryBatch batch, std::vector<SpanFacts> facts);

    std::size_t size() const noexcept { return m_batch.spans.size(); }
    const Span &operator[](SpanRow row) const { return m_batch.spans[SpanTree::index(row)]; }
    const SpanFacts &facts(SpanRow row) const { return m_facts[m_factsAt[SpanTree::index(row)]]; }
    const Resource &resource(SpanRow row) const { return m_batch.resources[(*this)[row].resource]; }
    const Scope &scope(SpanRow row) const { return m_batch.scopes[(*this)[row].scope]; }
    const SpanTree &tree() const noexcept { return m_tree; }
    const TelemetryBatch &batch() const noexcept { return m_batch; }
    TraceId id() const noexcept { return m_batch.spans.empty() ? TraceId{} : m_batch.spans.front().traceId; }

    /// From the earliest begin to the latest end; never empty: at least one nanosecond.
    TimeWindow time() const noexcept { return m_time; }

    /// The span that answers the question: the first whose facts say so, else the first root. Only when
    /// size() > 0.
    SpanRow queryRow() const noexcept { return m_queryRow; }

private:
    TelemetryBatch m_batch;
    std::vector<SpanFacts> m_facts;       // the different ones
    std::vector<std::uint32_t> m_factsAt; // by row: index into m_facts
    SpanTree m_tree;
    TimeWindow m_time;
    SpanRow m_queryRow{};
};

} // namespace spanwise
