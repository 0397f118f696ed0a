// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searchtexts.h"

#include <algorithm>

namespace spanwise {
namespace {

bool hintsAtDocuments(std::span<const Attribute> attributes)
{
    return std::ranges::any_of(attributes, [](const Attribute &attribute) {
        return attribute.key.find("document") != std::string_view::npos ||
               attribute.key == "haystack.component.output";
    });
}

void forEachException(const Span &span, const std::function<void(std::string_view)> &sink)
{
    for (const Event &event : span.events) {
        for (const std::string_view key : {"exception.message", "exception.type"}) {
            if (const Value *const value = find(event.attributes, key);
                value != nullptr && !value->stringOr({}).empty())
                sink(value->string());
        }
    }
}

} // namespace

bool mayCarryDocuments(const Span &span) noexcept
{
    return hintsAtDocuments(span.attributes) || std::ranges::any_of(span.events, [](const Event &event) {
               return event.name == "db.query.result" || event.name == "db.search.result" ||
                      hintsAtDocuments(event.attributes);
           });
}

void forEachSearchText(const Span &span, const SpanFacts &facts, const SearchDocuments &documents,
                       const std::function<void(std::string_view)> &sink)
{
    const auto give = [&](std::string_view text) {
        if (!text.empty())
            sink(text);
    };
    give(span.name);
    give(span.statusMessage);
    forEachException(span, sink);
    if (facts.isQuery) {
        give(facts.question);
        give(facts.answer);
    }
    if (!documents || !mayCarryDocuments(span))
        return;
    for (const SearchDocument &document : documents(span)) {
        give(document.id);
        give(document.title);
        give(document.content);
    }
}

} // namespace spanwise
