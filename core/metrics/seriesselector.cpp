// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/seriesselector.h"

#include "core/metrics/expression/selector.h"

#include <algorithm>

namespace spanwise {

bool SeriesSelector::matches(const MetricTags &tags) const
{
    return std::ranges::all_of(matchers, [&](const TagMatcher &matcher) { return matcher.matches(tags); });
}

Result<SeriesSelector> parseSelector(std::string_view text)
{
    TokenReader in(text);
    Node selector;
    if (in.peek().kind != TokenKind::Name) {
        in.fail(in.peek(), "the name of a metric is missing");
        return *in.error();
    }
    selector.metric = in.take().text;
    if (readMatchers(in, selector) && in.peek().kind != TokenKind::End)
        in.fail(in.peek(), "only a metric and its tags are expected, as in latency{service=\"rag\"}");
    if (in.error())
        return *in.error();
    return SeriesSelector{.metric = std::move(selector.metric), .matchers = std::move(selector.matchers)};
}

} // namespace spanwise
