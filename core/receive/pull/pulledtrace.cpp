// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/pulledtrace.h"

#include "core/store/chunk/tracedigest.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>

namespace spanwise {

std::size_t keepOnly(TelemetryBatch &batch, TraceId id)
{
    std::unordered_set<SpanId> seen;
    std::size_t strangers = 0;
    std::erase_if(batch.spans, [&](const Span &span) {
        if (span.traceId != id) {
            ++strangers;
            return true;
        }
        return !seen.insert(span.id).second;
    });
    return strangers;
}

std::shared_ptr<const Trace> traceOf(PulledTrace pulled, const FactsReader &readFacts)
{
    if (pulled.batch.spans.empty())
        return nullptr;
    std::vector<SpanFacts> facts = readAllFacts(readFacts, pulled.batch);
    return std::make_shared<const Trace>(std::move(pulled.batch), std::move(facts));
}

std::vector<TraceSummary> summariesOf(TelemetryBatch &batch, const FactsReader &readFacts)
{
    const std::vector<SpanFacts> facts = readAllFacts(readFacts, batch);
    std::map<TraceId, TraceDigest> digests;
    std::map<TraceId, std::unordered_set<SpanId>> seen;
    for (std::size_t i = 0; i < batch.spans.size(); ++i) {
        const Span &span = batch.spans[i];
        if (seen[span.traceId].insert(span.id).second)
            digests[span.traceId].add(span, facts[i], batch.resources[span.resource].serviceName());
    }
    std::vector<TraceSummary> summaries;
    summaries.reserve(digests.size());
    for (auto &[id, digest] : digests)
        summaries.push_back(std::move(digest.summary));
    std::ranges::sort(summaries, [](const TraceSummary &left, const TraceSummary &right) {
        return std::tie(left.time.begin, left.id) > std::tie(right.time.begin, right.id);
    });
    return summaries;
}

} // namespace spanwise
