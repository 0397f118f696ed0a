// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/store/chunk/bytes.h"
#include "core/store/chunk/stringtable.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace spanwise {

/// What every chunk has besides its items (chunkformat.h): strings, resources and scopes, each once, and
/// values.
///
/// Items are written to body() first; finish() puts what they refer to in front of them. Keeps its working
/// memory from one chunk to the next. What is written must live until finish(). One thread at a time.
class ValueWriter
{
public:
    void begin();
    /// The whole chunk, before compression; valid until begin().
    const std::string &finish(std::size_t itemCount);
    /// Strings that are stored apart, in the order of reference; views into the batches.
    const std::vector<std::string_view> &texts() const noexcept { return m_texts.strings(); }

    ByteWriter &body() noexcept { return m_body; }
    void string(std::string_view text);
    void value(const Value &value);
    void attributes(std::span<const Attribute> attributes);
    /// The number that a resource or scope of a batch has in this chunk.
    std::uint32_t resource(const TelemetryBatch &batch, std::uint32_t index)
    {
        return indexOf(m_resources, {&batch, index});
    }
    std::uint32_t scope(const TelemetryBatch &batch, std::uint32_t index)
    {
        return indexOf(m_scopes, {&batch, index});
    }

private:
    using Owner = std::pair<const TelemetryBatch *, std::uint32_t>;
    static std::uint32_t indexOf(std::vector<Owner> &list, const Owner &owner);
    bool hex(std::string_view text);
    void resources();
    void scopes();

    StringTable m_strings;
    StringTable m_texts;
    ByteWriter m_body;
    ByteWriter m_items;
    ByteWriter m_owners;
    std::vector<Owner> m_resources;
    std::vector<Owner> m_scopes;
};

} // namespace spanwise
