// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/conversation.h"

#include "core/genai/sessionkeys.h"
#include "core/search/searchparts.h"
#include "core/store/search.h"

#include <algorithm>

namespace spanwise {

Result<std::vector<TraceSummary>> conversationOf(const StoreReader &store, const std::string &session,
                                                 std::stop_token stop)
{
    const std::string value = writtenValue(Datum::of(std::string_view(session)));
    std::string words;
    for (const std::string_view key : sessionKeys)
        words += (words.empty() ? "{ ." : " || .") + std::string(key) + " = " + value;
    const SearchParse parsed = SearchQuery::parse(words + " }");
    if (!parsed.query)
        return Error{Error::Code::InvalidInput,
                     "the conversation cannot be searched: " + parsed.error->message};
    std::vector<TraceSummary> queries;
    constexpr std::uint32_t most = 500;
    const auto collect = [&](SearchProgress progress) {
        for (SearchHit &hit : progress.hits)
            queries.push_back(std::move(hit.trace));
    };
    if (const auto end = searchTraces(store, {.query = *parsed.query, .limit = most}, collect, stop); !end)
        return end.error();
    std::ranges::reverse(queries);
    return queries;
}

} // namespace spanwise
