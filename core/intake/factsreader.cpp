// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/factsreader.h"

#include <cassert>

namespace spanwise {

std::vector<SpanFacts> readAllFacts(const FactsReader &read, TelemetryBatch &batch)
{
    std::vector<SpanFacts> facts;
    if (read) {
        facts = read(batch);
    } else {
        facts.reserve(batch.spans.size());
        for (const Span &span : batch.spans)
            facts.emplace_back().failed = span.status == StatusCode::Error;
    }
    assert(facts.size() == batch.spans.size());
    return facts;
}

} // namespace spanwise
