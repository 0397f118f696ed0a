// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/otlphttpexporter.h"
#include "core/tracing/provider.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>

namespace spanwise::demo {

/// The demo's own way out for traces: an OTLP exporter and the provider that feeds it, as OTEL_* variables
/// ask.
class Telemetry
{
public:
    /// Fails when a variable is malformed, with its name.
    static Result<std::unique_ptr<Telemetry>> create();
    Telemetry(const Telemetry &) = delete;
    Telemetry &operator=(const Telemetry &) = delete;

    Tracer tracer() { return m_provider.tracer("demo.pipeline", SPANWISE_VERSION); }
    const std::string &endpoint() const { return m_endpoint; }
    /// {"endpoint", "exported", "dropped", "waiting", "last_error"}. Any thread.
    nlohmann::json health() const;
    /// Sends what is left, for at most a second and a half.
    void shutdown() { m_provider.shutdown(); }

private:
    Telemetry(ProviderOptions options, std::unique_ptr<OtlpHttpExporter> exporter, std::string endpoint);

    const OtlpHttpExporter &m_exporter; // owned by the provider
    const std::string m_endpoint;
    TracerProvider m_provider;
};

} // namespace spanwise::demo
