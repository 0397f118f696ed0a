// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/store/chunk/bytes.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace spanwise {

/// Hashes what was sent, for what OTLP gives no id: items that say the same are the same. The resources and
/// scopes of the batch are hashed once. O(bytes of the batch).
class ContentHash
{
public:
    explicit ContentHash(const TelemetryBatch &batch);

    void resource(std::uint32_t index) { m_bytes.varint(at(m_resources, index)); }
    void scope(std::uint32_t index) { m_bytes.varint(at(m_scopes, index)); }
    void time(const std::optional<Timestamp> &time);
    void value(const Value &value);
    void attributes(std::span<const Attribute> attributes);
    ByteWriter &bytes() noexcept { return m_bytes; }

    /// Of what was said since the last one.
    std::uint64_t take();

private:
    static std::uint64_t at(const std::vector<std::uint64_t> &hashes, std::uint32_t index)
    {
        return index < hashes.size() ? hashes[index] : 0;
    }

    std::vector<std::uint64_t> m_resources;
    std::vector<std::uint64_t> m_scopes;
    ByteWriter m_bytes;
};

} // namespace spanwise
