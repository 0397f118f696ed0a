// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searchmatch.h"

#include "core/search/node.h"
#include "core/search/spanreader.h"
#include "core/search/structure.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace spanwise {
namespace search {
namespace {

constexpr std::size_t spansPerLook = 256; ///< between two looks at the stop token: a span may carry megabytes

struct Group
{
    Rows rows;
    std::string label;
};

SpanRow at(std::uint32_t row)
{
    return static_cast<SpanRow>(row);
}

bool matchesPattern(const RE2 &regex, const Datum &datum)
{
    if (datum.type == Datum::Type::List)
        return std::ranges::any_of(datum.list, [&](const Datum &one) { return matchesPattern(regex, one); });
    return datum.type == Datum::Type::Text &&
           RE2::FullMatch(re2::StringPiece(datum.text.data(), datum.text.size()), regex);
}

bool hasText(const Datum &datum)
{
    if (datum.type == Datum::Type::List)
        return std::ranges::any_of(datum.list, hasText);
    return datum.type == Datum::Type::Text;
}

/// One search over one trace.
class Evaluation
{
public:
    Evaluation(const Trace &trace, const SearchDocuments &documents, const std::stop_token &stop)
        : m_in(trace, documents)
        , m_stop(stop)
    {
    }

    std::optional<SearchMatch> run(const Pipeline &pipeline)
    {
        std::vector<Group> groups = spans(pipeline, everything());
        SearchMatch match;
        const Rows all = rowsOf(groups);
        if (all.empty() || isStopped())
            return std::nullopt;
        for (Group &group : groups) {
            if (!group.label.empty())
                match.groups.push_back(std::move(group.label));
        }
        std::ranges::transform(all, std::back_inserter(match.spans), at);
        select(pipeline, match);
        return isStopped() ? std::nullopt : std::optional(std::move(match));
    }

private:
    /// Once for each span that is looked at. Whoever sees it goes home with what there is: nobody will read
    /// it.
    bool isStopped()
    {
        m_stopped = m_stopped || (++m_looks % spansPerLook == 0 && m_stop.stop_requested());
        return m_stopped;
    }

    /// Ascending, each once, however many groups there are.
    static Rows rowsOf(const std::vector<Group> &groups)
    {
        Rows all;
        for (const Group &group : groups)
            all.insert(all.end(), group.rows.begin(), group.rows.end());
        std::ranges::sort(all);
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
    }

    Rows everything() const
    {
        Rows rows(m_in.trace().size());
        std::iota(rows.begin(), rows.end(), 0U);
        return rows;
    }

    std::vector<Group> spans(const Pipeline &pipeline, const Rows &input)
    {
        std::vector<Group> groups{{input, {}}};
        for (const Stage &stage : pipeline.stages) {
            std::visit([&](const auto &one) { apply(one, groups); }, stage);
            std::erase_if(groups, [](const Group &group) { return group.rows.empty(); });
        }
        return groups;
    }

    void apply(const SpansetPtr &spanset, std::vector<Group> &groups)
    {
        for (Group &group : groups)
            group.rows = picked(*spanset, group.rows);
    }

    void apply(const ScalarFilter &filter, std::vector<Group> &groups)
    {
        std::erase_if(groups, [&](const Group &group) {
            return !compareData(filter.op, scalar(*filter.left, group.rows),
                                scalar(*filter.right, group.rows));
        });
    }

    void apply(const GroupBy &by, std::vector<Group> &groups)
    {
        std::vector<Group> parts;
        std::unordered_map<std::string, std::size_t> known;
        for (const Group &group : groups) {
            for (const std::uint32_t row : group.rows) {
                if (isStopped())
                    return groups.clear();
                std::string label = textOf(value(*by.value, row));
                if (!group.label.empty())
                    label = group.label + ", " + label;
                const auto [place, isNew] = known.try_emplace(label, parts.size());
                if (isNew)
                    parts.push_back({{row}, std::move(label)});
                else
                    parts[place->second].rows.push_back(row);
            }
        }
        groups = std::move(parts);
    }

    void apply(const Coalesce &, std::vector<Group> &groups) { groups.assign(1, {rowsOf(groups), {}}); }

    void apply(const Select &, std::vector<Group> &) {}

    Rows picked(const Spanset &node, const Rows &input)
    {
        switch (node.kind) {
        case Spanset::Kind::Filter:
            return filtered(input, [&](std::uint32_t row) {
                return !node.condition || value(*node.condition, row).isTrue();
            });
        case Spanset::Kind::Text:
            return filtered(input, [&](std::uint32_t row) { return m_in.hasText(node.text, at(row)); });
        case Spanset::Kind::Both: {
            const Rows left = picked(*node.left, input);
            if (left.empty())
                return {};
            const Rows right = picked(*node.right, input);
            if (right.empty())
                return {};
            // What has to be missing has no spans to show.
            if (node.right->kind == Spanset::Kind::None)
                return left;
            return node.left->kind == Spanset::Kind::None ? right : unionOf(left, right);
        }
        case Spanset::Kind::Either:
            return unionOf(picked(*node.left, input), picked(*node.right, input));
        case Spanset::Kind::None:
            return picked(*node.left, input).empty() ? input : Rows();
        case Spanset::Kind::Structure: {
            const Rows left = picked(*node.left, input);
            const Rows right = picked(*node.right, input);
            return m_stopped ? Rows() : related(m_in.trace(), left, right, node.relation, node.form);
        }
        case Spanset::Kind::Nested:
            return rowsOf(spans(*node.nested, input));
        }
        return {};
    }

