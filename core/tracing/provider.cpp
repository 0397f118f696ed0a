// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/provider.h"

#include "core/tracing/core.h"

#include <utility>

namespace spanwise {

TracerProvider::TracerProvider(ProviderOptions options, std::unique_ptr<SpanExporter> exporter)
    : m_core(std::make_shared<TracingCore>(std::move(options), std::move(exporter)))
{
    m_core->start();
}

TracerProvider::~TracerProvider()
{
    shutdown();
}

Tracer TracerProvider::tracer(std::string_view name, std::string_view version)
{
    Tracer tracer;
    tracer.m_core = m_core;
    tracer.m_scope = &m_core->scope(name, version);
    return tracer;
}

bool TracerProvider::forceFlush(std::chrono::milliseconds timeout)
{
    return m_core->forceFlush(timeout);
}

bool TracerProvider::shutdown()
{
    return m_core->shutdown();
}

TracerCounters TracerProvider::counters() const
{
    return m_core->counters();
}

} // namespace spanwise
