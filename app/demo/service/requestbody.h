// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/pipeline/queryrequest.h"
#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string_view>

namespace spanwise::demo {

inline constexpr std::size_t maxQuestionBytes = 16U << 10U;

/// A JSON object out of a request's body. Refuses what is not JSON (with the byte where it goes wrong), not
/// an object, or nested deeper than 64, which would exhaust the stack of whoever walks over it.
Result<nlohmann::json> parseObject(std::string_view body);

/// {"query": "...", "context": {...}} as a request; other members are ignored.
Result<QueryRequest> parseQuery(std::string_view body);

} // namespace spanwise::demo
