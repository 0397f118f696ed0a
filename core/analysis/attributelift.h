// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/attributecounts.h"
#include "core/analysis/proportion.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// Numbers above one bound and up to the other; a bound that is not there does not bound.
struct NumberRange
{
    std::optional<double> above;
    std::optional<double> upTo;

    bool contains(double number) const noexcept
    {
        return (!above || number > *above) && (!upTo || number <= *upTo);
    }
    friend bool operator==(const NumberRange &, const NumberRange &) = default;
};

/// A value, or a range of numbers, that one set has more often than the other.
struct AttributeLift
{
    std::string key;
    std::string value;                ///< a range in words: "> 12 and <= 40"
    std::optional<NumberRange> range; ///< set for a range
    bool isBare = false;              ///< value is a number or a truth value
    Proportion left;
    Proportion right;
    Bounds difference;    ///< of the shares, left - right, with 95 % confidence
    double falseRate = 1; ///< the share of mistakes to expect among all that is as likely or likelier, see
                          ///< falseDiscoveryRates()
    std::vector<AttributeLift> alike{}; ///< what the very same queries have, too: one cause, or one another's

    /// How many times as frequent; of a half when the other set never has it, so that it stays a number.
    double ratio() const noexcept;
    bool isOfLeft() const noexcept { return left.share() > right.share(); }
    /// "key = value", "key > 12 and <= 40".
    std::string words() const;
    /// What finds the queries that have it, in the language of core/search.
    std::string search() const;
};

struct LiftRanking
{
    std::vector<AttributeLift> lifts; ///< clearest first; what the same queries have is one
    std::size_t tested = 0; ///< values and ranges that are frequent enough to be told from chance at all
    std::size_t ownKeys =
        0; ///< attributes left out: nearly every query has a value of its own, or they tell the time
    std::size_t lateKeys = 0; ///< attributes left out: evaluations, written when the answer was there
};

/// At most so much of what is listed is expected to be chance.
inline constexpr double liftFalseRate = 0.05;

/// What tells the sets apart, clearest first: by how much more frequent at least, that is by the end of the
/// interval that is nearer to no difference.
///
/// Left out is what cannot explain: what may be chance (the interval holds 0; and as many values are looked
/// at, the false discovery rate over all of them is kept to liftFalseRate), what a single query has, and
/// attributes whose values nearly every query has for itself (ids, instants, texts). Numbers of more than a
/// few values are looked at by the quarters of both sets together, their bounds of three digits; of these the
/// clearest for each set is told. Of what the very same queries have the best known name leads: a step, a
/// model, a pipeline, before an attribute; the others are alike(). O(values log values).
LiftRanking rankLift(const AttributeCounts &left, const AttributeCounts &right, std::size_t limit);

} // namespace spanwise
