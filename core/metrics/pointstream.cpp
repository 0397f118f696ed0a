// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/pointstream.h"

#include <algorithm>

namespace spanwise {
namespace {

/// Whether a bucket lost values: then the sender began anew.
bool anyFell(std::span<const std::uint64_t> now, std::int32_t offset,
             const std::vector<std::uint64_t> &before, std::int32_t offsetBefore)
{
    for (std::size_t i = 0; i < before.size(); ++i) {
        const std::int64_t at = std::int64_t{offsetBefore} + static_cast<std::int64_t>(i) - offset;
        const bool isThere = at >= 0 && at < static_cast<std::int64_t>(now.size());
        if (before[i] > (isThere ? now[static_cast<std::size_t>(at)] : 0))
            return true;
    }
    return false;
}

} // namespace

bool PointStream::advance(const DataPoint &point, Temporality temporality)
{
    if (m_last && point.time <= *m_last)
        return false;
    m_isFirst = !m_last;
    m_isDelta = temporality == Temporality::Delta;
    const bool restarted = !m_isFirst && point.start && m_start != Timestamp() && *point.start > m_start &&
                           *point.start >= *m_last;
    const bool beganAfterUs = m_isFirst && point.start && *point.start >= m_began;
    m_isReset = m_isDelta || restarted || beganAfterUs;
    m_isKnown = m_isReset || !m_isFirst;
    m_last = point.time;
    m_start = point.start.value_or(Timestamp());
    return true;
}

std::optional<double> PointStream::growth(double value)
{
    const double before = std::exchange(m_value, value);
    if (!m_isKnown)
        return std::nullopt;
    return m_isReset || value < before ? value : value - before;
}

double PointStream::level(double value)
{
    m_value = m_isDelta ? m_value + value : value;
    return m_value;
}

std::vector<const Exemplar *> PointStream::newExemplars(std::span<const Exemplar> exemplars)
{
    std::vector<const Exemplar *> found;
    std::vector<Timeless> timeless;
    for (const Exemplar &exemplar : exemplars) {
        if (exemplar.time == Timestamp()) {
            timeless.push_back({exemplar.traceId, exemplar.spanId, exemplar.value.numberOr(0)});
            if (std::ranges::find(m_timeless, timeless.back()) != m_timeless.end())
                continue;
        }
        found.push_back(&exemplar);
    }
    m_timeless = std::move(timeless);
    return found;
}

bool PointStream::fell(const Distribution &now) const
{
    return now.count < m_count || now.zeroCount < m_zero || now.scale != m_scale;
}

/// What the buckets grew by since before, which becomes what they are now.
std::vector<std::uint64_t> PointStream::countsSince(std::span<const std::uint64_t> now,
                                                    std::vector<std::uint64_t> &before, std::int32_t offset,
                                                    std::int32_t &offsetBefore) const
{
    std::vector<std::uint64_t> grown(now.begin(), now.end());
    for (std::size_t i = 0; !m_isReset && i < before.size(); ++i) {
        const std::int64_t at = std::int64_t{offsetBefore} + static_cast<std::int64_t>(i) - offset;
        if (at >= 0 && at < static_cast<std::int64_t>(grown.size()))
            grown[static_cast<std::size_t>(at)] -= std::min(grown[static_cast<std::size_t>(at)], before[i]);
    }
    before.assign(now.begin(), now.end());
    offsetBefore = offset;
    return grown;
}

Interval PointStream::growth(const Distribution &distribution, MetricType type)
{
    const bool isExponential = type == MetricType::ExponentialHistogram;
    const auto positive = isExponential ? distribution.positive.counts : distribution.counts;
    const std::int32_t positiveOffset = isExponential ? distribution.positive.offset : 0;
    const bool rescaled = !m_isFirst && distribution.scale != m_scale;
    if (!m_isReset && m_isKnown && !m_isFirst) {
        if (rescaled && distribution.scale < m_scale) {
            coarsen(std::int64_t{m_scale} - distribution.scale);
            m_scale = distribution.scale;
        }
        m_isReset =
            fell(distribution) || anyFell(positive, positiveOffset, m_positive, m_positiveOffset) ||
            anyFell(distribution.negative.counts, distribution.negative.offset, m_negative, m_negativeOffset);
    }
    const auto grownPositive = countsSince(positive, m_positive, positiveOffset, m_positiveOffset);
    const auto grownNegative =
        countsSince(distribution.negative.counts, m_negative, distribution.negative.offset, m_negativeOffset);
    const double sum = distribution.sum.value_or(0);
    const pointbuckets::Growth growth{
        .count = distribution.count - (m_isReset ? 0 : std::min(m_count, distribution.count)),
        .sum = m_isReset ? sum : sum - m_sum,
        .hasSum = distribution.sum.has_value(),
        .counts = grownPositive,
        .negative = grownNegative,
        .zero = distribution.zeroCount - (m_isReset ? 0 : std::min(m_zero, distribution.zeroCount)),
        .extremesApply = m_isReset};
    m_count = distribution.count;
    m_sum = sum;
    m_scale = distribution.scale;
    m_zero = distribution.zeroCount;
    if (!m_isKnown)
        return {.begin = {}, .sketch = {}};
    return isExponential ? pointbuckets::exponentialInterval(distribution, growth)
                         : pointbuckets::explicitInterval(distribution, growth);
}

/// Adds neighbouring buckets up, as a sender does that has to cover a wider range: 2^steps of them become
/// one.
void PointStream::coarsen(std::int64_t steps)
{
    const auto fold = [steps](std::vector<std::uint64_t> &counts, std::int32_t &offset) {
        const auto shift = static_cast<int>(std::min<std::int64_t>(steps, 31));
        const std::int32_t first = offset >> shift;
        std::vector<std::uint64_t> folded;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            const std::int64_t at = ((std::int64_t{offset} + static_cast<std::int64_t>(i)) >> shift) - first;
            folded.resize(std::max(folded.size(), static_cast<std::size_t>(at) + 1));
            folded[static_cast<std::size_t>(at)] += counts[i];
        }
        counts = std::move(folded);
        offset = first;
    };
    fold(m_positive, m_positiveOffset);
    fold(m_negative, m_negativeOffset);
}

} // namespace spanwise
