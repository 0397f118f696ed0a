// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expression/evaluator.h"

#include "core/metrics/expression/binary.h"
#include "core/metrics/expression/functions.h"
#include "core/metrics/expression/rangefold.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace spanwise {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

using SeriesList = std::vector<const SeriesSnapshot *>;

Fold foldOf(AggregateOp op)
{
    switch (op) {
    case AggregateOp::Sum:
        return Fold::Sum;
    case AggregateOp::Avg:
        return Fold::Avg;
    case AggregateOp::Min:
        return Fold::Min;
    case AggregateOp::Max:
        return Fold::Max;
    case AggregateOp::Count:
        return Fold::Count;
    case AggregateOp::Quantile:
        return Fold::Quantile;
    }
    return Fold::Sum;
}

Fold foldOf(Function::Id id)
{
    switch (id) {
    case Function::Id::Rate:
        return Fold::Rate;
    case Function::Id::Increase:
        return Fold::Increase;
    case Function::Id::SumOverTime:
        return Fold::Sum;
    case Function::Id::AvgOverTime:
        return Fold::Avg;
    case Function::Id::MinOverTime:
        return Fold::Min;
    case Function::Id::MaxOverTime:
        return Fold::Max;
    case Function::Id::CountOverTime:
        return Fold::Count;
    case Function::Id::QuantileOverTime:
        return Fold::Quantile;
    default:
        return Fold::Last;
    }
}

/// Linear between ranks, as PromQL's quantile() over elements.
double quantileOf(std::vector<double> &values, double q)
{
    if (std::isnan(q))
        return nothing;
    std::sort(values.begin(), values.end());
    const double rank = std::clamp(q, 0.0, 1.0) * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(std::floor(rank));
    const std::size_t high = std::min(low + 1, values.size() - 1);
    const double weight = rank - std::floor(rank);
    return values[low] * (1 - weight) + values[high] * weight;
}

double aggregated(AggregateOp op, std::vector<double> &values, double q)
{
    if (values.empty())
        return nothing;
    double sum = 0;
    for (const double value : values)
        sum += value;
    switch (op) {
    case AggregateOp::Sum:
        return sum;
    case AggregateOp::Avg:
        return sum / static_cast<double>(values.size());
    case AggregateOp::Min:
        return *std::min_element(values.begin(), values.end());
    case AggregateOp::Max:
        return *std::max_element(values.begin(), values.end());
    case AggregateOp::Count:
        return static_cast<double>(values.size());
    case AggregateOp::Quantile:
        return quantileOf(values, q);
    }
    return nothing;
}

double mapped(Function::Id id, double value, double first, double second)
{
    switch (id) {
    case Function::Id::Abs:
        return std::abs(value);
    case Function::Id::Ceil:
        return std::ceil(value);
    case Function::Id::Floor:
        return std::floor(value);
    case Function::Id::Sqrt:
        return std::sqrt(value);
    case Function::Id::Exp:
        return std::exp(value);
    case Function::Id::Ln:
        return std::log(value);
    case Function::Id::Log2:
        return std::log2(value);
    case Function::Id::Log10:
        return std::log10(value);
    case Function::Id::Round:
        return std::floor(value / first + 0.5) * first; // ties go up, as in PromQL
    case Function::Id::Clamp:
        return first > second ? nothing : std::clamp(value, first, second);
    case Function::Id::ClampMin:
        return std::max(value, first);
    default:
        return std::min(value, first);
    }
}

/// Evaluates the parts of one expression over one grid.
class Evaluator
{
public:
    Evaluator(const Grid &grid, std::string_view text, const MetricSnapshot &snapshot)
        : m_grid(grid)
        , m_text(text)
        , m_snapshot(snapshot)
    {
    }

