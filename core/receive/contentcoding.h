// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// How a body was made smaller for its way.
enum class ContentCoding : std::uint8_t {
    Identity, ///< not at all
    Gzip,     ///< RFC 1952, several members included
    Zstd,     ///< RFC 8878, several frames included
    Deflate,  ///< zlib (RFC 1950), as HTTP means it; the bare stream of RFC 1951 that some send is taken too
};

/// The coding that a Content-Encoding header names; empty and "identity" are none. nullopt for others and for
/// several.
std::optional<ContentCoding> contentCodingOf(std::string_view header) noexcept;

/// What a sender may name instead, for an answer.
inline constexpr std::string_view knownContentCodings = "gzip, zstd or deflate";

/// Asked before the text grows to this many bytes; false refuses the body with Code::Busy.
using RoomFor = std::function<bool(std::size_t bytes)>;

/// The content of a compressed body. Any thread.
///
/// Never allocates more than maxBytes and what a parser wants behind the text: Code::TooLarge beyond it,
/// whatever the body claims its size to be. Code::InvalidInput when it is damaged or ends early.
Result<std::string> decompress(ContentCoding coding, std::string_view compressed, std::size_t maxBytes,
                               const RoomFor &roomFor = {});

} // namespace spanwise
