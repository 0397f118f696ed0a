// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/steps/routing.h"
#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace spanwise::demo {

/// How a question is to be answered: the "context" of a request. What is recorded as `query.context`, so a
/// replay asks under the same conditions.
struct QueryContext
{
    std::size_t topK = 5;          ///< documents in prompt and answer, 1..20
    std::optional<Route> pipeline; ///< overrules routing
    bool rerank = true;            ///< false: keep the order of fusion
    bool cache = true;             ///< false: compute again even if the answer is known
    std::string json = "{}";       ///< all members as they came, also unknown ones; compact, keys sorted

    /// Fails with a message that names the member which is wrong. null is an empty context.
    static Result<QueryContext> fromJson(const nlohmann::json &object);

    /// Equal for contexts that lead to the same answer.
    std::string cacheKey() const;
};

} // namespace spanwise::demo
