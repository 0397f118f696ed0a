// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/batchparts.h"

#include "core/codec/everydayjson.h"

#include <algorithm>
#include <array>

namespace spanwise {

std::uint32_t BatchParts::resource(std::span<const Attribute> attributes, std::string_view schemaUrl)
{
    std::string key = everydayJson(attributes).append(schemaUrl);
    const auto [entry, isNew] = m_resources.try_emplace(std::move(key), 0U);
    if (isNew) {
        entry->second = static_cast<std::uint32_t>(m_batch.resources.size());
        m_batch.resources.push_back(
            {.attributes = m_batch.arena.copy(attributes), .schemaUrl = schemaUrl, .droppedAttributes = 0});
    }
    return entry->second;
}

std::uint32_t BatchParts::scope(std::string_view name, std::string_view version,
                                std::span<const Attribute> attributes, std::string_view schemaUrl)
{
    JsonWriter key;
    key.beginArray();
    key.string(name);
    key.string(version);
    key.string(schemaUrl);
    writeEverydayJson(key, attributes);
    const auto [entry, isNew] = m_scopes.try_emplace(key.take(), 0U);
    if (isNew) {
        entry->second = static_cast<std::uint32_t>(m_batch.scopes.size());
        m_batch.scopes.push_back({.name = name,
                                  .version = version,
                                  .attributes = m_batch.arena.copy(attributes),
                                  .schemaUrl = schemaUrl,
                                  .droppedAttributes = 0});
    }
    return entry->second;
}

bool isResourceKey(std::string_view key) noexcept
{
    constexpr std::array<std::string_view, 12> prefixes{"service.",    "telemetry.", "process.",   "host.",
                                                        "os.",         "k8s.",       "container.", "cloud.",
                                                        "deployment.", "device.",    "webengine.", "faas."};
    return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return key.starts_with(prefix); });
}

} // namespace spanwise
