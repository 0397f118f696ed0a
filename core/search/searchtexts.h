// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/span.h"
#include "core/model/spanfacts.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// A document as search sees it.
struct SearchDocument
{
    std::string id;
    std::string title;
    std::string content;
};

/// Reads the documents of a span (core/genai knows the dialects). Asked only where mayCarryDocuments(). Any
/// thread.
using SearchDocuments = std::function<std::vector<SearchDocument>(const Span &)>;

/// Whether some attribute looks as if documents were in it; keeps the reader away from the many spans that
/// have none.
bool mayCarryDocuments(const Span &span) noexcept;

/// Every text of a span that words are looked for in: its name, what it says of its status, messages and
/// types of recorded exceptions, and the ids, titles and contents of its documents. When it is a query, its
/// question and answer, too.
///
/// The evaluator and every index go through this one function: that is what makes them agree. Views are valid
/// during the call.
void forEachSearchText(const Span &span, const SpanFacts &facts, const SearchDocuments &documents,
                       const std::function<void(std::string_view)> &sink);

} // namespace spanwise
