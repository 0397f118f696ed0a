// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/cellterm.h"

#include "core/search/searchparts.h"

namespace spanwise {
namespace {

using Intrinsic = SearchField::Intrinsic;

QString text(const std::string &term)
{
    return QString::fromStdString(term);
}

QString condition(Intrinsic intrinsic, const Datum &value, bool has)
{
    return text(conditionFor({.scope = SearchField::Scope::Intrinsic, .intrinsic = intrinsic}, value, has));
}

/// Statuses are facts of spans: a query that failed has one that did.
QString failed(bool has)
{
    return text(has ? "{ failed }" : "!{ failed }");
}

QString amount(std::string_view what, const std::string &value, bool has)
{
    return text("{} | " + std::string(what) + (has ? " >= " : " < ") + value);
}

} // namespace

QString cellTerm(const TraceSummary &row, TraceListModel::Column column, bool has)
{
    switch (column) {
    case TraceListModel::QuestionColumn:
        return row.question.empty()
                   ? condition(Intrinsic::RootName, Datum::of(std::string_view(row.rootName)), has)
                   : condition(Intrinsic::Question, Datum::of(std::string_view(row.question)), has);
    case TraceListModel::ServiceColumn:
        return row.service.empty()
                   ? QString()
                   : text(conditionFor({.scope = SearchField::Scope::Resource, .key = "service.name"},
                                       Datum::of(std::string_view(row.service)), has));
    case TraceListModel::StatusColumn:
        return failed(has == (row.failed || row.errorCount > 0));
    case TraceListModel::DurationColumn:
        return text(std::string("{ traceDuration ") + (has ? ">= " : "< ") +
                    textOf(Datum::of(row.time.length())) + " }");
    case TraceListModel::TokensColumn:
        return row.inputTokens + row.outputTokens > 0
                   ? u'(' + amount("sum(tokens)", std::to_string(row.inputTokens + row.outputTokens), has) +
                         u')'
                   : QString();
    case TraceListModel::CostColumn:
        return row.costUsd > 0 ? u'(' + amount("sum(cost)", textOf(Datum::of(row.costUsd)), has) + u')'
                               : QString();
    case TraceListModel::StepsColumn:
        return u'(' +
               text("{ step != other } | count() " + std::string(has ? ">= " : "< ") +
                    std::to_string(row.stepCount)) +
               u')';
    case TraceListModel::TimeColumn:
    case TraceListModel::ColumnCount:
        break;
    }
    return {};
}

} // namespace spanwise
