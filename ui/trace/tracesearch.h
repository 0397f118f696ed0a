// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "core/search/searcherror.h"
#include "core/search/searchquery.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace spanwise {

/// What was typed to find spans of one trace: plain text, or the search language when it begins with a
/// bracket.
struct SpanSearch
{
    std::string text;                 ///< plain
    std::optional<SearchQuery> query; ///< instead of text
    std::optional<SearchError> error; ///< what is wrong with the query, and where

    bool isEmpty() const noexcept { return text.empty() && !query && !error; }
    static SpanSearch parse(const std::string &typed);
};

struct SpanSearchResult
{
    std::vector<SpanRow> rows; ///< from top to bottom of the tree, closed rows included
    double share = 0;          ///< of the searched time, 0..1, in which one of them was under way
};

/// Runs on any thread. Within range where there is one, else in all of the trace.
SpanSearchResult findSpans(const std::shared_ptr<const Trace> &trace, const SpanSearch &search,
                           const std::optional<TimeWindow> &range, const std::stop_token &stop);

/// The share of a stretch of time in which one of these ascending rows was under way.
double shareOfTime(const Trace &trace, const std::vector<SpanRow> &ascending, TimeWindow within);

} // namespace spanwise
