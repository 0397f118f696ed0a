// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "core/search/searchquery.h"
#include "core/search/searchtexts.h"

#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace spanwise {

/// What a search found in one trace.
struct SearchMatch
{
    std::vector<SpanRow> spans; ///< ascending; at least one
    /// Of by(): the values that the spans were grouped by, in the order of their first span.
    std::vector<std::string> groups;
    /// Of select(): for each of spans the written fields and their values, absent ones left out; empty
    /// without select().
    std::vector<std::vector<std::pair<std::string, std::string>>> selected;
};

/// Runs a search over one whole trace; nullopt when it does not match. Any thread. O(spans) for each
/// condition, whatever a pattern looks like: RE2 never takes longer than linear time. Looks at stop every few
/// thousand spans; nullopt when stopped.
std::optional<SearchMatch> evaluateSearch(const SearchQuery &query, const Trace &trace,
                                          const SearchDocuments &documents, const std::stop_token &stop = {});

} // namespace spanwise
