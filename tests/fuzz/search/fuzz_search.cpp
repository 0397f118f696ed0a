// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/completion.h"
#include "core/search/narrowing.h"
#include "core/search/searchmatch.h"
#include "core/search/searchparts.h"
#include "tests/support/outline.h"

#include <cstdint>
#include <cstdlib>

/// Any text parses or fails within the text; what parses can be narrowed, evaluated and taken apart, and can
/// be completed anywhere.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace spanwise;
    static const Trace trace = test::traceFromOutline(
        "ask 0 900\n  retrieval 0 300\n  generation 300 900 error\n    attempt 310 500\n");
    const std::string text(reinterpret_cast<const char *>(data), size);
    const SearchParse parsed = SearchQuery::parse(text);
    if (parsed.query.has_value() == parsed.error.has_value())
        std::abort();
    if (parsed.error &&
        (parsed.error->position + parsed.error->length > text.size() || parsed.error->message.empty()))
        std::abort();
    if (parsed.query) {
        evaluateSearch(*parsed.query, trace, {});
        narrowingOf(*parsed.query);
        for (const SearchPart &part : partsOf(*parsed.query)) {
            if (part.begin >= part.end || part.end > text.size() ||
                !SearchQuery::parse(withoutPart(*parsed.query, part)).query)
                std::abort();
        }
    }
    if (size > 0)
        completionAt(text, data[0] % (size + 1), {});
    return 0;
}
