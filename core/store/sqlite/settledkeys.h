// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/keyfilter.h"
#include "core/store/sqlite/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// Knows of nearly every key that an index does not have it, without a look into the file: what arrives is
/// nearly always new.
///
/// The filter is filled from the index in slices, one at the end of each transaction, and answers when it is
/// complete; while others keep writing it is not begun. Belongs to the writer connection; every function runs
/// within the caller's transaction.
class SettledKeys
{
public:
    /// The rows of index, by its column key.
    SettledKeys(Connection &connection, const std::string &index, const std::string &key)
        : m_connection(connection)
        , m_slice("SELECT " + key + " FROM " + index + " WHERE " + key + " > ? ORDER BY " + key + " LIMIT " +
                  std::to_string(keysPerSlice))
    {
    }

    /// True: the index does not have it. False: it may.
    bool lacks(std::string_view key) const { return m_isComplete && !m_filter->mayHave(key); }

    /// The row was added to the index.
    void added(std::string_view key)
    {
        ++m_count;
        if (m_filter)
            m_filter->add(key);
    }

    /// rows: at least as many as the index has. Costs a millisecond until the filter is complete.
    void goOn(std::int64_t rows)
    {
        if (m_filter && m_count > m_filter->capacity())
            forget();
        if (m_isComplete || rows > mostKeys / 2)
            return;
        if (m_pause > 0) {
            --m_pause;
            return;
        }
        if (!m_filter)
            m_filter.emplace(std::max<std::size_t>(fewestKeys, static_cast<std::size_t>(rows) * 2));
        Statement keys = m_connection.prepared(m_slice);
        keys.bind(std::string_view(m_reached));
        int found = 0;
        for (; keys.next(); ++found) {
            m_reached = keys.bytes(0);
            added(m_reached);
        }
        m_isComplete = found < keysPerSlice;
    }

    /// The index may have other rows than this knows of.
    void forget()
    {
        m_filter.reset();
        m_isComplete = false;
        m_reached.clear();
        m_count = 0;
        m_pause = pauseTransactions;
    }

private:
    static constexpr int keysPerSlice = 4096;
    static constexpr int pauseTransactions = 16;
    static constexpr std::size_t fewestKeys = 1U << 16U;
    static constexpr std::int64_t mostKeys = 8'000'000; // 10 MB; a larger index is asked for each key

    Connection &m_connection;
    const std::string m_slice;
    std::optional<KeyFilter> m_filter;
    bool m_isComplete = false;
    std::string m_reached;   // the filter has the keys of the index up to here
    int m_pause = 0;         // transactions until it is begun
    std::size_t m_count = 0; // of keys in the filter, some of them perhaps twice
};

} // namespace spanwise
