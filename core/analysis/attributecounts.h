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

/// How many traces of a set have which attributes with which values; each trace counts once for a value,
/// wherever in it.
///
/// Counted are attributes of spans ("llm.model_name"), of resources ("resource.service.version"), and what is
/// no attribute: "step" (span names), "failed step", "pipeline", "model", "cache hit". Long texts and lists
/// say nothing about a set and are left out. So is what was written when the answer was there and cannot be
/// its cause: evaluations, and spans that begin after the query's end outside of it. Numbers are kept, at
/// most maxNumbers of an attribute; numbers that are instants of the trace's own time are not. Keys with more
/// than maxValues texts are not counted further. Not thread-safe.
class AttributeCounts
{
public:
    static constexpr std::size_t maxValues = 512;
    static constexpr std::size_t maxNumbers = 65'536;
    static constexpr std::size_t maxTextBytes = 200;

    /// Which traces of the set have it. Equal sums of as many traces are the same traces, but for a chance of
    /// one in 2^64.
    struct Holders
    {
        std::uint64_t traces = 0;
        std::uint64_t sum = 0; ///< of a hash of each trace's number; wraps

        void add(std::uint64_t trace) noexcept;
        friend auto operator<=>(const Holders &, const Holders &) = default;
    };
    struct Count
    {
        Holders holders;
        bool isBare = false; ///< a truth value rather than its text
    };
    struct Number
    {
        std::uint32_t trace = 0; ///< the how manieth of the set
        double value = 0;
    };
    using Texts = std::map<std::string, Count, std::less<>>;

    void add(const Trace &trace);

    std::uint64_t traces() const noexcept { return m_traces; }
    /// Of the traces that were added, those with the text.
    Holders holders(std::string_view key, std::string_view value) const;
    Proportion of(std::string_view key, std::string_view value) const
    {
        return {holders(key, value).traces, m_traces};
    }
    /// Has too many values to be of use.
    bool isCrowded(std::string_view key) const { return m_crowded.contains(key); }
    const std::set<std::string, std::less<>> &crowdedKeys() const noexcept { return m_crowded; }
    /// Attributes of evaluations.
    const std::set<std::string, std::less<>> &lateKeys() const noexcept { return m_late; }
    /// Attributes that tell when their trace ran.
    const std::set<std::string, std::less<>> &instantKeys() const noexcept { return m_instants; }
    const std::map<std::string, Texts, std::less<>> &texts() const noexcept { return m_texts; }
    /// By trace, each number of a trace once.
    const std::map<std::string, std::vector<Number>, std::less<>> &numbers() const noexcept
    {
        return m_numbers;
    }

private:
    struct Seen;

    void addAttributes(Seen &seen, std::string_view prefix, std::span<const Attribute> attributes,
                       const TimeWindow &time);
    void count(const Seen &seen);

    std::map<std::string, Texts, std::less<>> m_texts;
    std::map<std::string, std::vector<Number>, std::less<>> m_numbers;
    std::set<std::string, std::less<>> m_crowded;
    std::set<std::string, std::less<>> m_late;
    std::set<std::string, std::less<>> m_instants;
    std::uint64_t m_traces = 0;
};

} // namespace spanwise
