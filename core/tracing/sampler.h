// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/tracing/environment.h"
#include "core/tracing/spancontext.h"

#include <memory>
#include <string>
#include <string_view>

namespace spanwise {

/// Decides, when a span starts, whether it is recorded and exported (protocols.md 13).
///
/// Immutable after construction; called from every tracing thread at once, on the hot path: must not block.
class Sampler
{
public:
    struct Input
    {
        const SpanContext &parent; ///< invalid for a root
        const TraceId &traceId;
        std::string_view name;
        SpanKind kind = SpanKind::Internal;
    };

    virtual ~Sampler() = default;
    virtual bool shouldSample(const Input &input) const noexcept = 0;
    /// For logs: "ParentBased{root=TraceIdRatioBased{0.1}}".
    virtual std::string description() const = 0;
};

std::shared_ptr<const Sampler> alwaysOnSampler();
std::shared_ptr<const Sampler> alwaysOffSampler();
/// Keeps the traces whose last 7 bytes, read as a big-endian number, reach (1 - ratio) * 2^56: every process
/// that uses this ratio or a larger one keeps them too. ratio outside 0..1 is clamped; NaN keeps all.
std::shared_ptr<const Sampler> ratioSampler(double ratio);
/// A span with a parent follows the parent's sampled flag, a root asks root.
std::shared_ptr<const Sampler> parentBasedSampler(std::shared_ptr<const Sampler> root);

/// OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG; parentbased_always_on when unset. An unknown name or a
/// ratio that is not a number is an error that names the variable.
Result<std::shared_ptr<const Sampler>> samplerFromEnvironment(const Environment &environment);

} // namespace spanwise
