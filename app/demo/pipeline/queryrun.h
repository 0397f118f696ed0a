// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/pipeline/misbehaviour.h"
#include "app/demo/pipeline/pipelineparts.h"
#include "app/demo/pipeline/queryrequest.h"
#include "app/demo/pipeline/stepclock.h"
#include "app/demo/steps/analysis.h"
#include "app/demo/steps/prompt.h"

#include <string>
#include <string_view>
#include <vector>

namespace spanwise::demo {

/// One question on its way through the steps, each in a span of its own. Used once, by one thread.
///
/// vector_search runs on a thread of its own beside bm25_search; the trace context is handed over to it.
class QueryRun
{
public:
    QueryRun(const PipelineParts &parts, const QueryRequest &request, Misbehaviour misbehaviour);

    /// Throws StepFailure.
    Answer compute();

    /// Runs work inside the span of a step, timed and as slow or broken as it was told to be.
    template<class Work>
    auto inStep(std::string_view name, Work work)
    {
        return m_parts.tracer.traced(name, [&](ScopedSpan &span) {
            const StepClock::Lap lap(m_clock, name);
            misbehave(name);
            m_parts.pace.spend(name);
            return work(span);
        });
    }

private:
    void misbehave(std::string_view step) const;
    Analysis analyseQuestion();
    Routing route(const Analysis &analysis);
    Hits retrieve(const std::vector<Analysis> &parts);
    void searchBothWays(const Analysis &part, std::vector<Hits> &lists);
    Hits vectorSearch(const Analysis &part);
    Hits bm25Search(const Analysis &part);
    Hits rerank(const std::vector<Analysis> &parts, const Hits &candidates);
    Completion generate(const Prompt &prompt);
    Verification verify(const Completion &completion, const Prompt &prompt);

    const PipelineParts &m_parts;
    const QueryRequest &m_request;
    const Misbehaviour m_misbehaviour;
    std::string_view m_failingStep; ///< empty: none
    StepClock m_clock;
};

} // namespace spanwise::demo
