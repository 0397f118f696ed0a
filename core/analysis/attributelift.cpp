// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/attributelift.h"

#include "core/analysis/significance.h"
#include "core/search/searchparts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

namespace spanwise {
namespace {

/// Numbers of so few values are looked at one by one.
constexpr std::size_t fewValues = 8;
/// An attribute whose values are shared by fewer queries than this, on the mean, tells queries apart rather
/// than sets.
constexpr double leastSharing = 2;
constexpr std::uint64_t leastSupport = 2;

std::string plain(double number)
{
    std::array<char, 40> digits{};
    const bool isWhole = std::abs(number) < 1e15 && std::trunc(number) == number;
    const auto end = isWhole ? std::to_chars(digits.data(), digits.data() + digits.size(),
                                             static_cast<std::int64_t>(number))
                             : std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return std::string(digits.data(), end.ptr);
}

/// To three digits, so that what is shown is what was counted.
double rounded(double number)
{
    if (number == 0)
        return 0;
    std::array<char, 40> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::scientific, 2);
    double back = number;
    std::from_chars(digits.data(), end.ptr, back);
    return back;
}

/// The smaller distance from no difference; not positive when chance may explain it.
double sureness(const AttributeLift &lift)
{
    return lift.isOfLeft() ? lift.difference.low : -lift.difference.high;
}

std::string wordsOf(const NumberRange &range)
{
    if (!range.above)
        return "<= " + plain(range.upTo.value_or(0));
    if (!range.upTo)
        return "> " + plain(*range.above);
    return "> " + plain(*range.above) + " and <= " + plain(*range.upTo);
}

/// Says more to a reader than the attributes that go with it.
bool isWellKnown(const AttributeLift &lift)
{
    constexpr std::array<std::string_view, 5> keys{"failed step", "step", "model", "pipeline", "cache hit"};
    return std::ranges::find(keys, lift.key) != keys.end();
}

/// A value on its way into the ranking.
struct Candidate
{
    AttributeLift lift;
    AttributeCounts::Holders left;
    AttributeCounts::Holders right;
};

class Ranking
{
public:
    Ranking(const AttributeCounts &left, const AttributeCounts &right)
        : m_left(left)
        , m_right(right)
    {
    }

    LiftRanking run(std::size_t limit)
    {
        for (const auto *const side : {&m_left, &m_right}) {
            m_own.insert(side->crowdedKeys().begin(), side->crowdedKeys().end());
            m_own.insert(side->instantKeys().begin(), side->instantKeys().end());
            m_late.insert(side->lateKeys().begin(), side->lateKeys().end());
        }
        for (const std::string &key : keysOf(&AttributeCounts::texts))
            rankTexts(key);
        for (const std::string &key : keysOf(&AttributeCounts::numbers))
            rankNumbers(key);
        dropFalse();
        std::ranges::stable_sort(m_found, std::ranges::greater{}, [](const Candidate &found) {
            return std::pair(sureness(found.lift), isWellKnown(found.lift));
        });
        gather();
        if (m_ranking.lifts.size() > limit)
            m_ranking.lifts.resize(limit);
        m_ranking.ownKeys = m_own.size();
        m_ranking.lateKeys = m_late.size();
        return std::move(m_ranking);
    }

private:
    using Keys = std::set<std::string, std::less<>>;
    using Numbers = std::vector<AttributeCounts::Number>;

    template<class Map>
    Keys keysOf(const Map &(AttributeCounts::*map)() const noexcept) const
    {
        Keys keys;
        for (const auto *const side : {&m_left, &m_right})
            for (const auto &[key, values] : (side->*map)())
                if (!m_own.contains(key))
                    keys.insert(key);
        return keys;
    }

    /// What the same queries have is one lift, where the first of them stands.
    void gather()
    {
        std::map<std::pair<AttributeCounts::Holders, AttributeCounts::Holders>, std::size_t> places;
        for (Candidate &found : m_found) {
            const auto [place, isFirst] =
                places.try_emplace({found.left, found.right}, m_ranking.lifts.size());
            (isFirst ? m_ranking.lifts : m_ranking.lifts[place->second].alike)
                .push_back(std::move(found.lift));
        }
    }

    /// Whether it is a lift, for what this one alone says. It counts among the tests in any case.
    bool complete(Candidate &candidate)
    {
        AttributeLift &lift = candidate.lift;
        lift.left = {candidate.left.traces, m_left.traces()};
        lift.right = {candidate.right.traces, m_right.traces()};
        const std::uint64_t hits = lift.left.hits + lift.right.hits;
        if (leastChanceOf(hits, m_left.traces(), m_right.traces()) > liftFalseRate)
            return false;
        m_chances.push_back(chanceOf(lift.left, lift.right));
        lift.falseRate = m_chances.back(); // alone; dropFalse() knows the others
        const std::uint64_t support = lift.isOfLeft() ? lift.left.hits : lift.right.hits;
        lift.difference = differenceBounds(lift.left, lift.right);
        return support >= leastSupport && sureness(lift) > 0;
    }

    void dropFalse()
    {
        m_ranking.tested = m_chances.size();
        const std::vector<double> rates = falseDiscoveryRates(m_chances);
        std::map<double, double> rateOf; // equal chances have equal rates
        for (std::size_t i = 0; i < rates.size(); ++i)
            rateOf[m_chances[i]] = rates[i];
        for (Candidate &found : m_found)
            found.lift.falseRate = rateOf.at(found.lift.falseRate);
        std::erase_if(m_found, [](const Candidate &found) { return found.lift.falseRate > liftFalseRate; });
    }

