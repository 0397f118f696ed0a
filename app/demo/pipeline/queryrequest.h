// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/pipeline/querycontext.h"
#include "core/tracing/context.h"

#include <optional>
#include <string>

namespace spanwise::demo {

/// One question to the pipeline.
struct QueryRequest
{
    std::string question; ///< UTF-8, not empty
    QueryContext context{};
    bool fresh = false;              ///< do not answer from the cache (Cache-Control: no-cache)
    std::optional<Context> caller{}; ///< trace context of an HTTP request; the query is a server span then
};

} // namespace spanwise::demo
