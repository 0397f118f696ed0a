// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/sketch.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace spanwise {
namespace {

constexpr double smallest = 1e-9;
constexpr double largest = 1e15;
constexpr std::int32_t keyOffset = 1037; // makes the key of the smallest magnitude 1
constexpr char formatVersion = 1;

const double gammaBase = (1 + QuantileSketch::relativeError) / (1 - QuantileSketch::relativeError);
const double logGamma = std::log(gammaBase);

std::uint32_t saturatingSum(std::uint32_t left, std::uint32_t right)
{
    return right > std::numeric_limits<std::uint32_t>::max() - left
               ? std::numeric_limits<std::uint32_t>::max()
               : left + right;
}

void writeVarint(std::string &out, std::uint32_t value)
{
    while (value >= 0x80) {
        out.push_back(static_cast<char>((value & 0x7f) | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

std::optional<std::uint32_t> readVarint(std::string_view &in)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 35 && !in.empty(); shift += 7) {
        const auto byte = static_cast<std::uint8_t>(in.front());
        in.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            if (value > std::numeric_limits<std::uint32_t>::max())
                return std::nullopt;
            return static_cast<std::uint32_t>(value);
        }
    }
    return std::nullopt;
}

} // namespace

std::int32_t QuantileSketch::keyOf(double value) noexcept
{
    const double magnitude = std::min(std::abs(value), largest);
    if (magnitude < smallest)
        return 0;
    const auto index = static_cast<std::int32_t>(std::ceil(std::log(magnitude) / logGamma));
    const std::int32_t key = std::clamp(index + keyOffset, 1, maxKey);
    return value < 0 ? -key : key;
}

double QuantileSketch::valueOf(std::int32_t key) noexcept
{
    if (key == 0)
        return 0;
    // The middle of the bucket in the sense that both ends are alpha away, relatively.
    const double magnitude = 2 * std::exp(logGamma * (std::abs(key) - keyOffset)) / (1 + gammaBase);
    return key < 0 ? -magnitude : magnitude;
}

bool QuantileSketch::add(double value, std::uint64_t count)
{
    if (!std::isfinite(value))
        return false;
    if (count == 0)
        return true;
    const auto added =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(count, std::numeric_limits<std::uint32_t>::max()));
    const std::int32_t key = keyOf(value);
    const auto at = std::lower_bound(m_bins.begin(), m_bins.end(), key,
                                     [](const Bin &bin, std::int32_t wanted) { return bin.key < wanted; });
    if (at != m_bins.end() && at->key == key) {
        at->count = saturatingSum(at->count, added);
        return true;
    }
    m_bins.insert(at, {key, added});
    collapse();
    return true;
}

void QuantileSketch::merge(const QuantileSketch &other)
{
    std::vector<Bin> merged;
    merged.reserve(m_bins.size() + other.m_bins.size());
    auto left = m_bins.begin();
    auto right = other.m_bins.begin();
    while (left != m_bins.end() || right != other.m_bins.end()) {
        if (right == other.m_bins.end() || (left != m_bins.end() && left->key < right->key)) {
            merged.push_back(*left++);
        } else if (left == m_bins.end() || right->key < left->key) {
            merged.push_back(*right++);
        } else {
            merged.push_back({left->key, saturatingSum(left->count, right->count)});
            ++left;
            ++right;
        }
    }
    m_bins = std::move(merged);
    collapse();
}

void QuantileSketch::collapse()
{
    if (m_bins.size() <= maxBins)
        return;
    const auto excess = static_cast<std::ptrdiff_t>(m_bins.size() - maxBins);
    for (auto bin = m_bins.begin(); bin != m_bins.begin() + excess; ++bin)
        m_bins[static_cast<std::size_t>(excess)].count =
            saturatingSum(m_bins[static_cast<std::size_t>(excess)].count, bin->count);
    m_bins.erase(m_bins.begin(), m_bins.begin() + excess);
}

std::uint64_t QuantileSketch::count() const noexcept
{
    std::uint64_t total = 0;
    for (const Bin &bin : m_bins)
        total += bin.count;
    return total;
}

std::optional<double> QuantileSketch::quantile(double q) const
{
    if (m_bins.empty())
        return std::nullopt;
    const double rank = std::clamp(q, 0.0, 1.0) * static_cast<double>(count() - 1);
    std::uint64_t below = 0;
    for (const Bin &bin : m_bins) {
        below += bin.count;
        if (static_cast<double>(below) > rank)
            return valueOf(bin.key);
    }
    return valueOf(m_bins.back().key);
}

std::string QuantileSketch::serialized() const
{
    std::string out(1, formatVersion);
    std::int32_t previous = -maxKey - 1;
    for (const Bin &bin : m_bins) {
        writeVarint(out, static_cast<std::uint32_t>(bin.key - previous));
        writeVarint(out, bin.count);
        previous = bin.key;
    }
    return out;
}

std::optional<QuantileSketch> QuantileSketch::fromSerialized(std::string_view bytes)
{
    if (bytes.empty() || bytes.front() != formatVersion)
        return std::nullopt;
    bytes.remove_prefix(1);
    QuantileSketch sketch;
    std::int64_t key = -maxKey - 1;
    while (!bytes.empty()) {
        const auto distance = readVarint(bytes);
        const auto count = readVarint(bytes);
        if (!distance || !count || *distance == 0 || *count == 0)
            return std::nullopt;
        key += *distance;
        if (key > maxKey || sketch.m_bins.size() == maxBins)
            return std::nullopt;
        sketch.m_bins.push_back({static_cast<std::int32_t>(key), *count});
    }
    return sketch;
}

} // namespace spanwise
