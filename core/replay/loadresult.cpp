// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/loadresult.h"

#include "core/store/store.h"

namespace spanwise {
namespace {

/// A missing trace is an answer too: a run without one.
Result<ComparedRun> loadRun(const StoreReader &store, TraceId id, std::string answer, std::stop_token stop)
{
    ComparedRun run;
    run.answer = std::move(answer);
    const Result<std::shared_ptr<const Trace>> trace = store.load(id, std::move(stop));
    if (trace) {
        run.trace = *trace;
        run.documents = documentFlowOf(**trace);
    } else if (trace.error().code != Error::Code::NotFound) {
        return trace.error();
    }
    return run;
}

bool hasPipelineSpans(const Trace &trace)
{
    for (std::size_t i = 0; i < trace.size(); ++i)
        if (trace.scope(static_cast<SpanRow>(i)).name != replayScopeName)
            return true;
    return false;
}

} // namespace

Result<ReplayResult> loadResult(const StoreReader &store, const ReplayRecord &record, std::stop_token stop)
{
    ReplayResult result;
    result.record = record;
    if (Result<SavedQuery> query = store.savedQuery(record.original); query)
        result.query = std::move(*query);
    else if (query.error().code != Error::Code::NotFound)
        return query.error();

    const Result<ComparedRun> baseline = loadRun(store, record.original, result.query.answer, stop);
    if (!baseline)
        return baseline.error();
    Result<ComparedRun> replay = loadRun(store, record.replay, record.answer, std::move(stop));
    if (!replay)
        return replay.error();
    result.hasBaselineTrace = baseline->trace != nullptr;
    result.hasReplayTrace = replay->trace && hasPipelineSpans(*replay->trace);
    if (!result.hasReplayTrace)
        replay->trace.reset(); // Spanwise's own span alone is nothing to compare with
    result.comparison = compareRuns(*baseline, *replay);
    return result;
}

} // namespace spanwise
