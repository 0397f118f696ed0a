// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/findings.h"

#include "core/model/steplabel.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

namespace spanwise {
namespace {

using Kind = Finding::Kind;

SpanRow at(std::uint32_t row)
{
    return static_cast<SpanRow>(row);
}

/// Why a span failed: the status message, else the recorded exception.
std::string reasonOf(const Span &span)
{
    if (!span.statusMessage.empty())
        return std::string(span.statusMessage);
    for (const Event &event : span.events) {
        for (const std::string_view key : {"exception.message", "exception.type"}) {
            if (const Value *const value = find(event.attributes, key); value != nullptr && value->isString())
                return std::string(value->string());
        }
    }
    return {};
}

/// Adds one to the finding of a kind that has a single entry for the whole trace.
void count(std::vector<Finding> &all, Kind kind, SpanRow row, const Trace &trace, std::uint64_t amount = 1)
{
    auto known = std::ranges::find(all, kind, &Finding::kind);
    if (known == all.end()) {
        all.push_back({.kind = kind, .spans = {}, .count = 0, .time = trace[row].time, .detail = {}});
        known = all.end() - 1;
    }
    known->count += amount;
    if (known->spans.size() < maxFindingSpans)
        known->spans.push_back(row);
}

constexpr std::size_t smallestLimit =
    128; ///< OpenTelemetry's limits are powers of two, or 4095 by some exporters

bool isLimit(std::size_t size)
{
    return size >= smallestLimit &&
           ((size & (size - 1)) == 0 || size == 4095 || size == 1000 || size == 12'000 || size == 32'000);
}

bool saysCut(std::string_view text)
{
    for (const std::string_view end : {"[truncated]", "(truncated)", "...<truncated>"}) {
        if (text.ends_with(end))
            return true;
    }
    return isLimit(text.size()) && (text.ends_with("...") || text.ends_with("\xe2\x80\xa6"));
}

/// The values of one attribute: how many have which length.
struct Lengths
{
    std::size_t longest = 0;
    std::vector<SpanRow> ofLongest;
    std::vector<SpanRow> saidCut;
};

void addCut(const Trace &trace, std::vector<Finding> &all)
{
    std::map<std::string_view, Lengths> byKey;
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        for (const Attribute &attribute : trace[at(i)].attributes) {
            const std::string_view text = attribute.value.stringOr({});
            if (text.size() < smallestLimit)
                continue;
            Lengths &lengths = byKey[attribute.key];
            if (saysCut(text))
                lengths.saidCut.push_back(at(i));
            if (text.size() > lengths.longest) {
                lengths.longest = text.size();
                lengths.ofLongest.clear();
            }
            if (text.size() == lengths.longest && lengths.ofLongest.size() < maxFindingSpans)
                lengths.ofLongest.push_back(at(i));
        }
    }
    for (auto &[key, lengths] : byKey) {
        const bool atLimit = isLimit(lengths.longest) && lengths.ofLongest.size() >= 2;
        std::vector<SpanRow> &spans = lengths.saidCut.empty() ? lengths.ofLongest : lengths.saidCut;
        if (!atLimit && lengths.saidCut.empty())
            continue;
        const TimeWindow time = trace[spans.front()].time;
        const std::uint64_t number = spans.size();
        spans.resize(std::min(spans.size(), maxFindingSpans));
        all.push_back({.kind = Kind::Cut,
                       .spans = std::move(spans),
                       .count = number,
                       .time = time,
                       .detail = std::string(key)});
    }
}

} // namespace

namespace findings {

void addErrors(const Trace &trace, std::vector<Finding> &all)
{
    const SpanTree &tree = trace.tree();
    std::map<std::pair<std::string_view, std::string>, std::size_t> known; // by name and reason
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const SpanRow row = at(i);
        if (!trace.facts(row).failed)
            continue;
        if (std::ranges::any_of(tree.children(row), [&](SpanRow child) { return trace.facts(child).failed; }))
            continue; // told where it began
        std::string reason = reasonOf(trace[row]);
        const auto [place, isNew] = known.try_emplace({stepLabel(trace[row]), reason}, all.size());
        if (!isNew) {
            ++all[place->second].count;
            continue;
        }
        Finding finding{.kind = Kind::Error,
                        .spans = {row},
                        .count = 1,
                        .time = trace[row].time,
                        .detail = std::move(reason)};
        for (SpanRow above = row; !tree.isRoot(above) && trace.facts(tree.parent(above)).failed;) {
            above = tree.parent(above);
            finding.spans.push_back(above);
        }
        all.push_back(std::move(finding));
    }
}

void addSkew(const Trace &trace, std::span<const SkewedClock> clocks, std::vector<Finding> &all)
{
    if (clocks.empty())
        return;
    std::unordered_map<SpanId, std::size_t> clockOf;
    for (std::size_t clock = 0; clock < clocks.size(); ++clock) {
        for (const SpanId &id : clocks[clock].where)
            clockOf.emplace(id, clock);
    }
    std::vector<Finding> found;
    for (const SkewedClock &clock : clocks)
        found.push_back({.kind = Kind::Skewed,
                         .spans = {},
                         .count = clock.spans,
                         .time = {},
                         .detail = clock.service,
                         .offset = clock.offset,
                         .isShifted = clock.shifted});
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const auto clock = clockOf.find(trace[at(i)].id);
        if (clock == clockOf.end())
            continue;
        Finding &finding = found[clock->second];
        if (finding.spans.empty())
            finding.time = trace[at(i)].time;
        finding.spans.push_back(at(i));
    }
    std::erase_if(found, [](const Finding &one) { return one.spans.empty(); });
    std::ranges::move(found, std::back_inserter(all));
}

void addDefects(const Trace &trace, std::vector<Finding> &all)
{
    std::vector<Finding> found;
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const SpanRow row = at(i);
        const Span &span = trace[row];
        if (span.time.end < span.time.begin)
            count(found, Kind::Reversed, row, trace);
        if (trace.tree().isOrphan(row))
            count(found, Kind::Orphans, row, trace);
        if (const auto dropped =
                std::uint64_t(span.droppedAttributes) + span.droppedEvents + span.droppedLinks;
            dropped > 0)
            count(found, Kind::Dropped, row, trace, dropped);
        if (trace.tree().cycleCount() > 0 && span.parent && trace.tree().isRoot(row) &&
            !trace.tree().isOrphan(row))
            count(found, Kind::Cycles, row, trace);
    }
    addCut(trace, found);
    std::ranges::stable_sort(found, {}, &Finding::kind);
    std::ranges::move(found, std::back_inserter(all));
}

} // namespace findings

std::vector<Finding> findingsOf(const Trace &trace, std::span<const SkewedClock> clocks)
{
    std::vector<Finding> all;
    if (trace.size() == 0)
        return all;
    findings::addErrors(trace, all);
    findings::addRetries(trace, all);
    findings::addRepeated(trace, all);
    findings::addGaps(trace, all);
    findings::addSkew(trace, clocks, all);
    findings::addDefects(trace, all);
    return all;
}

} // namespace spanwise
