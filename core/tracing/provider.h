// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/counters.h"
#include "core/tracing/exporter.h"
#include "core/tracing/options.h"
#include "core/tracing/tracer.h"

#include <chrono>
#include <memory>
#include <string_view>

namespace spanwise {

/// Owns the way of a process's spans from their end to an exporter: bounded queue, batching thread, exporter.
///
/// Any thread may call. Destroying it shuts it down; tracers and spans that live longer do nothing then.
/// Spans wait in one ring per thread, so threads do not meet on the hot path. fork(): the child inherits
/// tracers but not the batching thread; it records nothing and should build a provider of its own. Ids stay
/// unique across fork.
class TracerProvider
{
public:
    TracerProvider(ProviderOptions options, std::unique_ptr<SpanExporter> exporter);
    ~TracerProvider();
    TracerProvider(const TracerProvider &) = delete;
    TracerProvider &operator=(const TracerProvider &) = delete;

    /// name is the instrumented component ("demo.pipeline").
    Tracer tracer(std::string_view name, std::string_view version = {});

    /// Exports what ended before the call. False when that took longer than timeout.
    bool forceFlush(std::chrono::milliseconds timeout = std::chrono::seconds(30));
    /// Exports what ended before and stops; later calls do nothing. False when the exporter had to be
    /// cancelled after BatchOptions::exportTimeout.
    bool shutdown();

    TracerCounters counters() const;

private:
    std::shared_ptr<TracingCore> m_core;
};

} // namespace spanwise
