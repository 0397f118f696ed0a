// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/matching.h"

#include "core/genai/plainjson.h"

#include <algorithm>
#include <tuple>

namespace spanwise {
namespace {

bool saysTrue(const Value *value)
{
    return value != nullptr &&
           ((value->type() == Value::Type::Bool && value->boolean()) || value->stringOr({}) == "true");
}

bool failed(const Span &span)
{
    return span.status == StatusCode::Error || saysTrue(find(span.attributes, "error"));
}

bool carries(std::span<const Attribute> attributes, const std::string &key, const std::string &text)
{
    const Value *const value = find(attributes, key);
    return value != nullptr && (value->isString() ? value->string() == text : plainJson(*value) == text);
}

bool matches(const Span &span, const Resource &resource, const RemoteSearch &search)
{
    if (!search.service.empty() && resource.serviceName() != search.service)
        return false;
    if (!search.operation.empty() && span.name != search.operation)
        return false;
    if (search.onlyFailed && !failed(span))
        return false;
    return std::ranges::all_of(search.tags, [&](const auto &tag) {
        return carries(span.attributes, tag.first, tag.second) ||
               carries(resource.attributes, tag.first, tag.second);
    });
}

} // namespace

MatchingTraces::MatchingTraces(const TelemetryBatch &batch, const RemoteSearch &search)
{
    for (const Span &span : batch.spans) {
        if (matches(span, batch.resources[span.resource], search))
            m_ids.insert(span.traceId);
    }
}

void sortAndCut(FoundTraces &found, std::uint32_t limit)
{
    std::ranges::sort(found.traces, [](const TraceSummary &left, const TraceSummary &right) {
        return std::tie(left.time.begin, left.id) > std::tie(right.time.begin, right.id);
    });
    if (found.traces.size() < limit)
        return;
    found.traces.resize(limit);
    found.notes.push_back("The search ends at " + std::to_string(limit) +
                          " traces; there may be more. Narrow it, or raise the limit.");
}

} // namespace spanwise
