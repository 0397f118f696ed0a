// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/options.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <limits>

namespace spanwise {
namespace {

bool isTrue(const Environment &environment, const std::string &name)
{
    std::string text = environment(name).value_or(std::string());
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text == "true";
}

template<class T>
void setNumber(const Environment &environment, const std::string &name, T &target)
{
    if (const auto number = numberFrom(environment, name))
        target = static_cast<T>(std::min<std::uint64_t>(*number, std::numeric_limits<T>::max()));
}

void setLimits(const Environment &environment, SpanLimits &limits)
{
    setNumber(environment, "OTEL_ATTRIBUTE_COUNT_LIMIT", limits.attributes);
    setNumber(environment, "OTEL_ATTRIBUTE_COUNT_LIMIT", limits.attributesPerEvent);
    setNumber(environment, "OTEL_ATTRIBUTE_COUNT_LIMIT", limits.attributesPerLink);
    setNumber(environment, "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", limits.attributes);
    setNumber(environment, "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", limits.attributesPerEvent);
    setNumber(environment, "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", limits.attributesPerLink);
    setNumber(environment, "OTEL_SPAN_EVENT_COUNT_LIMIT", limits.events);
    setNumber(environment, "OTEL_SPAN_LINK_COUNT_LIMIT", limits.links);
    setNumber(environment, "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", limits.valueCharacters);
    setNumber(environment, "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", limits.valueCharacters);
}

void setBatch(const Environment &environment, BatchOptions &batch)
{
    setNumber(environment, "OTEL_BSP_MAX_QUEUE_SIZE", batch.maxQueueSize);
    setNumber(environment, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", batch.maxExportBatchSize);
    if (const auto delay = millisecondsFrom(environment, "OTEL_BSP_SCHEDULE_DELAY"))
        batch.scheduledDelay = *delay;
    if (const auto timeout = millisecondsFrom(environment, "OTEL_BSP_EXPORT_TIMEOUT"))
        batch.exportTimeout = *timeout;
}

/// The variables' attributes first: of a repeated key the first counts.
void setResource(const Environment &environment, ProviderOptions &options)
{
    std::vector<std::pair<std::string, ProviderOptions::ResourceValue>> resource;
    for (auto &[key, value] : pairsFrom(environment, "OTEL_RESOURCE_ATTRIBUTES")) {
        if (key == "service.name")
            options.serviceName = value;
        else
            resource.emplace_back(std::move(key), std::move(value));
    }
    std::ranges::move(options.resource, std::back_inserter(resource));
    options.resource = std::move(resource);
    if (auto name = environment("OTEL_SERVICE_NAME"))
        options.serviceName = std::move(*name);
}

} // namespace

Result<ProviderOptions> ProviderOptions::fromEnvironment(ProviderOptions base, const Environment &environment)
{
    base.disabled = base.disabled || isTrue(environment, "OTEL_SDK_DISABLED");
    setLimits(environment, base.limits);
    setBatch(environment, base.batch);
    setResource(environment, base);
    if (base.sampler == nullptr || environment("OTEL_TRACES_SAMPLER")) {
        auto sampler = samplerFromEnvironment(environment);
        if (!sampler)
            return sampler.error();
        base.sampler = *std::move(sampler);
    }
    return base;
}

} // namespace spanwise
