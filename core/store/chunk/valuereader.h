// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/store/chunk/bytes.h"

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spanwise {

/// Reads what ValueWriter wrote into a batch: equal resources and scopes of different chunks become one.
/// Chunks are damaged or foreign data like any input: what is wrong makes the ByteReader fail. One thread at
/// a time.
class ValueReader
{
public:
    explicit ValueReader(TelemetryBatch &batch)
        : m_batch(batch)
    {
    }

    /// Everything up to the number of items. What in reads and texts view must live in the batch's arena.
    bool begin(ByteReader &in, std::span<const std::string_view> texts);

    std::string_view string(ByteReader &in) const;
    Value value(ByteReader &in, int depth = 0);
    std::span<const Attribute> attributes(ByteReader &in, int depth = 0);
    /// The same for a span: lists of a chunk that say the same are one. Spans of a kind repeat each other.
    std::span<const Attribute> sharedAttributes(ByteReader &in);
    /// The place in the batch of the chunk's resource or scope of that number.
    std::uint32_t resource(ByteReader &in, std::uint32_t index) const;
    std::uint32_t scope(ByteReader &in, std::uint32_t index) const;

private:
    std::string_view hex(ByteReader &in);
    bool strings(ByteReader &in);
    void resources(ByteReader &in);
    void scopes(ByteReader &in);
    static std::uint32_t placeAt(ByteReader &in, const std::vector<std::uint32_t> &places,
                                 std::uint32_t index);

    TelemetryBatch &m_batch;
    std::vector<std::string_view> m_strings;
    std::span<const std::string_view> m_texts;
    std::vector<std::uint32_t> m_resources; // number in the chunk -> index in the batch
    std::vector<std::uint32_t> m_scopes;
    std::unordered_multimap<std::size_t, std::span<const Attribute>> m_lists; // of this chunk, by hash
    std::vector<Attribute> m_list;
};

} // namespace spanwise
