// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace spanwise {

/// The content of a gzip body (RFC 1952), several members included. Any thread.
///
/// Never allocates more than maxBytes and what a parser wants behind the text: Code::TooLarge beyond it, whatever the
/// body claims its size to be. Code::InvalidInput when it is damaged or ends early.
Result<std::string> gunzip(std::string_view compressed, std::size_t maxBytes);

} // namespace spanwise
