// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/sharedhalves.h"

#include <array>
#include <cstring>
#include <optional>
#include <unordered_map>

namespace spanwise {
namespace {

/// The finaliser of SplitMix64: every bit of the input reaches every bit of the output.
std::uint64_t mixed(std::uint64_t value) noexcept
{
    value += 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

std::uint64_t bigEndian(const std::uint8_t *bytes) noexcept
{
    std::uint64_t number = 0;
    for (int i = 0; i < 8; ++i)
        number = number << 8U | bytes[i];
    return number;
}

/// Both halves of one call, as far as they are here.
struct Halves
{
    std::uint32_t server = 0;
    std::optional<std::uint32_t> client;
};

struct SpanKey
{
    TraceId trace;
    SpanId span;
    friend bool operator==(const SpanKey &, const SpanKey &) = default;
};

struct SpanKeyHash
{
    std::size_t operator()(const SpanKey &key) const noexcept
    {
        return std::hash<TraceId>()(key.trace) * 31 + std::hash<SpanId>()(key.span);
    }
};

using HalvesById = std::unordered_map<SpanKey, Halves, SpanKeyHash>;

HalvesById findHalves(const TelemetryBatch &batch)
{
    HalvesById halves;
    for (std::uint32_t i = 0; i < batch.spans.size(); ++i) {
        if (const Span &span = batch.spans[i]; isSharedServerHalf(span))
            halves.try_emplace({span.traceId, span.parent}, Halves{.server = i, .client = {}});
    }
    if (halves.empty())
        return halves;
    for (std::uint32_t i = 0; i < batch.spans.size(); ++i) {
        const auto half = halves.find({batch.spans[i].traceId, batch.spans[i].id});
        if (half != halves.end())
            half->second.client = i;
    }
    return halves;
}

} // namespace

SpanId sharedServerId(const TraceId &trace, const SpanId &shared) noexcept
{
    std::uint64_t hash = mixed(bigEndian(trace.bytes().data()));
    hash = mixed(hash ^ bigEndian(trace.bytes().data() + 8));
    hash = mixed(hash ^ bigEndian(shared.bytes().data()));
    std::array<std::uint8_t, SpanId::byteCount> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(hash >> (56 - 8 * i));
    return SpanId(bytes);
}

bool isSharedServerHalf(const Span &span) noexcept
{
    return span.parent && span.id == sharedServerId(span.traceId, span.parent);
}

void adoptSharedHalves(TelemetryBatch &batch)
{
    const HalvesById halves = findHalves(batch);
    if (halves.empty())
        return;
    const auto service = [&](std::uint32_t span) {
        return batch.resources[batch.spans[span].resource].serviceName();
    };
    for (std::uint32_t i = 0; i < batch.spans.size(); ++i) {
        Span &span = batch.spans[i];
        const auto found = halves.find({span.traceId, span.parent});
        if (found == halves.end() || found->second.server == i)
            continue;
        const Halves &half = found->second;
        const bool ofServer =
            service(i) == service(half.server) && half.client && service(*half.client) != service(i);
        if (!half.client || ofServer)
            span.parent = batch.spans[half.server].id;
    }
}

} // namespace spanwise
