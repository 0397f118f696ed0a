// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/attributelift.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace spanwise {
namespace {

std::optional<std::string> plainText(const Value &value)
{
    switch (value.type()) {
    case Value::Type::String:
        if (value.string().size() > AttributeCounts::maxTextBytes)
            return std::nullopt;
        return std::string(value.string());
    case Value::Type::Bool:
        return value.boolean() ? "true" : "false";
    case Value::Type::Int:
        return std::to_string(value.integer());
    case Value::Type::Double: {
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value.real(), std::chars_format::general, 6);
        return std::string(digits.data(), end.ptr);
    }
    default:
        return std::nullopt;
    }
}

/// The smaller distance from no difference; not positive when chance may explain it.
double sureness(const AttributeLift &lift)
{
    return lift.isOfLeft() ? lift.difference.low : -lift.difference.high;
}

} // namespace

void AttributeCounts::add(const Trace &trace)
{
    Seen seen;
    const auto addText = [&](std::string key, std::string_view value) {
        if (!value.empty() && value.size() <= maxTextBytes && !m_crowded.contains(key))
            seen.emplace(std::move(key), std::string(value));
    };
    const auto addAttributes = [&](std::string_view prefix, std::span<const Attribute> attributes) {
        for (const Attribute &attribute : attributes)
            if (const auto text = plainText(attribute.value))
                addText(std::string(prefix).append(attribute.key), *text);
    };
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        const SpanFacts &facts = trace.facts(row);
        addText("step", trace[row].name);
        if (facts.failed)
            addText("failed step", trace[row].name);
        addText("pipeline", facts.pipeline);
        addText("model", facts.model);
        if (facts.cacheHit)
            addText("cache hit", *facts.cacheHit ? "true" : "false");
        addAttributes({}, trace[row].attributes);
    }
    for (const Resource &resource : trace.batch().resources)
        addAttributes("resource.", resource.attributes);
    for (const auto &[key, value] : seen)
        addOne(key, value);
    ++m_traces;
}

void AttributeCounts::addOne(const std::string &key, const std::string &value)
{
    if (m_crowded.contains(key))
        return;
    auto &values = m_counts[key];
    ++values[value];
    if (values.size() > maxValues) {
        m_counts.erase(key);
        m_crowded.insert(key);
    }
}

Proportion AttributeCounts::of(std::string_view key, std::string_view value) const
{
    const auto values = m_counts.find(key);
    if (values == m_counts.end())
        return {0, m_traces};
    const auto count = values->second.find(value);
    return {count == values->second.end() ? 0 : count->second, m_traces};
}

double AttributeLift::ratio() const noexcept
{
    const Proportion &more = isOfLeft() ? left : right;
    const Proportion &less = isOfLeft() ? right : left;
    if (less.of == 0)
        return 1;
    const double other = less.hits == 0 ? 0.5 / static_cast<double>(less.of) : less.share();
    return more.share() / other;
}

std::vector<AttributeLift> rankLift(const AttributeCounts &left, const AttributeCounts &right, std::size_t limit)
{
    std::vector<AttributeLift> lifts;
    if (left.traces() == 0 || right.traces() == 0)
        return lifts;
    const auto consider = [&](const std::string &key, const std::string &value) {
        AttributeLift lift{key, value, left.of(key, value), right.of(key, value), {}};
        lift.difference = differenceBounds(lift.left, lift.right);
        if (sureness(lift) > 0)
            lifts.push_back(std::move(lift));
    };
    for (const auto &[key, values] : left.counts())
        for (const auto &[value, count] : values)
            if (!right.isCrowded(key))
                consider(key, value);
    for (const auto &[key, values] : right.counts())
        for (const auto &[value, count] : values)
            if (!left.isCrowded(key) && left.of(key, value).hits == 0)
                consider(key, value);
    std::ranges::stable_sort(lifts, std::ranges::greater{}, sureness);
    if (lifts.size() > limit)
        lifts.resize(limit);
    return lifts;
}

} // namespace spanwise
