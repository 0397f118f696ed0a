// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/texthash.h"
#include "core/store/chunk/zstdcodec.h"
#include "core/store/postgres/session.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spanwise::pg {

/// The texts that one transaction refers to, or no longer does: collected, then written by flush(). Rows are
/// locked in the order of their hashes, so that writers wait for each other in turn.
class Texts
{
public:
    /// One reference more to text, which is viewed until flush(). Its number is idOf() after that.
    TextHash reference(std::string_view text);
    /// One reference less. A text that nobody refers to any more is removed by flush().
    void release(std::int64_t id) { --m_released[id]; }

    void flush(Session &session, ZstdCompressor &compressor);
    /// What flush() has added to the table, or taken from it.
    std::int64_t byteChange() const noexcept { return m_byteChange; }
    std::int64_t idOf(const TextHash &hash) const { return m_entries.at(hash).id; }

private:
    struct Entry
    {
        std::string_view text;
        std::int64_t references = 0;
        std::int64_t id = 0;
    };

    void lock(Session &session);
    void insertMissing(Session &session, ZstdCompressor &compressor);
    void writeCounts(Session &session);

    std::unordered_map<TextHash, Entry, TextHashHasher> m_entries;
    std::map<std::int64_t, std::int64_t> m_released; // id -> change
    std::int64_t m_byteChange = 0;
    std::map<std::int64_t, std::int64_t> m_changes; // of rows that were there
};

} // namespace spanwise::pg
