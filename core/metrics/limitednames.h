// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/stringpool.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace spanwise {

/// Values of one tag, of which there may be only so many: the rest is "other". Not thread-safe.
class LimitedNames
{
public:
    static constexpr std::string_view other = "other";
    static constexpr std::size_t longest = 200; ///< bytes; a longer name is "other" too

    explicit LimitedNames(std::size_t limit)
        : m_limit(limit)
    {
        m_pool.intern(other);
    }

    /// StringRef::Empty for an empty name.
    StringRef intern(std::string_view name)
    {
        if (name.empty())
            return StringRef::Empty;
        if (const auto known = m_known.find(name); known != m_known.end())
            return known->second;
        if (name == other || m_known.size() >= m_limit || name.size() > longest) {
            if (name != other)
                ++m_others;
            return m_pool.intern(other);
        }
        const StringRef ref = m_pool.intern(name);
        m_known.emplace(m_pool.view(ref), ref);
        return ref;
    }

    std::string_view view(StringRef ref) const { return m_pool.view(ref); }
    /// How often a name was replaced.
    std::uint64_t others() const noexcept { return m_others; }

private:
    std::size_t m_limit;
    StringPool m_pool;
    std::unordered_map<std::string_view, StringRef> m_known; // keys view into m_pool
    std::uint64_t m_others = 0;
};

} // namespace spanwise
