// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace spanwise {

/// A pooled string. Equal text gives an equal ref, so names compare as integers.
enum class StringRef : std::uint32_t { Empty = 0 };

/// Keeps one copy of every distinct string. Nothing is ever removed, so a view
/// stays valid for the pool's lifetime. Not thread-safe: each store owns one pool.
class StringPool
{
public:
    StringPool() { intern({}); }
    StringPool(const StringPool &) = delete;
    StringPool &operator=(const StringPool &) = delete;

    StringRef intern(std::string_view text)
    {
        if (const auto it = m_refs.find(text); it != m_refs.end())
            return it->second;
        const auto ref = static_cast<StringRef>(m_strings.size());
        m_refs.emplace(m_strings.emplace_back(text), ref);
        return ref;
    }

    std::string_view view(StringRef ref) const { return m_strings[static_cast<std::size_t>(ref)]; }
    std::size_t size() const noexcept { return m_strings.size(); }

private:
    std::deque<std::string> m_strings;                      // a deque never moves its elements
    std::unordered_map<std::string_view, StringRef> m_refs; // keys view into m_strings
};

} // namespace spanwise
