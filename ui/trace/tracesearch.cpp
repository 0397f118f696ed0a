// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/tracesearch.h"

#include "core/search/searchmatch.h"
#include "core/search/textscan.h"
#include "core/store/search.h"
#include "core/timeline/treerows.h"

#include <algorithm>

namespace spanwise {

SpanSearch SpanSearch::parse(const std::string &typed)
{
    const auto begin = typed.find_first_not_of(" \t");
    if (begin == std::string::npos)
        return {};
    if (typed[begin] != '{' && typed[begin] != '(')
        return {
            .text = typed.substr(begin, typed.find_last_not_of(" \t") - begin + 1), .query = {}, .error = {}};
    SearchParse parsed = SearchQuery::parse(typed);
    return {.text = {}, .query = std::move(parsed.query), .error = std::move(parsed.error)};
}

double shareOfTime(const Trace &trace, const std::vector<SpanRow> &ascending, TimeWindow within)
{
    Duration covered{};
    Timestamp until = within.begin;
    for (const SpanRow row : ascending) { // by start, so what is covered only grows
        const Timestamp begin = std::max(trace[row].time.begin, until);
        const Timestamp end = std::min(trace[row].time.end, within.end);
        if (end <= begin)
            continue;
        covered += end - begin;
        until = end;
    }
    const auto whole = static_cast<double>(within.length().count());
    return whole > 0 ? static_cast<double>(covered.count()) / whole : 0;
}

SpanSearchResult findSpans(const std::shared_ptr<const Trace> &trace, const SpanSearch &search,
                           const std::optional<TimeWindow> &range, const std::stop_token &stop)
{
    SpanSearchResult result;
    if (search.query) {
        if (auto match = evaluateSearch(*search.query, *trace, searchDocumentsOf, stop))
            result.rows = std::move(match->spans);
    } else {
        result.rows = scanForText(*trace, search.text, stop);
    }
    if (stop.stop_requested())
        return {};
    if (range)
        std::erase_if(result.rows, [&](SpanRow row) {
            const TimeWindow time = (*trace)[row].time;
            return std::max(time.begin, time.end) < range->begin || time.begin > range->end;
        });
    result.share = shareOfTime(*trace, result.rows, range.value_or(trace->time()));
    if (result.rows.size() > 1) {
        const TreeRows rows(trace->tree(), {});
        std::ranges::sort(result.rows, {}, [&](SpanRow row) { return *rows.positionOf(row); });
    }
    return result;
}

} // namespace spanwise
