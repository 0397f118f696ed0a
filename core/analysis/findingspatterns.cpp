// SPDX-License-Identifier: GPL-3.0-or-later
// Retries and repetitions: what siblings of the same name say together.
#include "core/analysis/findings.h"

#include "core/model/steplabel.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace spanwise::findings {
namespace {

constexpr std::size_t fewestRepeated = 5;
constexpr std::size_t mostKept = 50; ///< findings of a kind: the largest; more are noise

/// Calls take with every group of siblings that have the same name, in start order; groups of one are left
/// out.
template<class Take>
void forEachNamesake(const Trace &trace, Take take)
{
    std::unordered_map<std::string_view, std::vector<SpanRow>> byName;
    const auto look = [&](std::span<const SpanRow> siblings) {
        if (siblings.size() < 2)
            return;
        byName.clear();
        for (const SpanRow row : siblings)
            byName[stepLabel(trace[row])].push_back(row);
        for (const SpanRow row : siblings) { // in start order, whatever the map's
            auto &group = byName[stepLabel(trace[row])];
            if (group.size() >= 2)
                take(group);
            group.clear();
        }
    };
    for (std::uint32_t row = 0; row < trace.size(); ++row)
        look(trace.tree().children(static_cast<SpanRow>(row)));
}

Finding found(Finding::Kind kind, const Trace &trace, std::vector<SpanRow> spans)
{
    Finding finding{.kind = kind, .spans = std::move(spans), .count = 0, .time = {}, .detail = {}};
    finding.count = finding.spans.size();
    finding.time = {trace[finding.spans.front()].time.begin, trace[finding.spans.back()].time.end};
    finding.detail = std::string(stepLabel(trace[finding.spans.front()]));
    finding.spans.resize(std::min(finding.spans.size(), maxFindingSpans));
    return finding;
}

/// Those that took longest, in the order of the trace.
void addLongest(std::vector<Finding> some, std::vector<Finding> &all)
{
    if (some.size() > mostKept) {
        std::ranges::stable_sort(some, std::greater(), [](const Finding &one) { return one.time.length(); });
        some.resize(mostKept);
        std::ranges::stable_sort(some, {}, [](const Finding &one) { return one.time.begin; });
    }
    std::ranges::move(some, std::back_inserter(all));
}

} // namespace

void addRetries(const Trace &trace, std::vector<Finding> &all)
{
    std::vector<Finding> some;
    forEachNamesake(trace, [&](const std::vector<SpanRow> &group) {
        std::vector<SpanRow> run;
        const auto close = [&] {
            if (run.size() >= 2)
                some.push_back(found(Finding::Kind::Retry, trace, run));
            run.clear();
        };
        for (const SpanRow row : group) {
            if (!run.empty() && trace[row].time.begin < trace[run.back()].time.end)
                close(); // side by side: not because that one failed
            run.push_back(row);
            if (!trace.facts(row).failed)
                close();
        }
        close();
    });
    addLongest(std::move(some), all);
}

void addRepeated(const Trace &trace, std::vector<Finding> &all)
{
    std::vector<Finding> some;
    forEachNamesake(trace, [&](const std::vector<SpanRow> &group) {
        if (group.size() < fewestRepeated)
            return;
        const TimeWindow parent = trace[trace.tree().parent(group.front())].time;
        std::vector<SpanRow> run;
        Duration sum{};
        for (const SpanRow row : group) {
            const TimeWindow time = trace[row].time;
            const bool follows = run.empty() || time.begin >= trace[run.back()].time.end;
            const bool isShort = time.length() * 10 < parent.length();
            if (!trace.tree().children(row).empty() || !isShort || !follows)
                continue;
            run.push_back(row);
            sum += time.length();
        }
        if (run.size() >= fewestRepeated && run.size() * 2 > group.size() && sum * 10 >= parent.length())
            some.push_back(found(Finding::Kind::Repeated, trace, std::move(run)));
    });
    addLongest(std::move(some), all);
}

} // namespace spanwise::findings
