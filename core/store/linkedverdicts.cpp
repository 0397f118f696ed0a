// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/linkedverdicts.h"

#include "core/store/search.h"

#include <algorithm>

namespace spanwise {
namespace {

constexpr std::uint32_t mostTraces = 200;

/// The attributes are indexed, links are not: they keep a search away from the many traces that judge
/// nothing.
std::string wordsFor(TraceId trace)
{
    std::string words =
        "{ link:traceID = \"" + trace.toHex() + "\" && (event:name = \"gen_ai.evaluation.result\"";
    for (const std::string_view scope : {"", "trace.", "session."}) {
        words += " || ." + std::string(scope) + "evaluations.0.evaluation.name != nil";
        words += " || ." + std::string(scope) + "annotations.0.annotation.name != nil";
    }
    return words + " || .gen_ai.evaluation.name != nil) }";
}

void addFrom(const Trace &judging, const std::vector<SpanId> &spans, TraceId judged,
             std::vector<LinkedVerdict> &all)
{
    for (const Span &span : judging.batch().spans) {
        const auto link = std::ranges::find(span.links, judged, &Link::traceId);
        if (link == span.links.end() || std::ranges::find(spans, span.id) == spans.end())
            continue;
        for (ReportedVerdict &verdict : verdictsOf(span))
            all.push_back({judging.id(), span.id, link->spanId, std::string(span.name), std::move(verdict)});
    }
}

} // namespace

Result<std::vector<LinkedVerdict>> linkedVerdictsOf(const StoreReader &store, TraceId trace, Timestamp from,
                                                    std::stop_token stop)
{
    const SearchParse parsed = SearchQuery::parse(wordsFor(trace));
    if (!parsed.query)
        return Error{Error::Code::InvalidInput,
                     "the evaluations of the query cannot be searched: " + parsed.error->message};
    SearchRequest request{.query = *parsed.query,
                          .filter = {.window = TimeWindow{from, Timestamp::max()}},
                          .limit = mostTraces};
    std::vector<SearchHit> hits;
    const auto collect = [&](SearchProgress progress) {
        std::ranges::move(progress.hits, std::back_inserter(hits));
    };
    if (const auto end = searchTraces(store, request, collect, stop); !end)
        return end.error();
    std::vector<LinkedVerdict> verdicts;
    for (const SearchHit &hit : hits) {
        if (hit.trace.id == trace)
            continue; // its own are read with it
        const auto judging = store.load(hit.trace.id, stop);
        if (judging)
            addFrom(**judging, hit.spans, trace, verdicts);
        else if (judging.error().code != Error::Code::NotFound) // retention was faster
            return judging.error();
    }
    return verdicts;
}

} // namespace spanwise
