// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/documentflow.h"

#include "core/model/steplabel.h"

#include <algorithm>
#include <numeric>

namespace spanwise {
namespace {

const std::vector<Document> noDocuments;

std::vector<Document> leavingDocuments(const Trace &trace, SpanRow row)
{
    std::vector<Document> documents = documentsOf(trace, row);
    std::erase_if(documents, [](const Document &d) { return d.source == DocumentSource::RerankerInput; });
    std::ranges::stable_sort(documents, {}, &Document::rank);
    return documents;
}

} // namespace

DocumentFlow documentFlowOf(const Trace &trace)
{
    std::vector<std::uint32_t> rows(trace.size());
    std::iota(rows.begin(), rows.end(), 0U);
    std::ranges::stable_sort(rows, {},
                             [&](std::uint32_t row) { return trace[static_cast<SpanRow>(row)].time.end; });

    DocumentFlow flow;
    for (const std::uint32_t i : rows) {
        const auto row = static_cast<SpanRow>(i);
        std::vector<Document> documents = leavingDocuments(trace, row);
        if (!documents.empty())
            flow.push_back({std::string(stepLabel(trace[row])), trace.facts(row).step, std::move(documents)});
    }
    return flow;
}

const std::vector<Document> &finalDocuments(const DocumentFlow &flow)
{
    for (const StepKind wanted : {StepKind::Reranking, StepKind::Retrieval}) {
        const auto last =
            std::find_if(flow.rbegin(), flow.rend(), [&](const auto &step) { return step.kind == wanted; });
        if (last != flow.rend())
            return last->documents;
    }
    return flow.empty() ? noDocuments : flow.back().documents;
}

} // namespace spanwise
