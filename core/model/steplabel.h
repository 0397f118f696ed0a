// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/span.h"

#include <string_view>

namespace spanwise {

/// Where Haystack keeps what it calls a component.
inline constexpr std::string_view componentNameKey = "haystack.component.name";

/// What to call a span before a person, and what makes spans one step. That is its name; Haystack names every
/// component's span alike and puts the component's own name ("bm25_retriever") beside it. Searches for names
/// use Span::name. Views the span; does not allocate.
inline std::string_view stepLabel(const Span &span) noexcept
{
    if (span.name != "haystack.component.run")
        return span.name;
    const Value *const component = find(span.attributes, componentNameKey);
    const std::string_view label = component == nullptr ? std::string_view() : component->stringOr({});
    return label.empty() ? span.name : label;
}

} // namespace spanwise
