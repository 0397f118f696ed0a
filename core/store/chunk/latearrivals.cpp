// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/latearrivals.h"

namespace spanwise {

std::vector<AppendReport> emptyReports(BatchGroup group)
{
    std::vector<AppendReport> reports(group.size());
    for (std::size_t b = 0; b < group.size(); ++b)
        reports[b].duplicate.resize(group[b]->batch.spans.size());
    return reports;
}

std::vector<GroupPlace> takeRepeated(std::vector<GroupPlace> &places, SpanIdSet &ids, BatchGroup group,
                                     std::vector<AppendReport> &reports)
{
    std::vector<GroupPlace> repeated;
    std::erase_if(places, [&](GroupPlace place) {
        const bool fresh = ids.insert(place.in(group).id);
        reports[place.batch].stored += fresh ? 1U : 0U;
        reports[place.batch].duplicate[place.span] = !fresh;
        if (!fresh)
            repeated.push_back(place);
        return !fresh;
    });
    return repeated;
}

std::set<SpanId> knowFresh(LateHalves &late, std::span<const GroupPlace> fresh,
                           std::span<const GroupPlace> repeated, BatchGroup group)
{
    std::set<SpanId> stored;
    for (const GroupPlace place : repeated)
        stored.insert(place.in(group).id);
    for (const GroupPlace place : fresh) {
        if (stored.erase(place.in(group).id) > 0)
            late.know(group[place.batch]->batch, place.in(group));
    }
    return stored;
}

bool addRepeated(LateHalves &late, std::span<const GroupPlace> repeated, BatchGroup group,
                 const FactsReader &readFacts, std::vector<AppendReport> &reports)
{
    bool isMore = false;
    for (const GroupPlace place : repeated) {
        const LateHalves::Added added = late.add(group[place.batch]->batch, place.in(group));
        isMore = isMore || added != LateHalves::Added::Nothing;
        if (added == LateHalves::Added::Span) {
            ++reports[place.batch].stored;
            reports[place.batch].duplicate[place.span] = false;
        }
    }
    if (isMore)
        late.finish(readFacts);
    return isMore;
}

void dropReplaced(std::vector<Span> &spans)
{
    SpanIdSet seen;
    for (std::size_t i = spans.size(); i-- > 0;) {
        if (!seen.insert(spans[i].id))
            spans[i].traceId = {}; // marks it: no other span is without one
    }
    if (seen.size() < spans.size())
        std::erase_if(spans, [](const Span &span) { return !span.traceId; });
}

} // namespace spanwise
