// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/proportion.h"
#include "core/model/trace.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// How many traces of a set have which attributes with which values; each trace counts once for a value, wherever in it.
///
/// Counted are attributes of spans ("llm.model_name"), of resources ("resource.service.version"), and what is no attribute: "step" (span
/// names), "failed step", "pipeline", "model", "cache hit". Long texts, lists, and keys with more than maxValues values (ids) say
/// nothing about a set and are left out; the latter are counted. Not thread-safe.
class AttributeCounts
{
public:
    static constexpr std::size_t maxValues = 512;
    static constexpr std::size_t maxTextBytes = 200;

    void add(const Trace &trace);

    std::uint64_t traces() const noexcept { return m_traces; }
    /// Of the traces that were added, those with the value.
    Proportion of(std::string_view key, std::string_view value) const;
    /// Keys with too many values to be of use.
    std::size_t crowdedKeys() const noexcept { return m_crowded.size(); }
    bool isCrowded(std::string_view key) const { return m_crowded.contains(key); }
    const std::map<std::string, std::map<std::string, std::uint64_t, std::less<>>, std::less<>> &counts() const noexcept { return m_counts; }

private:
    using Seen = std::set<std::pair<std::string, std::string>>;

    void addOne(const std::string &key, const std::string &value);

    std::map<std::string, std::map<std::string, std::uint64_t, std::less<>>, std::less<>> m_counts;
    std::set<std::string, std::less<>> m_crowded;
    std::uint64_t m_traces = 0;
};

/// A value that one set has more often than the other.
struct AttributeLift
{
    std::string key;
    std::string value;
    Proportion left;
    Proportion right;
    Bounds difference; ///< of the shares, left - right, with 95 % confidence

    /// How many times as frequent; of a half when the other set never has it, so that it stays a number.
    double ratio() const noexcept;
    bool isOfLeft() const noexcept { return left.share() > right.share(); }
};

/// What tells the sets apart, clearest first: by how much more frequent at least, that is by the end of the interval that is nearer
/// to no difference. What may be chance (the interval holds 0) is left out. O(values log values).
std::vector<AttributeLift> rankLift(const AttributeCounts &left, const AttributeCounts &right, std::size_t limit);

} // namespace spanwise
