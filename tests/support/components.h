// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/steplabel.h"
#include "tests/support/outline.h"

#include <string_view>

namespace spanwise::test {

/// A batch from an outline in which "run:bm25" stands for a Haystack component's span: every one of them has
/// the same name, and the component's own name beside it.
inline TelemetryBatch batchOfComponents(const std::string &outline, TraceId trace = traceId(1))
{
    constexpr std::string_view mark = "run:";
    TelemetryBatch batch = batchFromOutline(outline, trace);
    for (Span &span : batch.spans) {
        if (!span.name.starts_with(mark))
            continue;
        const Attribute component{componentNameKey, Value::ofString(span.name.substr(mark.size()))};
        span.attributes = batch.arena.copy(std::span<const Attribute>(&component, 1));
        span.name = "haystack.component.run";
    }
    return batch;
}

/// The same as a finished trace, with default facts.
inline Trace traceOfComponents(const std::string &outline, TraceId trace = traceId(1))
{
    TelemetryBatch batch = batchOfComponents(outline, trace);
    std::vector<SpanFacts> facts(batch.spans.size());
    return Trace(std::move(batch), std::move(facts));
}

} // namespace spanwise::test
