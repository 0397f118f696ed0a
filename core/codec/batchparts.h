// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace spanwise {

/// Resources and scopes of a batch whose format repeats them with every span: equal ones are kept once.
///
/// Views given in must live as long as the batch; the attribute lists are copied into its arena when they are
/// new.
class BatchParts
{
public:
    explicit BatchParts(TelemetryBatch &batch)
        : m_batch(batch)
    {
    }

    /// Index of the resource with exactly these attributes, in this order.
    std::uint32_t resource(std::span<const Attribute> attributes, std::string_view schemaUrl = {});
    std::uint32_t scope(std::string_view name, std::string_view version,
                        std::span<const Attribute> attributes = {}, std::string_view schemaUrl = {});

private:
    TelemetryBatch &m_batch;
    std::unordered_map<std::string, std::uint32_t> m_resources;
    std::unordered_map<std::string, std::uint32_t> m_scopes;
};

/// Whether OpenTelemetry's conventions give the key to a resource (service.name, host.arch, k8s.pod.name,
/// ...): formats that put everything into one list of tags are taken apart by it.
bool isResourceKey(std::string_view key) noexcept;

} // namespace spanwise
