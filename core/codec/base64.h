// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// Standard alphabet, padded (RFC 4648 section 4): what protobuf's JSON mapping writes for bytes.
std::string toBase64(std::string_view bytes);

/// Accepts the standard and the URL-safe alphabet, padded or not, as that mapping asks of readers.
/// nullopt for any other character or an impossible length.
std::optional<std::string> fromBase64(std::string_view text);

} // namespace spanwise
