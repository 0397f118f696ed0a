// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/trace.h"

#include "core/model/sharedhalves.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstdint>
#include <functional>
#include <utility>

namespace spanwise {
namespace {

/// Moves every item to its place, without a second list: a trace of a million spans is hundreds of megabytes.
template<class Item>
void arrange(std::vector<Item> &items, std::vector<std::uint32_t> order)
{
    for (std::uint32_t first = 0; first < order.size(); ++first) {
        if (order[first] == first)
            continue;
        Item held = items[first];
        std::uint32_t to = first;
        while (order[to] != first) {
            items[to] = items[order[to]];
            to = std::exchange(order[to], to);
        }
        items[to] = held;
        order[to] = to;
    }
}

/// Puts spans and facts into start order together. Run before the tree is built from the spans.
TelemetryBatch sorted(TelemetryBatch batch, std::vector<SpanFacts> &facts)
{
    assert(batch.spans.size() == facts.size());
    adoptSharedHalves(batch); // the halves of a call may have come in different requests
    if (std::ranges::is_sorted(batch.spans, {}, [](const Span &span) { return span.time.begin; }))
        return batch;
    struct Place
    {
        Timestamp begin;
        std::uint32_t row;
    };
    std::vector<Place> places;
    places.reserve(batch.spans.size());
    for (std::uint32_t row = 0; row < batch.spans.size(); ++row)
        places.push_back({batch.spans[row].time.begin, row});
    std::ranges::stable_sort(places, {}, &Place::begin);
    std::vector<std::uint32_t> order(places.size());
    std::ranges::transform(places, order.begin(), &Place::row);
    arrange(batch.spans, order);
    arrange(facts, std::move(order));
    return batch;
}

/// So that what is no number equals itself.
std::uint64_t bits(double value)
{
    return std::bit_cast<std::uint64_t>(value);
}

std::size_t hashOf(const SpanFacts &facts)
{
    std::size_t hash =
        static_cast<std::size_t>(facts.step) * 4 + (facts.isQuery ? 2U : 0U) + (facts.failed ? 1U : 0U);
    const auto mix = [&](auto value) {
        hash = (hash ^ static_cast<std::size_t>(value)) * 0x9e3779b97f4a7c15U;
    };
    mix(facts.inputTokens);
    mix(facts.outputTokens);
    mix(bits(facts.costUsd));
    mix(bits(facts.hallucination.value_or(-1)));
    mix(facts.cacheHit ? (*facts.cacheHit ? 2 : 1) : 0);
    mix(std::hash<TraceId>()(facts.replayOf));
    mix(std::hash<std::string_view>()(facts.model));
    mix(std::hash<std::string_view>()(facts.pipeline));
    mix(reinterpret_cast<std::uintptr_t>(facts.documents.data()));
    for (const std::string_view text : {facts.question, facts.answer, facts.context})
        mix(text.size() < 64 ? std::hash<std::string_view>()(text)
                             : reinterpret_cast<std::uintptr_t>(text.data()));
    return hash ^ hash >> 29U;
}

bool isSame(std::string_view left, std::string_view right)
{
    return (left.data() == right.data() && left.size() == right.size()) ||
           (left.size() < 64 && left == right);
}

/// Long texts and documents are the same when they lie in the same place; that they are compared any deeper
/// does not pay.
bool isSame(const SpanFacts &left, const SpanFacts &right)
{
    return left.step == right.step && left.isQuery == right.isQuery && left.failed == right.failed &&
           left.inputTokens == right.inputTokens && left.outputTokens == right.outputTokens &&
           bits(left.costUsd) == bits(right.costUsd) &&
           left.hallucination.has_value() == right.hallucination.has_value() &&
           bits(left.hallucination.value_or(0)) == bits(right.hallucination.value_or(0)) &&
           left.cacheHit == right.cacheHit && left.replayOf == right.replayOf &&
           left.documents.data() == right.documents.data() &&
           left.documents.size() == right.documents.size() && isSame(left.model, right.model) &&
           isSame(left.pipeline, right.pipeline) && isSame(left.question, right.question) &&
           isSame(left.answer, right.answer) && isSame(left.context, right.context);
}

/// Leaves each of the different facts once in facts, in the order of their first span; the answer tells whose
/// are whose.
std::vector<std::uint32_t> shareEqual(std::vector<SpanFacts> &facts)
{
    std::vector<std::uint32_t> at(facts.size());
    // Open addressing: index + 1 of a kept item, or 0.
    std::vector<std::uint32_t> table(std::bit_ceil(facts.size() * 2 + 2), 0);
    std::uint32_t kept = 0;
    for (std::size_t row = 0; row < facts.size(); ++row) {
        std::size_t slot = hashOf(facts[row]) & (table.size() - 1);
        while (table[slot] != 0 && !isSame(facts[table[slot] - 1], facts[row]))
            slot = (slot + 1) & (table.size() - 1);
        if (table[slot] == 0) {
            facts[kept] = facts[row];
            table[slot] = ++kept;
        }
        at[row] = table[slot] - 1;
    }
    facts.resize(kept);
    facts.shrink_to_fit();
    return at;
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
    , m_factsAt(shareEqual(m_facts))
    , m_tree(m_batch.spans)
    , m_time(extent(m_batch.spans))
{
    const auto query =
        std::ranges::find_if(m_factsAt, [this](std::uint32_t at) { return m_facts[at].isQuery; });
    if (query != m_factsAt.end())
        m_queryRow = static_cast<SpanRow>(query - m_factsAt.begin());
    else if (!m_tree.roots().empty())
        m_queryRow = m_tree.roots().front();
}

} // namespace spanwise
