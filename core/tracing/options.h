// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/environment.h"
#include "core/tracing/sampler.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace spanwise {

/// What a span may hold (protocols.md 13). What is beyond is left out and counted in the span's dropped
/// counts.
struct SpanLimits
{
    std::uint32_t attributes = 128;
    std::uint32_t events = 128;
    std::uint32_t links = 128;
    std::uint32_t attributesPerEvent = 128;
    std::uint32_t attributesPerLink = 128;
    std::size_t valueCharacters = SIZE_MAX; ///< longer text is cut at a character; default: never
    std::size_t spanBytes = 64U << 20U;     ///< memory of one span; nothing more is added beyond it
};

/// How ended spans wait and leave (protocols.md 13, BatchSpanProcessor).
struct BatchOptions
{
    std::size_t maxQueueSize =
        2048; ///< spans that may wait, of all threads together; more are dropped and counted
    std::size_t maxQueueBytes =
        64U << 20U; ///< memory of waiting spans beyond 1 KiB each; more are dropped and counted
    std::size_t maxExportBatchSize = 512; ///< spans per export; at most maxQueueSize
    std::chrono::milliseconds scheduledDelay{5000};
    std::chrono::milliseconds exportTimeout{
        30'000}; ///< what shutdown waits for the exporter before it cancels it
};

struct ProviderOptions
{
    using ResourceValue = std::variant<std::string, bool, std::int64_t, double>;

    std::string serviceName; ///< empty: service.name of resource, else "unknown_service"
    std::vector<std::pair<std::string, ResourceValue>> resource{};
    std::shared_ptr<const Sampler> sampler{}; ///< empty: parentBased(alwaysOn)
    SpanLimits limits{};
    BatchOptions batch{};
    bool disabled = false; ///< nothing is recorded; contexts still pass through

    /// OTEL_SDK_DISABLED, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER[_ARG], OTEL_BSP_*
    /// and the OTEL_*_LIMIT variables over the values in base. A malformed number keeps base's; a malformed
    /// sampler is an error. What a variable sets wins over base.
    static Result<ProviderOptions> fromEnvironment(ProviderOptions base,
                                                   const Environment &environment = processEnvironment());
};

} // namespace spanwise
