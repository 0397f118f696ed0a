// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <array>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace spanwise::test {

inline SpanId spanId(std::uint32_t number)
{
    std::array<std::uint8_t, SpanId::byteCount> bytes{};
    for (std::size_t i = 0; i < 4; ++i)
        bytes[bytes.size() - 1 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return SpanId(bytes);
}

inline TraceId traceId(std::uint32_t number)
{
    std::array<std::uint8_t, TraceId::byteCount> bytes{};
    for (std::size_t i = 0; i < 4; ++i)
        bytes[bytes.size() - 1 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    return TraceId(bytes);
}

/// Builds a batch from an indented outline, one "name start end" (ms) per line: two blanks of indentation
/// make a child of the line above. A fourth word "error" marks the span as failed. One resource ("outline"),
/// one scope.
inline TelemetryBatch batchFromOutline(const std::string &outline, TraceId trace = traceId(1))
{
    TelemetryBatch batch;
    const Attribute service{"service.name", Value::ofString("outline")};
    batch.resources.push_back({.attributes = batch.arena.copy(std::span<const Attribute>(&service, 1)),
                               .schemaUrl = {},
                               .droppedAttributes = 0});
    batch.scopes.push_back({});
    std::vector<SpanId> ancestors;
    std::istringstream lines(outline);
    for (std::string line; std::getline(lines, line);) {
        const auto indent = line.find_first_not_of(' ');
        if (indent == std::string::npos)
            continue;
        std::istringstream fields(line);
        std::string name;
        std::int64_t begin = 0;
        std::int64_t end = 0;
        std::string mark;
        if (!(fields >> name >> begin >> end))
            throw std::invalid_argument("bad outline line: " + line);
        fields >> mark;
        ancestors.resize(std::min(ancestors.size(), indent / 2));
        Span span;
        span.traceId = trace;
        span.id = spanId(static_cast<std::uint32_t>(batch.spans.size() + 1));
        span.parent = ancestors.empty() ? SpanId{} : ancestors.back();
        span.name = batch.arena.copy(name);
        span.time = {Timestamp(std::chrono::milliseconds(begin)), Timestamp(std::chrono::milliseconds(end))};
        span.status = mark == "error" ? StatusCode::Error : StatusCode::Unset;
        ancestors.push_back(span.id);
        batch.spans.push_back(span);
    }
    return batch;
}

/// The same as a finished trace, with default facts.
inline Trace traceFromOutline(const std::string &outline, TraceId trace = traceId(1))
{
    TelemetryBatch batch = batchFromOutline(outline, trace);
    std::vector<SpanFacts> facts(batch.spans.size());
    return Trace(std::move(batch), std::move(facts));
}

} // namespace spanwise::test
