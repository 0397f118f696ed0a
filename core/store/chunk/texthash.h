// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace spanwise {

/// What names a stored text: XXH3, 128 bits, low half first, of its bytes. Equal texts are stored once.
struct TextHash
{
    std::array<std::uint64_t, 2> words{};

    static TextHash of(std::string_view text);

    /// 16 bytes, as the stores keep it.
    std::string_view bytes() const noexcept
    {
        return {reinterpret_cast<const char *>(words.data()), sizeof words};
    }

    friend bool operator==(const TextHash &, const TextHash &) = default;
};

/// For unordered containers: the hash is one already.
struct TextHashHasher
{
    std::size_t operator()(const TextHash &hash) const noexcept { return hash.words[0]; }
};

} // namespace spanwise
