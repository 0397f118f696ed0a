// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expression/binary.h"

#include "core/metrics/expression/token.h"
#include "core/metrics/tags.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace spanwise {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

bool compare(BinaryOp op, double left, double right)
{
    switch (op) {
    case BinaryOp::Equal:
        return left == right;
    case BinaryOp::NotEqual:
        return left != right;
    case BinaryOp::Greater:
        return left > right;
    case BinaryOp::Less:
        return left < right;
    case BinaryOp::GreaterEqual:
        return left >= right;
    default:
        return left <= right;
    }
}

double calculate(BinaryOp op, double left, double right)
{
    switch (op) {
    case BinaryOp::Add:
        return left + right;
    case BinaryOp::Subtract:
        return left - right;
    case BinaryOp::Multiply:
        return left * right;
    case BinaryOp::Divide:
        return left / right;
    case BinaryOp::Modulo:
        return std::fmod(left, right);
    default:
        return std::pow(left, right);
    }
}

/// kept is the value that a filtering comparison lets pass.
double combined(const Node &node, double left, double right, double kept)
{
    if (std::isnan(left) || std::isnan(right))
        return nothing; // absent on one side: no element, also for !=
    if (!isComparison(node.op))
        return calculate(node.op, left, right);
    const bool holds = compare(node.op, left, right);
    if (node.asBool)
        return holds ? 1 : 0;
    return holds ? kept : nothing;
}

GridValue withScalar(const Node &node, GridValue left, GridValue right, std::size_t count)
{
    const bool keepLeft = !left.isScalar || right.isScalar;
    GridValue &vector = keepLeft ? left : right;
    const GridValue &scalar = keepLeft ? right : left;
    for (GridLine &line : vector.lines) {
        for (std::size_t i = 0; i < count; ++i) {
            const double own = line.values[i];
            const double other = scalar.lines[0].values[i];
            line.values[i] = keepLeft ? combined(node, own, other, own) : combined(node, other, own, own);
        }
    }
    return std::move(vector);
}

MetricTags keyOf(const MetricTags &tags, const Matching &matching)
{
    return matching.on ? groupedTags(tags, *matching.on) : tags;
}

using LinesByKey = std::map<MetricTags, std::vector<const GridLine *>>;

LinesByKey byKey(const GridValue &value, const Matching &matching)
{
    LinesByKey lines;
    for (const GridLine &line : value.lines)
        lines[keyOf(line.tags, matching)].push_back(&line);
    return lines;
}

bool isPresent(const std::vector<const GridLine *> &lines, std::size_t i)
{
    return std::any_of(lines.begin(), lines.end(),
                       [i](const GridLine *line) { return !std::isnan(line->values[i]); });
}

/// and, unless: the left elements, where the right has or has not a partner.
GridValue filtered(const Node &node, GridValue left, const GridValue &right, std::size_t count)
{
    const LinesByKey partners = byKey(right, node.matching);
    const bool wanted = node.op == BinaryOp::And;
    for (GridLine &line : left.lines) {
        const auto partner = partners.find(keyOf(line.tags, node.matching));
        for (std::size_t i = 0; i < count; ++i) {
            if ((partner != partners.end() && isPresent(partner->second, i)) != wanted)
                line.values[i] = nothing;
        }
    }
    return left;
}

/// or: the left elements, and those of the right without a partner at that instant.
GridValue either(const Node &node, GridValue left, const GridValue &right, std::size_t count)
{
    GridValue result;
    const LinesByKey partners = byKey(left, node.matching);
    for (const GridLine &line : right.lines) {
        const auto partner = partners.find(keyOf(line.tags, node.matching));
        GridLine added = line;
        for (std::size_t i = 0; i < count; ++i) {
            if (partner != partners.end() && isPresent(partner->second, i))
                added.values[i] = nothing;
        }
        result.lines.push_back(std::move(added));
    }
    for (GridLine &line : left.lines) {
        const auto same = std::find_if(result.lines.begin(), result.lines.end(),
                                       [&line](const GridLine &other) { return other.tags == line.tags; });
        if (same == result.lines.end()) {
            result.lines.push_back(std::move(line));
            continue;
        }
        for (std::size_t i = 0; i < count; ++i)
            same->values[i] = std::isnan(line.values[i]) ? same->values[i] : line.values[i];
    }
    return result;
}

Error ambiguous(const Node &node, std::string_view text, const char *side, const MetricTags &key)
{
    const std::string tags = key.empty() ? "without tags" : "with the tags " + textOf(key);
    return errorAt(text, node.position,
                   std::string("several elements on the ") + side + " " + tags +
                       " belong to one on the other side: add them up with sum by (...), or use "
                       "on (...) group_left or group_right");
}

MetricTags resultTags(const Node &node, const MetricTags &many, const MetricTags &key)
{
    return node.matching.on && node.matching.many == Matching::Many::None ? key : many;
}

/// Arithmetic and comparisons of elements that belong together. one has a single element for each key.
Result<GridValue> joined(const Node &node, const GridValue &left, const GridValue &right, std::size_t count,
                         std::string_view text)
{
    const bool manyRight = node.matching.many == Matching::Many::Right;
    const GridValue &many = manyRight ? right : left;
    const LinesByKey ones = byKey(manyRight ? left : right, node.matching);
    std::map<MetricTags, GridLine> results;
    for (const GridLine &line : many.lines) {
        const MetricTags key = keyOf(line.tags, node.matching);
        const auto partners = ones.find(key);
        if (partners == ones.end())
            continue;
        GridLine &result = results.try_emplace(resultTags(node, line.tags, key)).first->second;
        result.values.resize(count, nothing);
        for (std::size_t i = 0; i < count; ++i) {
            if (std::isnan(line.values[i]) || !isPresent(partners->second, i))
                continue;
            const GridLine *partner = nullptr;
            for (const GridLine *candidate : partners->second) {
                if (std::isnan(candidate->values[i]))
                    continue;
                if (partner)
                    return ambiguous(node, text, manyRight ? "left" : "right", key);
                partner = candidate;
            }
            if (!std::isnan(result.values[i]))
                return ambiguous(node, text, manyRight ? "right" : "left", key);
            const double leftValue = manyRight ? partner->values[i] : line.values[i];
            const double rightValue = manyRight ? line.values[i] : partner->values[i];
            result.values[i] = combined(node, leftValue, rightValue, leftValue);
        }
    }
    GridValue value;
    for (auto &[tags, line] : results) {
        line.tags = tags;
        value.lines.push_back(std::move(line));
    }
    return value;
}

} // namespace

MetricTags groupedTags(const MetricTags &tags, const Grouping &grouping)
{
    MetricTags kept;
    for (const auto &tag : tags) {
        const bool named = std::binary_search(grouping.tags.begin(), grouping.tags.end(), tag.first);
        if (named != grouping.without)
            kept.push_back(tag);
    }
    return kept;
}

Result<GridValue> applyBinary(const Node &node, GridValue left, GridValue right, std::size_t count,
                              std::string_view text)
{
    if (node.op == BinaryOp::And || node.op == BinaryOp::Unless)
        return filtered(node, std::move(left), right, count);
    if (node.op == BinaryOp::Or)
        return either(node, std::move(left), right, count);
    if (left.isScalar || right.isScalar)
        return withScalar(node, std::move(left), std::move(right), count);
    return joined(node, left, right, count, text);
}

} // namespace spanwise
