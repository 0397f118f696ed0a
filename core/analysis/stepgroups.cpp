// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/stepgroups.h"

#include "core/model/steplabel.h"

#include <functional>
#include <unordered_map>

namespace spanwise {
namespace {

struct GroupKey
{
    std::uint32_t service;
    std::string_view name;
    friend bool operator==(const GroupKey &, const GroupKey &) = default;
};

struct GroupKeyHash
{
    std::size_t operator()(const GroupKey &key) const noexcept
    {
        return std::hash<std::string_view>()(key.name) ^ (key.service * 0x9E3779B97F4A7C15ULL);
    }
};

/// A number for each service name: a service sends many resources.
std::vector<std::uint32_t> servicesOf(const TelemetryBatch &batch)
{
    std::unordered_map<std::string_view, std::uint32_t> known;
    std::vector<std::uint32_t> services;
    for (const Resource &resource : batch.resources)
        services.push_back(known.try_emplace(resource.serviceName(), static_cast<std::uint32_t>(known.size()))
                               .first->second);
    return services;
}

} // namespace

StepGroups::StepGroups(const Trace &trace, By by)
    : m_by(by)
    , m_of(trace.size())
{
    const std::vector<std::uint32_t> services = servicesOf(trace.batch());
    std::unordered_map<GroupKey, std::uint32_t, GroupKeyHash> known;
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        const Span &span = trace[row];
        const std::string_view name = by == By::Step ? stepLabel(span) : std::string_view();
        const auto [found, isNew] =
            known.try_emplace({services[span.resource], name}, static_cast<std::uint32_t>(m_groups.size()));
        if (isNew)
            m_groups.push_back({.name = name, .service = trace.resource(row).serviceName(), .first = row});
        Group &group = m_groups[found->second];
        if (group.step == StepKind::Other)
            group.step = trace.facts(row).step;
        m_of[i] = found->second;
    }
}

} // namespace spanwise
