// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/texthash.h"
#include "core/store/chunk/textpress.h"
#include "core/store/chunk/zstdcodec.h"
#include "core/store/sqlite/connection.h"
#include "core/store/sqlite/trailingindex.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spanwise {

/// The writing half of the texts table: every long string once, counted by those who refer to it.
///
/// Within one transaction references are collected, then written by flush(). Belongs to the writer
/// connection.
class TextWriter
{
public:
    explicit TextWriter(Connection &connection)
        : m_connection(connection)
        , m_hashes(textIndex(connection))
    {
    }

    /// What compress() would make of these texts, for those of them that turn out to be new. Forgotten by
    /// flush().
    void prepared(std::vector<PressedText> &texts)
    {
        for (PressedText &text : texts)
            m_prepared.insert_or_assign(text.hash, std::move(text.data));
        texts.clear();
    }
    /// The id under which text is (or will be) stored, with one reference more. text is viewed until flush().
    std::int64_t reference(std::string_view text);
    /// One reference less. A text that nobody refers to any more is removed by flush().
    void release(std::int64_t id) { --m_changes[id]; }
    void flush();
    /// After a rollback, or when someone else has written: ids that are remembered may be wrong.
    void forget();

private:
    struct NewText
    {
        TextHash hash;
        std::string_view text;
    };

    std::int64_t nextId();
    bool removeUnused(std::int64_t id, std::int64_t change);
    void insert(std::int64_t id, const NewText &text, std::int64_t references);

    Connection &m_connection;
    TrailingIndex m_hashes;
    ZstdCompressor m_compressor;
    std::unordered_map<TextHash, std::int64_t, TextHashHasher> m_ids;
    std::unordered_map<TextHash, std::string, TextHashHasher> m_prepared;
    std::map<std::int64_t, NewText> m_new;          // ordered: rows are appended in the order of their ids
    std::map<std::int64_t, std::int64_t> m_changes; // id -> references more or less
    std::int64_t m_nextId = 0;                      // 0: not known
};

} // namespace spanwise
