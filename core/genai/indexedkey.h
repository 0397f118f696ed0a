// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace spanwise {

/// A key of a flattened list: "retrieval.documents.3.document.id" is item 3, rest "document.id" (genai.md
/// section 1).
struct IndexedKey
{
    std::uint32_t index = 0;
    std::string_view rest;

    /// prefix ends with its dot. nullopt when the key does not begin with it or no number follows.
    static std::optional<IndexedKey> parse(std::string_view key, std::string_view prefix) noexcept
    {
        if (!key.starts_with(prefix))
            return std::nullopt;
        key.remove_prefix(prefix.size());
        IndexedKey parsed;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), parsed.index);
        if (error != std::errc() || end == key.data() + key.size() || *end != '.')
            return std::nullopt;
        parsed.rest = key.substr(static_cast<std::size_t>(end - key.data()) + 1);
        return parsed;
    }
};

} // namespace spanwise