    Result<GridValue> evaluate(const Node &node) const
    {
        switch (node.kind) {
        case Node::Kind::Number:
            return scalar(std::vector<double>(m_grid.count, node.number));
        case Node::Kind::Selector:
            return instant(node);
        case Node::Kind::Call:
            return call(node);
        case Node::Kind::Aggregate:
            return aggregate(node);
        case Node::Kind::Binary:
            return binary(node);
        case Node::Kind::Negate:
            return negated(node);
        }
        return GridValue{};
    }

private:
    static GridValue scalar(std::vector<double> values)
    {
        GridValue value{.isScalar = true, .lines = {}};
        value.lines.push_back({{}, std::move(values)});
        return value;
    }

    const std::vector<SeriesSnapshot> &seriesOf(const Node &selector) const
    {
        return m_snapshot.selections[selector.selection];
    }

    GridValue instant(const Node &node) const
    {
        GridValue value;
        for (const SeriesSnapshot &series : seriesOf(node))
            value.lines.push_back({series.tags, instantValues(node, series, m_grid)});
        return value;
    }

    std::vector<double> fold(Fold how, const Node &selector, const SeriesList &series,
                             const std::vector<double> &quantiles) const
    {
        return foldRange(how, selector, series, m_grid, m_snapshot.now, quantiles);
    }

    Result<std::vector<double>> numbers(const Node &node) const
    {
        Result<GridValue> value = evaluate(node);
        if (!value)
            return value.error();
        return std::move(value->lines[0].values);
    }

    Result<GridValue> binary(const Node &node) const
    {
        Result<GridValue> left = evaluate(*node.children[0]);
        if (!left)
            return left;
        Result<GridValue> right = evaluate(*node.children[1]);
        if (!right)
            return right;
        return applyBinary(node, *std::move(left), *std::move(right), m_grid.count, m_text);
    }

    Result<GridValue> negated(const Node &node) const
    {
        Result<GridValue> value = evaluate(*node.children[0]);
        if (!value)
            return value;
        for (GridLine &line : value->lines) {
            for (double &number : line.values)
                number = -number;
        }
        return value;
    }

    Result<GridValue> aggregate(const Node &node) const
    {
        std::vector<double> quantiles;
        if (node.aggregate == AggregateOp::Quantile) {
            Result<std::vector<double>> parameter = numbers(*node.children[0]);
            if (!parameter)
                return parameter.error();
            quantiles = *std::move(parameter);
        }
        const Node &over = *node.children.back();
        return over.type == ValueType::Range ? aggregateRange(node, over, quantiles)
                                             : aggregateVector(node, over, quantiles);
    }

    GridValue aggregateRange(const Node &node, const Node &over, const std::vector<double> &quantiles) const
    {
        std::map<MetricTags, SeriesList> groups;
        for (const SeriesSnapshot &series : seriesOf(over))
            groups[groupedTags(series.tags, node.grouping)].push_back(&series);
        GridValue value;
        for (const auto &[tags, series] : groups)
            value.lines.push_back({tags, fold(foldOf(node.aggregate), over, series, quantiles)});
        return value;
    }

    Result<GridValue> aggregateVector(const Node &node, const Node &over,
                                      const std::vector<double> &quantiles) const
    {
        const Result<GridValue> input = evaluate(over);
        if (!input)
            return input;
        std::map<MetricTags, std::vector<const GridLine *>> groups;
        for (const GridLine &line : input->lines)
            groups[groupedTags(line.tags, node.grouping)].push_back(&line);
        GridValue value;
        std::vector<double> present;
        for (const auto &[tags, lines] : groups) {
            GridLine &result = value.lines.emplace_back(GridLine{tags, std::vector<double>(m_grid.count)});
            for (std::size_t i = 0; i < m_grid.count; ++i) {
                present.clear();
                for (const GridLine *line : lines) {
                    if (!std::isnan(line->values[i]))
                        present.push_back(line->values[i]);
                }
                result.values[i] = aggregated(node.aggregate, present, quantiles.empty() ? 0 : quantiles[i]);
            }
        }
        return value;
    }