    template<class Keep>
    Rows filtered(const Rows &rows, Keep keep)
    {
        Rows result;
        for (const std::uint32_t row : rows) {
            if (isStopped())
                return {};
            if (keep(row))
                result.push_back(row);
        }
        return result;
    }

    Datum value(const Expression &node, std::uint32_t row)
    {
        switch (node.kind) {
        case Expression::Kind::Constant:
            return node.constant;
        case Expression::Kind::Field:
            return m_in.read(node.field, at(row));
        case Expression::Kind::Unary: {
            const Datum operand = value(*node.left, row);
            if (node.op == SearchOperator::Not)
                return Datum::of(!operand.isTrue());
            return computeData(SearchOperator::Subtract, Datum::of(std::int64_t(0)), operand);
        }
        case Expression::Kind::Binary:
            return binary(node, row);
        }
        return {};
    }

    Datum binary(const Expression &node, std::uint32_t row)
    {
        const Datum left = value(*node.left, row);
        switch (node.op) {
        case SearchOperator::And:
            return Datum::of(left.isTrue() && value(*node.right, row).isTrue());
        case SearchOperator::Or:
            return Datum::of(left.isTrue() || value(*node.right, row).isTrue());
        case SearchOperator::Matches:
            return Datum::of(matchesPattern(*node.regex, left));
        case SearchOperator::MatchesNot:
            return Datum::of(hasText(left) && !matchesPattern(*node.regex, left));
        case SearchOperator::Add:
        case SearchOperator::Subtract:
        case SearchOperator::Multiply:
        case SearchOperator::Divide:
        case SearchOperator::Modulo:
        case SearchOperator::Power:
            return computeData(node.op, left, value(*node.right, row));
        default:
            break;
        }
        const Datum right = value(*node.right, row);
        if (node.left->isNil() || node.right->isNil())
            return Datum::of((left.isNil() && right.isNil()) == (node.op == SearchOperator::Equal));
        return Datum::of(compareData(node.op, left, right));
    }

    Datum scalar(const Scalar &node, const Rows &rows)
    {
        switch (node.kind) {
        case Scalar::Kind::Constant:
            return node.constant;
        case Scalar::Kind::Count:
            return Datum::of(static_cast<std::int64_t>(rows.size()));
        case Scalar::Kind::Binary:
            return computeData(node.op, scalar(*node.left, rows), scalar(*node.right, rows));
        default:
            return summedUp(node, rows);
        }
    }

    /// Over the spans that have a number there; nil when none has.
    Datum summedUp(const Scalar &node, const Rows &rows)
    {
        Datum result;
        std::int64_t count = 0;
        for (const std::uint32_t row : rows) {
            if (isStopped())
                return {};
            const Datum datum = value(*node.value, row);
            if (!datum.isNumeric())
                continue;
            ++count;
            if (result.isNil())
                result = datum;
            else if (node.kind == Scalar::Kind::Min || node.kind == Scalar::Kind::Max)
                result = compareData(node.kind == Scalar::Kind::Min ? SearchOperator::Less
                                                                    : SearchOperator::Greater,
                                     datum, result)
                             ? datum
                             : result;
            else
                result = computeData(SearchOperator::Add, result, datum);
        }
        return node.kind == Scalar::Kind::Avg && count > 0
                   ? computeData(SearchOperator::Divide, result, Datum::of(count))
                   : result;
    }

    void select(const Pipeline &pipeline, SearchMatch &match)
    {
        for (const Stage &stage : pipeline.stages) {
            const auto *const selected = std::get_if<Select>(&stage);
            if (selected == nullptr)
                continue;
            match.selected.resize(match.spans.size());
            for (std::size_t i = 0; i < match.spans.size() && !isStopped(); ++i) {
                for (const ExpressionPtr &one : selected->values) {
                    const Datum datum =
                        value(*one, static_cast<std::uint32_t>(SpanTree::index(match.spans[i])));
                    if (!datum.isNil())
                        match.selected[i].emplace_back(
                            one->kind == Expression::Kind::Field ? writtenField(one->field) : one->text,
                            textOf(datum));
                }
            }
        }
    }

    SpanReader m_in;
    std::stop_token m_stop;
    std::size_t m_looks = 0;
    bool m_stopped = false;
};

} // namespace
} // namespace search

std::optional<SearchMatch> evaluateSearch(const SearchQuery &query, const Trace &trace,
                                          const SearchDocuments &documents, const std::stop_token &stop)
{
    if (query.matchesEverything()) {
        SearchMatch match;
        for (std::uint32_t row = 0; row < trace.size(); ++row)
            match.spans.push_back(static_cast<SpanRow>(row));
        return match.spans.empty() ? std::nullopt : std::optional(std::move(match));
    }
    return search::Evaluation(trace, documents, stop).run(query.pipeline());
}

} // namespace spanwise
