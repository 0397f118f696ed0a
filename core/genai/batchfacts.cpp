// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/documentkey.h"
#include "core/genai/facts.h"
#include "core/genai/reading.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <optional>
#include <thread>

namespace spanwise {
namespace {

/// Who is whose parent within one batch. Open addressing over rows: one allocation, and a million spans are
/// found in no time.
class Family
{
public:
    explicit Family(const std::vector<Span> &spans)
        : m_spans(spans)
        , m_slots(std::bit_ceil(spans.size() * 2 + 2), free)
    {
        for (std::uint32_t row = 0; row < spans.size(); ++row) {
            std::uint32_t &slot = m_slots[slotOf(spans[row].traceId, spans[row].id)];
            if (slot == free) // of two with one id the first
                slot = row;
        }
    }

    std::optional<std::uint32_t> parentOf(std::uint32_t row) const
    {
        const Span &span = m_spans[row];
        if (!span.parent)
            return std::nullopt;
        const std::uint32_t found = m_slots[slotOf(span.traceId, span.parent)];
        return found == free ? std::nullopt : std::optional(found);
    }

private:
    static constexpr std::uint32_t free = UINT32_MAX;

    /// Where the span is, or where it would be.
    std::size_t slotOf(const TraceId &trace, const SpanId &span) const
    {
        std::size_t hash = std::hash<SpanId>()(span) ^ std::hash<TraceId>()(trace);
        hash = (hash ^ hash >> 30U) * 0xbf58476d1ce4e5b9U; // SplitMix64: ids of a counter differ in few bits
        hash = (hash ^ hash >> 27U) * 0x94d049bb133111ebU;
        std::size_t slot = (hash ^ hash >> 31U) & (m_slots.size() - 1);
        while (m_slots[slot] != free &&
               (m_spans[m_slots[slot]].id != span || m_spans[m_slots[slot]].traceId != trace))
            slot = (slot + 1) & (m_slots.size() - 1);
        return slot;
    }

    const std::vector<Span> &m_spans;
    std::vector<std::uint32_t> m_slots;
};

/// Parents of a cycle have no end; no real pipeline is this deep.
constexpr int maxAncestors = 256;

/// What the ancestors of a candidate say about it.
struct Ancestry
{
    bool insideQuery = false; ///< one of them could be the query itself
    bool complete = false;    ///< it reaches an entry span
};

/// What the spans of a batch say by themselves.
struct Readings
{
    std::vector<SpanFacts> facts;
    std::vector<std::uint8_t> mayBeQuery; ///< bytes: threads fill them side by side
    bool related = false;                 ///< what is above and below a span matters
};

Ancestry ancestryOf(std::uint32_t row, const Family &family, const std::vector<Span> &spans,
                    const Readings &readings)
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
        ancestry.insideQuery = ancestry.insideQuery || readings.mayBeQuery[at] != 0;
    }
    return ancestry;
}

void chooseQueries(const Family &family, TelemetryBatch &batch, Readings &readings)
{
    const std::vector<Span> &spans = batch.spans;
    for (std::uint32_t row = 0; row < spans.size(); ++row) {
        if (readings.mayBeQuery[row] == 0 || spans[row].isEntry())
            continue;
        const Ancestry ancestry = ancestryOf(row, family, spans, readings);
        SpanFacts &facts = readings.facts[row];
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
void countUsageOnce(const Family &family, std::vector<SpanFacts> &all)
{
    for (std::uint32_t row = 0; row < all.size(); ++row) {
        if (!hasUsage(all[row]))
            continue;
        auto parent = family.parentOf(row);
        for (int i = 0; parent && *parent != row && i < maxAncestors; ++i) {
            SpanFacts &facts = all[*parent];
            facts.inputTokens = 0;
            facts.outputTokens = 0;
            facts.costUsd = 0;
            parent = family.parentOf(*parent);
        }
    }
}

/// The rows from begin to end; texts that have to be composed go into arena. Whether their relatives matter.
bool readRows(const TelemetryBatch &batch, std::size_t begin, std::size_t end, Arena &arena,
              Readings &readings)
{
    bool related = false;
    for (std::size_t row = begin; row < end; ++row) {
        const Span &span = batch.spans[row];
        const Resource resource =
            span.resource < batch.resources.size() ? batch.resources[span.resource] : Resource{};
        Reading reading = readSpan(span, resource, arena);
        related =
            related || (reading.mayBeQuery && !span.isEntry()) || (span.parent && hasUsage(reading.facts));
        readings.mayBeQuery[row] = reading.mayBeQuery ? 1 : 0;
        if (const std::vector<SeenDocument> seen = seenDocuments(span); !seen.empty())
            reading.facts.documents = arena.copy(std::span<const SeenDocument>(seen));
        readings.facts[row] = reading.facts;
    }
    return related;
}

constexpr std::size_t rowsWorthAThread = 50'000;
constexpr std::size_t mostThreads = 4;

/// Large batches - a file that is opened whole - on several threads.
Readings readAllRows(TelemetryBatch &batch)
{
    struct Part
    {
        Arena arena;
        bool related = false;
    };
    const std::size_t size = batch.spans.size();
    Readings readings{std::vector<SpanFacts>(size), std::vector<std::uint8_t>(size), false};
    const std::size_t parts = std::clamp<std::size_t>(
        std::min<std::size_t>(size / rowsWorthAThread, std::thread::hardware_concurrency()), 1, mostThreads);
    std::vector<Part> others(parts - 1);
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < parts; ++i) {
            threads.emplace_back([&, i] {
                Part &part = others[i - 1];
                part.related =
                    readRows(batch, size * i / parts, size * (i + 1) / parts, part.arena, readings);
            });
        }
        readings.related = readRows(batch, 0, size / parts, batch.arena, readings);
    }
    for (Part &part : others) {
        readings.related = readings.related || part.related;
        batch.arena.absorb(std::move(part.arena));
    }
    return readings;
}

} // namespace

std::vector<SpanFacts> readFacts(TelemetryBatch &batch)
{
    Readings readings = readAllRows(batch);
    if (readings.related) {
        const Family family(batch.spans);
        chooseQueries(family, batch, readings);
        countUsageOnce(family, readings.facts);
    }
    return std::move(readings.facts);
}

} // namespace spanwise
