// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/telemetry.h"

#include "app/demo/service/exportwatch.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <utility>

namespace spanwise::demo {
namespace {

ProviderOptions providerDefaults()
{
    ProviderOptions options;
    options.serviceName = "spanwise-demo";
    options.resource = {{"service.version", std::string(SPANWISE_VERSION)}};
    // A reranking step carries its documents twice, four attributes each.
    options.limits.attributes = 1024;
    options.batch.scheduledDelay = std::chrono::milliseconds(200); // seen at once in a live view
    options.batch.exportTimeout =
        std::chrono::milliseconds(1500); // what the end of the program waits at most
    return options;
}

OtlpHttpExporterOptions exporterDefaults()
{
    OtlpHttpExporterOptions options;
    options.endpoint = "http://127.0.0.1:4318/v1/traces";
    options.timeout = std::chrono::seconds(5);
    // Spanwise is often restarted beside its demo: look for it again soon.
    options.retry.longestDelay = std::chrono::seconds(2);
    options.retry.total = std::chrono::seconds(15);
    return options;
}

void say(const std::string &line)
{
    std::fprintf(stderr, "spanwise-demo: %s\n", line.c_str());
}

} // namespace

Result<std::unique_ptr<Telemetry>> Telemetry::create()
{
    auto exporting = OtlpHttpExporterOptions::fromEnvironment(exporterDefaults());
    if (!exporting)
        return exporting.error();
    auto providing = ProviderOptions::fromEnvironment(providerDefaults());
    if (!providing)
        return providing.error();
    const std::string endpoint = exporting->endpoint;
    // The exporter does not exist yet when its report is made, so it reads the count through this.
    const auto exporterSlot = std::make_shared<std::atomic<const OtlpHttpExporter *>>(nullptr);
    exporting->report = [watch = std::make_shared<ExportWatch>(say),
                         exporterSlot](const std::string &reason) {
        const OtlpHttpExporter *const exporter = exporterSlot->load();
        watch->failed(reason, exporter == nullptr ? 0 : exporter->counters().exportedSpans);
    };
    auto exporter = OtlpHttpExporter::create(*std::move(exporting));
    if (!exporter)
        return exporter.error();
    exporterSlot->store(exporter->get());
    return std::unique_ptr<Telemetry>(new Telemetry(*std::move(providing), *std::move(exporter), endpoint));
}

Telemetry::Telemetry(ProviderOptions options, std::unique_ptr<OtlpHttpExporter> exporter,
                     std::string endpoint)
    : m_exporter(*exporter)
    , m_endpoint(std::move(endpoint))
    , m_provider(std::move(options), std::move(exporter))
{
}

nlohmann::json Telemetry::health() const
{
    const TracerCounters spans = m_provider.counters();
    const ExportCounters exported = m_exporter.counters();
    const auto dropped = spans.droppedFull + spans.droppedLate + spans.droppedMemory + spans.failed;
    return {{"endpoint", m_endpoint},
            {"exported", exported.exportedSpans},
            {"rejected", exported.rejectedSpans},
            {"dropped", dropped},
            {"waiting", spans.ended - std::min(spans.ended, spans.exported + dropped)},
            {"last_error", exported.lastError}};
}

} // namespace spanwise::demo
