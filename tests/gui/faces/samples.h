// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/outline.h"

#include <memory>
#include <string>

namespace spanwise::test {

/// A query whose two searches run side by side; the second one fails.
inline constexpr auto faceOutline = "query 0 1000\n"
                                    "  retrieve 0 400\n"
                                    "    vector 0 100\n"
                                    "    words 50 400 error\n"
                                    "  generate 400 1000\n"
                                    "    model 410 600\n"
                                    "    model 610 1000\n";

inline std::shared_ptr<const Trace> sharedTrace(const std::string &outline, TraceId id = traceId(1))
{
    TelemetryBatch batch = batchFromOutline(outline, id);
    std::vector<SpanFacts> facts(batch.spans.size());
    for (std::size_t i = 0; i < facts.size(); ++i)
        facts[i].failed = batch.spans[i].status == StatusCode::Error;
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

/// By the name of the span, the first of it.
inline SpanRow rowOf(const Trace &trace, std::string_view name)
{
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        if (trace[static_cast<SpanRow>(i)].name == name)
            return static_cast<SpanRow>(i);
    }
    return static_cast<SpanRow>(UINT32_MAX);
}

/// Log records of a trace, one a line: severity number, milliseconds, number of the span (0: none), message.
inline std::shared_ptr<const TelemetryBatch> logsFor(const Trace &trace, const std::string &lines)
{
    auto batch = std::make_shared<TelemetryBatch>();
    batch->resources.push_back({});
    batch->scopes.push_back({});
    std::istringstream all(lines);
    for (std::string line; std::getline(all, line);) {
        std::istringstream fields(line);
        int severity = 0;
        std::int64_t ms = 0;
        std::uint32_t span = 0;
        fields >> severity >> ms >> span;
        std::string message;
        std::getline(fields >> std::ws, message);
        LogRecord record;
        record.time = Timestamp(std::chrono::milliseconds(ms));
        record.severity = static_cast<std::uint8_t>(severity);
        record.body = Value::ofString(batch->arena.copy(message));
        record.traceId = trace.id();
        record.spanId = span == 0 ? SpanId{} : spanId(span);
        batch->logs.push_back(record);
    }
    return batch;
}

} // namespace spanwise::test
