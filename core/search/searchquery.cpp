// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searchquery.h"

#include "core/search/parser.h"

namespace spanwise {

SearchQuery::SearchQuery()
    : m_pipeline(std::make_shared<const search::Pipeline>())
{
}

SearchQuery::SearchQuery(std::string text, std::shared_ptr<const search::Pipeline> pipeline)
    : m_text(std::move(text))
    , m_pipeline(std::move(pipeline))
{
}

SearchParse SearchQuery::parse(std::string_view text)
{
    search::PipelineParser parser(text);
    std::shared_ptr<const search::Pipeline> pipeline = parser.run();
    if (!pipeline)
        return {std::nullopt, parser.error()};
    return {SearchQuery(std::string(text), std::move(pipeline)), std::nullopt};
}

bool SearchQuery::matchesEverything() const noexcept
{
    return m_pipeline->stages.empty();
}

} // namespace spanwise
