// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/queryprinter.h"

#include "app/spanwise/summarytext.h"

#include <unordered_map>

namespace spanwise {
namespace {

/// As much of the summary as this batch shows; the rest of the trace may come later.
TraceSummary summaryOf(const CommittedBatch &batch, std::size_t query, std::uint32_t steps, std::uint32_t errors)
{
    const Span &span = batch.batch.spans[query];
    TraceSummary summary;
    summary.id = span.traceId;
    summary.time = span.time;
    summary.service = batch.batch.resources[span.resource].serviceName();
    summary.rootName = span.name;
    summary.question = batch.facts[query].question;
    summary.stepCount = steps;
    summary.spanCount = 1;
    summary.errorCount = errors;
    summary.failed = batch.facts[query].failed;
    return summary;
}

} // namespace

void QueryPrinter::committed(const CommittedBatch &batch)
{
    struct Counts
    {
        std::uint32_t steps = 0;
        std::uint32_t errors = 0;
    };
    std::unordered_map<TraceId, Counts> counts;
    for (std::size_t i = 0; i < batch.facts.size(); ++i) {
        Counts &count = counts[batch.batch.spans[i].traceId];
        count.steps += batch.facts[i].step != StepKind::Other ? 1U : 0U;
        count.errors += batch.facts[i].failed ? 1U : 0U;
    }
    for (std::size_t i = 0; i < batch.facts.size(); ++i) {
        const Span &span = batch.batch.spans[i];
        if (batch.duplicate[i] || (!batch.facts[i].isQuery && span.parent))
            continue;
        const Counts &count = counts[span.traceId];
        m_write(textLine(summaryOf(batch, i, count.steps, count.errors)));
    }
}

} // namespace spanwise
