// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/zstddictionary.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace spanwise {

/// The dictionaries of one store that were needed so far: some tens at most, 100 KB each. Any thread.
class DictionaryShelf
{
public:
    /// read(id) gives the stored bytes (empty: there is no such dictionary) when it is not here yet; runs
    /// without the lock.
    template<class Read>
    std::shared_ptr<const ZstdDictionary> find(std::uint32_t id, Read &&read)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (const auto it = m_dictionaries.find(id); it != m_dictionaries.end())
                return it->second;
        }
        auto dictionary = ZstdDictionary::from(read(id));
        if (dictionary == nullptr || dictionary->id() != id)
            return nullptr;
        const std::lock_guard lock(m_mutex);
        return m_dictionaries.try_emplace(id, std::move(dictionary)).first->second;
    }

private:
    std::mutex m_mutex;
    std::map<std::uint32_t, std::shared_ptr<const ZstdDictionary>> m_dictionaries; // guarded by m_mutex
};

} // namespace spanwise
