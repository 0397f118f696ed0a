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
    return arena.byteCount() + resources.capacity() * sizeof(Resource) + scopes.capacity() * sizeof(Scope)
           + spans.capacity() * sizeof(Span) + logs.capacity() * sizeof(LogRecord)
           + metrics.capacity() * sizeof(Metric) + points.capacity() * sizeof(DataPoint);
}

} // namespace spanwise
