// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/batch.h"

namespace spanwise {

std::string_view Resource::serviceName() const noexcept
{
    const Value *const name = find(attributes, "service.name");
    return name == nullptr ? std::string_view() : name->stringOr({});
}

std::size_t TelemetryBatch::byteCount() const noexcept
{
    return arena.byteCount() + resources.capacity() * sizeof(Resource) + scopes.capacity() * sizeof(Scope) +
           spans.capacity() * sizeof(Span) + logs.capacity() * sizeof(LogRecord) +
           metrics.capacity() * sizeof(Metric) + points.capacity() * sizeof(DataPoint);
}

void append(TelemetryBatch &into, TelemetryBatch from)
{
    const auto resources = static_cast<std::uint32_t>(into.resources.size());
    const auto scopes = static_cast<std::uint32_t>(into.scopes.size());
    const auto metrics = static_cast<std::uint32_t>(into.metrics.size());
    const auto add = [&](auto &target, auto &items) {
        for (auto &item : items) {
            if constexpr (requires { item.scope; }) {
                item.resource += resources;
                item.scope += scopes;
            } else if constexpr (requires { item.metric; }) {
                item.metric += metrics;
            }
            target.push_back(item);
        }
    };
    add(into.resources, from.resources);
    add(into.scopes, from.scopes);
    add(into.spans, from.spans);
    add(into.logs, from.logs);
    add(into.metrics, from.metrics);
    add(into.points, from.points);
    into.arena.absorb(std::move(from.arena));
}

} // namespace spanwise