    void consider(const std::string &key, std::string value, bool isBare,
                  const AttributeCounts::Holders &left, const AttributeCounts::Holders &right)
    {
        Candidate candidate{{key, std::move(value), std::nullopt, isBare, {}, {}, {}}, left, right};
        if (complete(candidate))
            m_found.push_back(std::move(candidate));
    }

    void rankTexts(const std::string &key)
    {
        AttributeCounts::Texts values; // of both
        std::uint64_t traces = 0;
        for (const auto *const side : {&m_left, &m_right}) {
            const auto own = side->texts().find(key);
            if (own == side->texts().end())
                continue;
            for (const auto &[value, count] : own->second) {
                values[value].isBare = count.isBare;
                traces += count.holders.traces;
            }
        }
        if (values.size() > fewValues &&
            static_cast<double>(traces) < leastSharing * static_cast<double>(values.size())) {
            m_own.insert(key);
            return;
        }
        for (const auto &[value, count] : values)
            consider(key, value, count.isBare, m_left.holders(key, value), m_right.holders(key, value));
    }

    static const Numbers &numbersOf(const AttributeCounts &side, const std::string &key)
    {
        static const Numbers none;
        const auto own = side.numbers().find(key);
        return own == side.numbers().end() ? none : own->second;
    }

    /// The traces that have a number in the range.
    static AttributeCounts::Holders within(const Numbers &numbers, const NumberRange &range)
    {
        AttributeCounts::Holders holders;
        const AttributeCounts::Number *last = nullptr; // numbers of one trace stand together
        for (const AttributeCounts::Number &number : numbers) {
            if (!range.contains(number.value) || (last != nullptr && last->trace == number.trace))
                continue;
            last = &number;
            holders.add(number.trace);
        }
        return holders;
    }

    void rankNumbers(const std::string &key)
    {
        const Numbers &left = numbersOf(m_left, key);
        const Numbers &right = numbersOf(m_right, key);
        std::vector<double> sorted;
        for (const auto *const side : {&left, &right})
            for (const AttributeCounts::Number &number : *side)
                sorted.push_back(number.value);
        std::ranges::sort(sorted);
        std::vector<double> values;
        std::ranges::unique_copy(sorted, std::back_inserter(values));
        if (values.size() <= fewValues) {
            for (const double value : values) {
                const NumberRange only{std::nextafter(value, -HUGE_VAL), value};
                consider(key, plain(value), true, within(left, only), within(right, only));
            }
            return;
        }
        rankRanges(key, left, right, sorted);
    }

    /// Quarters, and halves: the clearest for each set.
    void rankRanges(const std::string &key, const Numbers &left, const Numbers &right,
                    const std::vector<double> &sorted)
    {
        std::vector<double> cuts;
        for (const std::size_t quarter : {1U, 2U, 3U})
            cuts.push_back(rounded(sorted[sorted.size() * quarter / 4]));
        std::vector<NumberRange> ranges{{{}, cuts[0]}, {cuts[0], cuts[1]}, {cuts[1], cuts[2]},
                                        {cuts[2], {}}, {{}, cuts[1]},      {cuts[1], {}}};
        std::optional<Candidate> best[2];
        for (const NumberRange &range : ranges) {
            Candidate candidate{
                {key, wordsOf(range), range, true, {}, {}, {}}, within(left, range), within(right, range)};
            if (!complete(candidate))
                continue;
            auto &own = best[candidate.lift.isOfLeft() ? 0 : 1];
            if (!own || sureness(candidate.lift) > sureness(own->lift))
                own = std::move(candidate);
        }
        for (auto &own : best)
            if (own)
                m_found.push_back(*std::move(own));
    }

    const AttributeCounts &m_left;
    const AttributeCounts &m_right;
    Keys m_own;
    Keys m_late;
    std::vector<double> m_chances; // of everything that was tested
    std::vector<Candidate> m_found;
    LiftRanking m_ranking;
};

} // namespace

double AttributeLift::ratio() const noexcept
{
    const Proportion &more = isOfLeft() ? left : right;
    const Proportion &less = isOfLeft() ? right : left;
    if (less.of == 0)
        return 1;
    const double other = less.hits == 0 ? 0.5 / static_cast<double>(less.of) : less.share();
    return more.share() / other;
}

std::string AttributeLift::words() const
{
    return key + (range ? " " : " = ") + value;
}

std::string AttributeLift::search() const
{
    constexpr std::string_view resource = "resource.";
    const std::string written = isBare ? value : writtenValue(Datum::of(std::string_view(value)));
    if (key == "step")
        return "{ name = " + written + " }";
    if (key == "failed step")
        return "{ failed && name = " + written + " }";
    if (key == "cache hit")
        return "{ cacheHit = " + written + " }";
    std::string field = key; // a word of the language
    if (key.starts_with(resource))
        field = writtenField({.scope = SearchField::Scope::Resource, .key = key.substr(resource.size())});
    else if (key != "pipeline" && key != "model")
        field = writtenField({.scope = SearchField::Scope::Span, .key = key});
    if (!range)
        return "{ " + field + " = " + written + " }";
    std::string conditions;
    if (range->above)
        conditions = field + " > " + plain(*range->above);
    if (range->upTo)
        conditions += (conditions.empty() ? "" : " && ") + field + " <= " + plain(*range->upTo);
    return "{ " + conditions + " }";
}

LiftRanking rankLift(const AttributeCounts &left, const AttributeCounts &right, std::size_t limit)
{
    return left.traces() == 0 || right.traces() == 0 ? LiftRanking{} : Ranking(left, right).run(limit);
}

} // namespace spanwise
