// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/trace.h"

#include "core/model/sharedhalves.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace spanwise {
namespace {

/// Puts spans and facts into start order together. Run before the tree is built from the spans.
TelemetryBatch sorted(TelemetryBatch batch, std::vector<SpanFacts> &facts)
{
    assert(batch.spans.size() == facts.size());
    adoptSharedHalves(batch); // the halves of a call may have come in different requests
    std::vector<std::uint32_t> order(batch.spans.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return batch.spans[i].time.begin; });

    std::vector<Span> spans;
    std::vector<SpanFacts> sortedFacts;
    spans.reserve(order.size());
    sortedFacts.reserve(order.size());
    for (const std::uint32_t i : order) {
        spans.push_back(batch.spans[i]);
        sortedFacts.push_back(facts[i]);
    }
    batch.spans = std::move(spans);
    facts = std::move(sortedFacts);
    return batch;
}

TimeWindow extent(const std::vector<Span> &spans)
{
    if (spans.empty())
        return {Timestamp{}, Timestamp{} + Duration(1)};
    TimeWindow window{spans.front().time.begin, spans.front().time.end};
    for (const Span &span : spans)
        window.end = std::max(window.end, span.time.end);
    if (window.begin == Timestamp::max()) // the last nanosecond that can be told
        window.begin -= Duration(1);
    window.end = std::max(window.end, window.begin + Duration(1));
    return window;
}

} // namespace

Trace::Trace(TelemetryBatch batch, std::vector<SpanFacts> facts)
    : m_batch(sorted(std::move(batch), facts))
    , m_facts(std::move(facts))
    , m_tree(m_batch.spans)
    , m_time(extent(m_batch.spans))
{
    const auto query = std::ranges::find_if(m_facts, &SpanFacts::isQuery);
    if (query != m_facts.end())
        m_queryRow = static_cast<SpanRow>(query - m_facts.begin());
    else if (!m_tree.roots().empty())
        m_queryRow = m_tree.roots().front();
}

} // namespace spanwise
