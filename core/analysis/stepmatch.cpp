// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/stepmatch.h"

#include "core/model/steplabel.h"

#include <algorithm>
#include <deque>
#include <unordered_map>

namespace spanwise {
namespace {

/// The same step in both runs; at least one is set.
struct Pair
{
    std::optional<SpanRow> baseline;
    std::optional<SpanRow> replay;
    std::uint32_t depth = 0;
};

StepRun runOf(const Trace &trace, SpanRow row)
{
    const Span &span = trace[row];
    return {row, std::max(Duration{}, span.time.length()),
            trace.facts(row).failed || span.status == StatusCode::Error};
}

class Matcher
{
public:
    Matcher(const Trace &baseline, const Trace &replay)
        : m_baseline(baseline)
        , m_replay(replay)
    {
    }

    std::vector<ComparedStep> run()
    {
        const Pair top = answering();
        if (!top.baseline && !top.replay)
            return {};
        walk({top});
        return std::move(m_steps);
    }

    std::vector<ComparedStep> runWhole()
    {
        Pair top = answering();
        if (!top.baseline && !top.replay)
            return {};
        climb(top);
        std::vector<Pair> open{top};
        const auto others = [](const Trace &trace, const std::optional<SpanRow> &taken) {
            std::vector<SpanRow> rows;
            const SpanRow own = taken ? rootOf(trace, *taken) : SpanRow{};
            for (const SpanRow row : trace.tree().roots())
                if (!taken || row != own)
                    rows.push_back(row);
            return rows;
        };
        const std::vector<SpanRow> left = others(m_baseline, top.baseline);
        const std::vector<SpanRow> right = others(m_replay, top.replay);
        const std::vector<Pair> roots = pairs(left, right, 0);
        open.insert(open.begin(), roots.rbegin(), roots.rend());
        walk(std::move(open));
        return std::move(m_steps);
    }

private:
    Pair answering() const
    {
        Pair top;
        if (m_baseline.size() > 0)
            top.baseline = answeringRow(m_baseline);
        if (m_replay.size() > 0)
            top.replay = answeringRow(m_replay);
        return top;
    }

    static SpanRow rootOf(const Trace &trace, SpanRow row)
    {
        while (!trace.tree().isRoot(row))
            row = trace.tree().parent(row);
        return row;
    }

    /// What called the query belongs to the comparison as far as it is the same in both.
    void climb(Pair &top) const
    {
        while (top.baseline && top.replay && !m_baseline.tree().isRoot(*top.baseline) &&
               !m_replay.tree().isRoot(*top.replay)) {
            const SpanRow left = m_baseline.tree().parent(*top.baseline);
            const SpanRow right = m_replay.tree().parent(*top.replay);
            if (stepLabel(m_baseline[left]) != stepLabel(m_replay[right]))
                return;
            top.baseline = left;
            top.replay = right;
        }
    }

    /// A stack of our own, the next at its end: traces may be thousands of spans deep.
    void walk(std::vector<Pair> open)
    {
        while (!open.empty()) {
            const Pair pair = open.back();
            open.pop_back();
            m_steps.push_back(describe(pair));
            const std::vector<Pair> below = childrenOf(pair);
            open.insert(open.end(), below.rbegin(), below.rend());
        }
    }

    ComparedStep describe(const Pair &pair) const
    {
        const Trace &named = pair.baseline ? m_baseline : m_replay;
        const SpanRow row = pair.baseline ? *pair.baseline : *pair.replay;
        ComparedStep step;
        step.name = stepLabel(named[row]);
        step.kind = named.facts(row).step;
        step.depth = pair.depth;
        if (pair.baseline)
            step.baseline = runOf(m_baseline, *pair.baseline);
        if (pair.replay)
            step.replay = runOf(m_replay, *pair.replay);
        return step;
    }

    std::vector<Pair> childrenOf(const Pair &pair) const
    {
        std::span<const SpanRow> left;
        std::span<const SpanRow> right;
        if (pair.baseline)
            left = m_baseline.tree().children(*pair.baseline);
        if (pair.replay)
            right = m_replay.tree().children(*pair.replay);
        return pairs(left, right, pair.depth + 1);
    }

    std::vector<Pair> pairs(std::span<const SpanRow> left, std::span<const SpanRow> right,
                            std::uint32_t depth) const
    {
        std::unordered_map<std::string_view, std::deque<SpanRow>>
            waiting; // baseline children by name, in order
        for (const SpanRow row : left)
            waiting[stepLabel(m_baseline[row])].push_back(row);
        std::unordered_map<SpanRow, SpanRow> replayOf;
        std::unordered_map<SpanRow, std::vector<SpanRow>>
            following; // what only the replay has, after which row
        std::vector<SpanRow> leading;
        std::vector<SpanRow> *unmatched = &leading;
        for (const SpanRow row : right) {
            const auto same = waiting.find(stepLabel(m_replay[row]));
            if (same == waiting.end() || same->second.empty()) {
                unmatched->push_back(row);
                continue;
            }
            const SpanRow partner = same->second.front();
            same->second.pop_front();
            replayOf.emplace(partner, row);
            unmatched = &following[partner];
        }

        std::vector<Pair> all;
        const auto addReplayOnly = [&](const std::vector<SpanRow> &rows) {
            for (const SpanRow row : rows)
                all.push_back({std::nullopt, row, depth});
        };
        addReplayOnly(leading);
        for (const SpanRow row : left) {
            const auto match = replayOf.find(row);
            all.push_back(
                {row, match == replayOf.end() ? std::nullopt : std::optional(match->second), depth});
            if (const auto found = following.find(row); found != following.end())
                addReplayOnly(found->second);
        }
        return all;
    }

    const Trace &m_baseline;
    const Trace &m_replay;
    std::vector<ComparedStep> m_steps;
};

} // namespace

std::optional<Duration> ComparedStep::difference() const noexcept
{
    if (!baseline || !replay)
        return std::nullopt;
    return replay->duration - baseline->duration;
}

std::optional<double> ComparedStep::change() const noexcept
{
    if (!baseline || !replay || baseline->duration <= Duration{})
        return std::nullopt;
    return static_cast<double>(replay->duration.count()) / static_cast<double>(baseline->duration.count()) -
           1;
}

SpanRow answeringRow(const Trace &trace)
{
    const SpanRow row = trace.queryRow();
    if (trace.facts(row).isQuery)
        return row;
    // Spanwise's own span may also have arrived after a root of the pipeline that sent no parent.
    for (const SpanRow root : trace.tree().roots()) {
        if (trace.scope(root).name != replayScopeName)
            return root;
        if (!trace.tree().children(root).empty())
            return trace.tree().children(root).front();
    }
    return row;
}

std::vector<ComparedStep> matchSteps(const Trace &baseline, const Trace &replay)
{
    return Matcher(baseline, replay).run();
}

std::vector<ComparedStep> matchTraces(const Trace &left, const Trace &right)
{
    return Matcher(left, right).runWhole();
}

} // namespace spanwise
