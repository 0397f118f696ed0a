// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/arena.h"
#include "core/model/trace.h"
#include "core/search/datum.h"
#include "core/search/field.h"
#include "core/search/searchtexts.h"

#include <cstdint>
#include <string>
#include <vector>

namespace spanwise::search {

/// What the fields of a search are for the spans of one trace. Data views into the trace or into this reader.
/// What is asked for the whole trace (places in the tree, folded texts) is worked out once, when it is first
/// asked. One thread.
class SpanReader
{
public:
    SpanReader(const Trace &trace, const SearchDocuments &documents)
        : m_trace(trace)
        , m_documents(documents)
    {
    }

    Datum read(const SearchField &field, SpanRow row);
    /// Whether a folded text occurs in a text of the span, or begins the trace's id (4 to 32 hex digits).
    bool hasText(std::string_view folded, SpanRow row);
    const Trace &trace() const noexcept { return m_trace; }

private:
    struct Place
    {
        std::int64_t left = 0;
        std::int64_t right = 0;
        std::int64_t parent = -1;
    };

    Datum attribute(const SearchField &field, SpanRow row);
    Datum intrinsic(SearchField::Intrinsic intrinsic, SpanRow row);
    Datum ofSpan(SearchField::Intrinsic intrinsic, SpanRow row);
    Datum ofFacts(SearchField::Intrinsic intrinsic, SpanRow row);
    Datum ofTrace(SearchField::Intrinsic intrinsic);
    Datum ofTree(SearchField::Intrinsic intrinsic, SpanRow row);
    Datum documentsOf(SpanRow row);
    Datum found(std::span<const Attribute> attributes, std::string_view key);
    Datum of(const Value &value);
    Datum listOf(const std::vector<Datum> &data);
    template<class Id>
    Datum hex(const Id &id);
    SpanRow root() const;
    void numberTree();
    const std::vector<std::string> &texts(SpanRow row);

    const Trace &m_trace;
    const SearchDocuments &m_documents;
    Arena m_arena;
    std::vector<Place> m_places;
    std::vector<std::vector<std::string>> m_texts;
    std::string m_traceId;
};

} // namespace spanwise::search