    Result<GridValue> call(const Node &node) const
    {
        using Id = Function::Id;
        if (node.function->isOverRange())
            return overRange(node);
        switch (node.function->id) {
        case Id::Time:
            return time();
        case Id::Vector:
        case Id::Scalar:
        case Id::Absent:
            return converted(node);
        default:
            return elementwise(node);
        }
    }

    Result<GridValue> overRange(const Node &node) const
    {
        std::vector<double> quantiles;
        if (node.children.size() == 2) {
            Result<std::vector<double>> parameter = numbers(*node.children[0]);
            if (!parameter)
                return parameter.error();
            quantiles = *std::move(parameter);
        }
        const Node &over = *node.children.back();
        GridValue value;
        for (const SeriesSnapshot &series : seriesOf(over))
            value.lines.push_back({series.tags, fold(foldOf(node.function->id), over, {&series}, quantiles)});
        return value;
    }

    GridValue time() const
    {
        std::vector<double> values(m_grid.count);
        for (std::size_t i = 0; i < m_grid.count; ++i)
            values[i] = std::chrono::duration<double>(m_grid.at(i).time_since_epoch()).count();
        return scalar(std::move(values));
    }

    Result<GridValue> converted(const Node &node) const
    {
        Result<GridValue> input = evaluate(*node.children[0]);
        if (!input)
            return input;
        if (node.function->id == Function::Id::Vector) {
            input->isScalar = false;
            return input;
        }
        const bool asScalar = node.function->id == Function::Id::Scalar;
        std::vector<double> values(m_grid.count, nothing);
        for (std::size_t i = 0; i < m_grid.count; ++i) {
            std::size_t found = 0;
            for (const GridLine &line : input->lines) {
                if (std::isnan(line.values[i]))
                    continue;
                values[i] = ++found == 1 && asScalar ? line.values[i] : nothing;
            }
            if (!asScalar && found == 0)
                values[i] = 1;
        }
        GridValue value = scalar(std::move(values));
        value.isScalar = asScalar;
        return value;
    }

    Result<GridValue> elementwise(const Node &node) const
    {
        Result<GridValue> input = evaluate(*node.children[0]);
        if (!input)
            return input;
        std::vector<std::vector<double>> parameters(2, std::vector<double>(m_grid.count, 1));
        for (std::size_t i = 1; i < node.children.size(); ++i) {
            Result<std::vector<double>> parameter = numbers(*node.children[i]);
            if (!parameter)
                return parameter.error();
            parameters[i - 1] = *std::move(parameter);
        }
        for (GridLine &line : input->lines) {
            for (std::size_t i = 0; i < m_grid.count; ++i) {
                const double value = line.values[i];
                line.values[i] = std::isnan(value)
                                     ? nothing
                                     : mapped(node.function->id, value, parameters[0][i], parameters[1][i]);
            }
        }
        return input;
    }

    const Grid &m_grid;
    const std::string_view m_text;
    const MetricSnapshot &m_snapshot;
};

} // namespace

SeriesSelection selectionOf(const Node &selector, const Grid &grid)
{
    const auto end = windowEnd(selector, grid.at(grid.count - 1));
    return {.name = selector.metric,
            .matches =
                [&selector](const MetricTags &tags) {
                    return std::all_of(selector.matchers.begin(), selector.matchers.end(),
                                       [&tags](const TagMatcher &matcher) { return matcher.matches(tags); });
                },
            .from = windowEnd(selector, grid.first) - lookBack(selector),
            .to = end,
            .withSketches = selector.needsSketches,
            .withTotal = selector.range == Duration::zero() && selector.metricKind == MetricKind::Counter};
}

Result<GridValue> evaluateOn(const Grid &grid, const Node &root, std::string_view text,
                             const MetricSnapshot &snapshot)
{
    return Evaluator(grid, text, snapshot).evaluate(root);
}

} // namespace spanwise
