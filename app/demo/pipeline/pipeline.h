// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/pipeline/answercache.h"
#include "app/demo/pipeline/misbehaviourswitch.h"
#include "app/demo/pipeline/pipelineparts.h"
#include "app/demo/pipeline/queryrequest.h"

#include <atomic>
#include <cstdint>
#include <string>
#include <variant>

namespace spanwise::demo {

/// Why a query has no answer.
struct QueryFailure
{
    std::string step; ///< that failed
    std::string message;
    TraceId traceId;
};

/// Answers questions, from the cache or by all steps, and traces each one as `query_processing`.
///
/// Any number of threads may ask at once; a call lasts as long as the steps do. Does not throw.
class Pipeline
{
public:
    struct Counters
    {
        std::uint64_t queries = 0;
        std::uint64_t failed = 0;
    };

    /// What parts and misbehaviour refer to outlives the pipeline.
    Pipeline(PipelineParts parts, const MisbehaviourSwitch &misbehaviour, AnswerCache &cache);

    std::variant<Answer, QueryFailure> answer(const QueryRequest &request);
    Counters counters() const { return {m_queries.load(), m_failed.load()}; }

private:
    Answer answerInSpan(const QueryRequest &request, ScopedSpan &span);
    std::shared_ptr<const Answer> lookUp(const QueryRequest &request, const std::string &key);

    const PipelineParts m_parts;
    const MisbehaviourSwitch &m_misbehaviour;
    AnswerCache &m_cache;
    std::atomic<std::uint64_t> m_queries{0};
    std::atomic<std::uint64_t> m_failed{0};
};

} // namespace spanwise::demo
