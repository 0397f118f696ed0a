// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/verdicts.h"
#include "core/store/store.h"

#include <string>
#include <vector>

namespace spanwise {

/// An evaluation that was sent later, as a trace of its own: its span links to the span that it judges.
struct LinkedVerdict
{
    TraceId trace;  ///< of the evaluation
    SpanId span;    ///< that carries it
    SpanId target;  ///< the judged span; none: the query as a whole
    std::string by; ///< the name of the evaluating span
    ReportedVerdict verdict;
};

/// What other traces say about this one (genai.md section 1: feedback after the fact comes on a new span with
/// one link to its target; whose child it is does not matter), newest trace first, of at most 200 traces that
/// began no earlier than from. Any thread; costs a search for spans with evaluations.
Result<std::vector<LinkedVerdict>> linkedVerdictsOf(const StoreReader &store, TraceId trace, Timestamp from,
                                                    std::stop_token stop = {});

} // namespace spanwise
