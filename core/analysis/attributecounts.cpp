// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/attributecounts.h"

#include "core/analysis/stepmatch.h"
#include "core/genai/verdicts.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spanwise {
namespace {

/// Whether the number is an instant around the trace's own time, in seconds, milli-, micro- or nanoseconds
/// since 1970.
bool isInstant(double number, const TimeWindow &time)
{
    using Seconds = std::chrono::duration<double>;
    constexpr double day = 86'400;
    const double begin = Seconds(time.begin.time_since_epoch()).count();
    if (begin < day)
        return false; // of an epoch of its own: every small number would be near
    const double end = begin + Seconds(time.length()).count();
    return std::ranges::any_of(std::array{1.0, 1e3, 1e6, 1e9}, [&](double units) {
        const double seconds = number / units;
        return seconds > begin - day && seconds < end + day;
    });
}

/// Begins when the query had its answer, and is no part of it: an evaluator that ran afterwards, a clean-up.
class AfterTheFact
{
public:
    explicit AfterTheFact(const Trace &trace)
        : m_trace(trace)
        , m_query(answeringRow(trace))
    {
    }

    bool operator()(SpanRow row) const
    {
        const TimeWindow &query = m_trace[m_query].time;
        return query.end > query.begin && m_trace[row].time.begin >= query.end && !isWithin(row);
    }

private:
    bool isWithin(SpanRow row) const
    {
        while (row != m_query && !m_trace.tree().isRoot(row))
            row = m_trace.tree().parent(row);
        return row == m_query;
    }

    const Trace &m_trace;
    const SpanRow m_query;
};

} // namespace

struct AttributeCounts::Seen
{
    std::map<std::pair<std::string, std::string>, bool> texts; ///< whether it is bare
    std::set<std::pair<std::string, double>> numbers;

    void add(std::string_view key, std::string_view value, bool isBare = false)
    {
        if (!value.empty() && value.size() <= maxTextBytes)
            texts.emplace(std::pair(std::string(key), std::string(value)), isBare);
    }
};

void AttributeCounts::addAttributes(Seen &seen, std::string_view prefix,
                                    std::span<const Attribute> attributes, const TimeWindow &time)
{
    for (const Attribute &attribute : attributes) {
        std::string key = std::string(prefix).append(attribute.key);
        const Value &value = attribute.value;
        if (isEvaluationKey(attribute.key)) {
            m_late.insert(std::move(key));
        } else if (value.isNumber()) {
            const double number = value.numberOr(0);
            if (isInstant(number, time))
                m_instants.insert(std::move(key));
            else if (std::isfinite(number))
                seen.numbers.emplace(std::move(key), number);
        } else if (value.isString()) {
            seen.add(key, value.string());
        } else if (value.type() == Value::Type::Bool) {
            seen.add(key, value.boolean() ? "true" : "false", true);
        }
    }
}

void AttributeCounts::add(const Trace &trace)
{
    Seen seen;
    if (trace.size() > 0) {
        const AfterTheFact isLate(trace);
        for (std::size_t i = 0; i < trace.size(); ++i) {
            const auto row = static_cast<SpanRow>(i);
            if (isLate(row))
                continue;
            const SpanFacts &facts = trace.facts(row);
            seen.add("step", trace[row].name);
            if (facts.failed)
                seen.add("failed step", trace[row].name);
            seen.add("pipeline", facts.pipeline);
            seen.add("model", facts.model);
            if (facts.cacheHit)
                seen.add("cache hit", *facts.cacheHit ? "true" : "false", true);
            addAttributes(seen, {}, trace[row].attributes, trace.time());
        }
        for (const Resource &resource : trace.batch().resources)
            addAttributes(seen, "resource.", resource.attributes, trace.time());
    }
    count(seen);
}

void AttributeCounts::count(const Seen &seen)
{
    for (const auto &[text, isBare] : seen.texts) {
        const auto &[key, value] = text;
        if (m_crowded.contains(key))
            continue;
        Texts &values = m_texts[key];
        Count &own = values[value];
        own.holders.add(m_traces);
        own.isBare = isBare;
        if (values.size() > maxValues) {
            m_texts.erase(key);
            m_crowded.insert(key);
        }
    }
    for (const auto &[key, value] : seen.numbers) {
        if (m_crowded.contains(key) || m_instants.contains(key))
            continue;
        std::vector<Number> &numbers = m_numbers[key];
        numbers.push_back({static_cast<std::uint32_t>(m_traces), value});
        if (numbers.size() > maxNumbers) {
            m_numbers.erase(key);
            m_crowded.insert(key);
        }
    }
    ++m_traces;
}

AttributeCounts::Holders AttributeCounts::holders(std::string_view key, std::string_view value) const
{
    const auto values = m_texts.find(key);
    if (values == m_texts.end())
        return {};
    const auto count = values->second.find(value);
    return count == values->second.end() ? Holders{} : count->second.holders;
}

void AttributeCounts::Holders::add(std::uint64_t trace) noexcept
{
    ++traces;
    // The finalizer of splitmix64 (Steele, Lea and Flood 2014): neighbouring numbers become unlike ones.
    std::uint64_t hash = (trace + 1) * 0x9e3779b97f4a7c15U;
    hash = (hash ^ hash >> 30U) * 0xbf58476d1ce4e5b9U;
    hash = (hash ^ hash >> 27U) * 0x94d049bb133111ebU;
    sum += hash ^ hash >> 31U;
}

} // namespace spanwise
