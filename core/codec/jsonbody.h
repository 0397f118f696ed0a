// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/arena.h"
#include "core/base/result.h"

#include <simdjson.h>

#include <functional>
#include <string>
#include <string_view>

namespace spanwise {

/// Hands one JSON document to read. Damaged text is rare and costs nobody anything: invalid UTF-8 and lone
/// surrogates are repaired and the body is read again. fresh() clears what an earlier try has made and gives
/// the arena that adopts the body; it is called before every try. format names the body in messages.
/// Code::InvalidInput with the byte position when the JSON is broken or has something behind it; kept is then
/// the body as it lies in the arena. Exceptions end here. Inside core/codec only.
Status readJsonBody(std::string body, std::string_view format, const std::function<Arena &()> &fresh,
                    const std::function<simdjson::error_code(simdjson::ondemand::document &)> &read,
                    std::string_view *kept = nullptr);

} // namespace spanwise
