// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/documentkey.h"
#include "core/genai/facts.h"
#include "core/genai/reading.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>

namespace spanwise {
namespace {

/// Who is whose parent within one batch. Sorted positions instead of a hash table: one allocation.
class Family
{
public:
    explicit Family(const std::vector<Span> &spans) : m_spans(spans)
    {
        m_byId.reserve(spans.size());
        for (std::uint32_t i = 0; i < spans.size(); ++i)
            m_byId.push_back(i);
        std::ranges::sort(m_byId, {}, [&](std::uint32_t i) { return key(spans[i].traceId, spans[i].id); });
    }

    std::optional<std::uint32_t> parentOf(std::uint32_t row) const
    {
        const Span &span = m_spans[row];
        if (!span.parent)
            return std::nullopt;
        const auto wanted = key(span.traceId, span.parent);
        const auto idOf = [&](std::uint32_t i) { return key(m_spans[i].traceId, m_spans[i].id); };
        const auto it = std::ranges::lower_bound(m_byId, wanted, {}, idOf);
        return it != m_byId.end() && idOf(*it) == wanted ? std::optional(*it) : std::nullopt;
    }

private:
    static std::tuple<TraceId, SpanId> key(const TraceId &trace, const SpanId &span) { return {trace, span}; }

    const std::vector<Span> &m_spans;
    std::vector<std::uint32_t> m_byId;
};

/// Parents of a cycle have no end; no real pipeline is this deep.
constexpr int maxAncestors = 256;

/// What the ancestors of a candidate say about it.
struct Ancestry
{
    bool insideQuery = false; ///< one of them could be the query itself
    bool complete = false;    ///< it reaches an entry span
};

Ancestry ancestryOf(std::uint32_t row, const Family &family, const std::vector<Span> &spans,
                    const std::vector<Reading> &readings)
{
    Ancestry ancestry;
    std::uint32_t at = row;
    for (int i = 0; i < maxAncestors; ++i) {
        if (spans[at].isEntry()) {
            ancestry.complete = true;
            break;
        }
        const auto parent = family.parentOf(at);
        if (!parent)
            break;
        at = *parent;
        ancestry.insideQuery = ancestry.insideQuery || readings[at].mayBeQuery;
    }
    return ancestry;
}

void chooseQueries(const Family &family, TelemetryBatch &batch, std::vector<Reading> &readings)
{
    const std::vector<Span> &spans = batch.spans;
    for (std::uint32_t row = 0; row < spans.size(); ++row) {
        if (!readings[row].mayBeQuery || spans[row].isEntry())
            continue;
        const Ancestry ancestry = ancestryOf(row, family, spans, readings);
        SpanFacts &facts = readings[row].facts;
        if (ancestry.insideQuery)
            forgetQuery(facts);
        else if (!facts.isQuery && ancestry.complete)
            readQuery(spans[row], batch.arena, facts);
    }
}

bool hasUsage(const SpanFacts &facts)
{
    return facts.inputTokens != 0 || facts.outputTokens != 0 || facts.costUsd > 0;
}

/// Two instrumentations may report one model call, one inside the other: the inner one counts.
void countUsageOnce(const Family &family, const std::vector<Span> &spans, std::vector<Reading> &readings)
{
    for (std::uint32_t row = 0; row < spans.size(); ++row) {
        if (!hasUsage(readings[row].facts))
            continue;
        auto parent = family.parentOf(row);
        for (int i = 0; parent && *parent != row && i < maxAncestors; ++i) {
            SpanFacts &facts = readings[*parent].facts;
            facts.inputTokens = 0;
            facts.outputTokens = 0;
            facts.costUsd = 0;
            parent = family.parentOf(*parent);
        }
    }
}

} // namespace

std::vector<SpanFacts> readFacts(TelemetryBatch &batch)
{
    std::vector<Reading> readings;
    readings.reserve(batch.spans.size());
    bool related = false;
    for (const Span &span : batch.spans) {
        const Resource resource =
            span.resource < batch.resources.size() ? batch.resources[span.resource] : Resource{};
        readings.push_back(readSpan(span, resource, batch.arena));
        related = related || (readings.back().mayBeQuery && !span.isEntry())
                  || (span.parent && hasUsage(readings.back().facts));
    }
    if (related) {
        const Family family(batch.spans);
        chooseQueries(family, batch, readings);
        countUsageOnce(family, batch.spans, readings);
    }
    std::vector<SpanFacts> facts;
    facts.reserve(readings.size());
    for (std::size_t row = 0; row < readings.size(); ++row) {
        facts.push_back(readings[row].facts);
        if (const std::vector<SeenDocument> seen = seenDocuments(batch.spans[row]); !seen.empty())
            facts.back().documents = batch.arena.copy(std::span<const SeenDocument>(seen));
    }
    return facts;
}

} // namespace spanwise
