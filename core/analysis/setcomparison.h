// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/attributelift.h"
#include "core/analysis/quantile.h"
#include "core/model/trace.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// What one step took in the traces of a set.
struct StepSample
{
    std::vector<double>
        seconds; ///< one for each trace that has the step: together, when it has it several times
    std::uint64_t runs = 0;
    std::uint64_t failed = 0; ///< traces in which it failed
    std::int64_t tokens = 0;
    double costUsd = 0;
};

/// The queries of one set, boiled down as they come: none of them is kept. Not thread-safe.
class QuerySet
{
public:
    /// The whole trace is the step with this name.
    static constexpr const char *wholeQuery = "";

    void add(const Trace &trace);

    std::uint64_t traces() const noexcept { return m_attributes.traces(); }
    const AttributeCounts &attributes() const noexcept { return m_attributes; }
    struct Step
    {
        StepKind kind = StepKind::Other;
        StepSample sample;
    };
    const std::map<std::string, Step> &steps() const noexcept { return m_steps; }

private:
    std::map<std::string, Step> m_steps;
    AttributeCounts m_attributes;
};

/// One side of a compared step.
struct StepDistribution
{
    Proportion present;                  ///< traces of the set that have the step
    Proportion failed;                   ///< of those that have it
    std::optional<QuantileEstimate> p50; ///< seconds; nullopt when no trace has the step
    std::optional<QuantileEstimate> p95;
    double tokensPerQuery = 0; ///< of the traces that have it
    double costPerQuery = 0;
    std::vector<double> histogram; ///< share of the traces that have it in each bin; sums up to 1
};

/// One step in two sets.
struct SetStep
{
    std::string name; ///< QuerySet::wholeQuery for the query itself
    StepKind kind = StepKind::Other;
    StepDistribution left;
    StepDistribution right;
    double from = 0; ///< seconds: where the first bin begins; bins are equal in the logarithm
    double to = 0;   ///< where the last one ends

    bool p50Differs() const noexcept { return left.p50 && right.p50 && differClearly(*left.p50, *right.p50); }
    bool p95Differs() const noexcept { return left.p95 && right.p95 && differClearly(*left.p95, *right.p95); }
    /// Present or failed in clearly different shares.
    bool shareDiffers() const noexcept;
};

/// Two sets of queries against each other. An immutable value.
struct SetComparison
{
    static constexpr std::size_t bins = 24;

    std::uint64_t left = 0; ///< queries
    std::uint64_t right = 0;
    std::vector<SetStep>
        steps; ///< the whole query first, then by what they take in the set where they take more
    std::vector<AttributeLift> lifts; ///< what is different about the left set, and the right, clearest first
    std::size_t tested = 0;           ///< values and ranges that were looked at for lifts
    std::size_t ownKeys = 0;          ///< attributes left out: every query has its own value (see rankLift())
    std::size_t lateKeys = 0;         ///< attributes left out: evaluations
};

/// Pure; any thread.
SetComparison compareSets(const QuerySet &left, const QuerySet &right, std::size_t maxLifts = 100);

} // namespace spanwise
