// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/searchquery.h"
#include "core/store/store.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace spanwise {

struct SearchRequest
{
    SearchQuery query;
    TraceFilter filter{};              ///< narrows beside the query
    std::optional<PageCursor> after{}; ///< continue below this place (older)
    std::uint32_t limit = 200;         ///< hits
};

/// One trace that matches.
struct SearchHit
{
    TraceSummary trace;
    std::vector<SpanId> spans;       ///< the spans that were found
    std::vector<std::string> groups; ///< of by()
    /// Of select(): for each of spans, fields and values.
    std::vector<std::vector<std::pair<std::string, std::string>>> selected;
};

/// How far a running search has come, with what it found since it last told.
struct SearchProgress
{
    std::vector<SearchHit> hits; ///< newest first, below those of before
    Timestamp reached;           ///< everything that began later has been looked at
    std::uint64_t looked = 0;    ///< traces so far
    std::uint64_t found = 0;
};

struct SearchEnd
{
    bool complete = false;            ///< nothing older matches
    std::optional<PageCursor> next{}; ///< where to continue when it is not
    std::uint64_t looked = 0;
    std::uint64_t found = 0;
};

/// Called in the thread that searches, a few times a second or as soon as there are hits.
using SearchSink = std::function<void(SearchProgress)>;

/// Runs a search over any store, newest trace first: the store's narrow() says what may match, or every trace
/// that the filter lets through is a candidate; those are loaded and evaluated. Ends at the limit, at the
/// oldest trace, or with Code::Cancelled as soon as stop is requested. Any thread; read transactions are
/// short however long the search takes.
Result<SearchEnd> searchTraces(const StoreReader &store, const SearchRequest &request, const SearchSink &sink,
                               std::stop_token stop = {});

/// The documents of a span as search sees them: core/genai's reader.
std::vector<SearchDocument> searchDocumentsOf(const Span &span);

} // namespace spanwise
