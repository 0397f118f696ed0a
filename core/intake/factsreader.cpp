// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/factsreader.h"

namespace spanwise {

std::vector<SpanFacts> readAllFacts(const FactsReader &read, TelemetryBatch &batch)
{
    const Resource noResource;
    const Scope noScope;
    std::vector<SpanFacts> facts;
    facts.reserve(batch.spans.size());
    for (const Span &span : batch.spans) {
        if (!read) {
            facts.emplace_back().failed = span.status == StatusCode::Error;
            continue;
        }
        const Resource &resource = span.resource < batch.resources.size() ? batch.resources[span.resource] : noResource;
        const Scope &scope = span.scope < batch.scopes.size() ? batch.scopes[span.scope] : noScope;
        facts.push_back(read(span, resource, scope, batch.arena));
    }
    return facts;
}

} // namespace spanwise
