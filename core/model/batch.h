// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/arena.h"
#include "core/model/datapoint.h"
#include "core/model/logrecord.h"
#include "core/model/span.h"

#include <span>
#include <string_view>
#include <vector>

namespace spanwise {

/// Who produced telemetry: service.name and friends.
struct Resource
{
    std::span<const Attribute> attributes;
    std::string_view schemaUrl;
    std::uint32_t droppedAttributes = 0;

    /// service.name, or empty when it was not sent.
    std::string_view serviceName() const noexcept;
};

/// The instrumentation that produced telemetry.
struct Scope
{
    std::string_view name;
    std::string_view version;
    std::span<const Attribute> attributes;
    std::string_view schemaUrl;
    std::uint32_t droppedAttributes = 0;
};

/// What arrives together and travels together: one request, one file block, one flush of the tracer.
///
/// It owns, in arena, everything its members view. It is moved from room to room and never copied; a moved
/// batch keeps its views valid. One thread at a time.
struct TelemetryBatch
{
    Arena arena;
    std::vector<Resource> resources;
    std::vector<Scope> scopes;
    std::vector<Span> spans; ///< resource and scope index the vectors above
    std::vector<LogRecord> logs;
    std::vector<Metric> metrics;
    std::vector<DataPoint> points; ///< metric indexes the vector above
    bool isRecorded = false; ///< comes from a file, not from who measured it: any time, and perhaps again

    /// Memory held, in bytes, for the bounded queues.
    std::size_t byteCount() const noexcept;
};

/// Adds everything that from holds, behind what into holds. Resources and scopes are not compared.
void append(TelemetryBatch &into, TelemetryBatch from);

} // namespace spanwise
