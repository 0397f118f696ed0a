// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// The distribution of many values in little space: quantiles come back within 1 % of the true value.
///
/// Values fall into buckets whose bounds grow by a constant factor (DDSketch: Masson, Rim, Lee, VLDB 2019,
/// with alpha = 0.01). Sketches of the same metric merge by adding, so a quantile over many intervals or many
/// series is as exact as one over a single interval.
/// - Zero and magnitudes below 1e-9 share one bucket; magnitudes above 1e15 count as 1e15; negative values
///   have buckets of their own, with the same relative error.
/// - NaN and infinities are not values: add() refuses them.
/// - At most maxBins buckets: beyond that the lowest ones are collapsed into one, so high quantiles stay
/// right. A value type; not thread-safe. add() is a binary search, mostly at the end; memory is 8 bytes a
/// bucket in use.
class QuantileSketch
{
public:
    static constexpr double relativeError = 0.01;
    static constexpr std::size_t maxBins = 1024;
    /// Keys lie in [-maxKey, maxKey] and are in the order of the values.
    static constexpr std::int32_t maxKey = 2766;

    struct Bin
    {
        std::int32_t key = 0;
        std::uint32_t count = 0; ///< saturates
        friend bool operator==(const Bin &, const Bin &) = default;
    };

    /// count values, at the price of one. False when value is not finite.
    bool add(double value, std::uint64_t count = 1);
    void merge(const QuantileSketch &other);

    bool isEmpty() const noexcept { return m_bins.empty(); }
    std::uint64_t count() const noexcept;
    /// The value at rank q * (count - 1), q clamped to [0, 1]; nullopt without values.
    std::optional<double> quantile(double q) const;
    /// By key; counts are never 0.
    std::span<const Bin> bins() const noexcept { return m_bins; }

    /// A version byte, then for each bin the distance of its key from the one before and its count, as
    /// LEB128.
    std::string serialized() const;
    /// nullopt for anything that serialized() cannot have written.
    static std::optional<QuantileSketch> fromSerialized(std::string_view bytes);

    /// The bucket of a finite value, and the value that stands for a bucket.
    static std::int32_t keyOf(double value) noexcept;
    static double valueOf(std::int32_t key) noexcept;

    friend bool operator==(const QuantileSketch &, const QuantileSketch &) = default;

private:
    void collapse();

    std::vector<Bin> m_bins;
};

} // namespace spanwise
