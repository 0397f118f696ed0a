// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/searcherror.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

namespace search {
struct Pipeline;
}

struct SearchParse;

/// A search, parsed: TraceQL's subset and bare words (protocols.md 5.3; the user's reference is
/// manual/queries.md).
///
/// An immutable value; copies share the tree. Any thread.
class SearchQuery
{
public:
    /// Matches everything.
    SearchQuery();
    static SearchParse parse(std::string_view text);

    const std::string &text() const noexcept { return m_text; }
    bool matchesEverything() const noexcept;
    const search::Pipeline &pipeline() const noexcept { return *m_pipeline; }

    friend bool operator==(const SearchQuery &left, const SearchQuery &right)
    {
        return left.m_text == right.m_text;
    }

private:
    SearchQuery(std::string text, std::shared_ptr<const search::Pipeline> pipeline);

    std::string m_text;
    std::shared_ptr<const search::Pipeline> m_pipeline;
};

/// One of the two is there.
struct SearchParse
{
    std::optional<SearchQuery> query;
    std::optional<SearchError> error;
};

} // namespace spanwise
