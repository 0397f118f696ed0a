// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/chunkmarks.h"

#include "core/store/search.h"

#include <utility>

namespace spanwise {

ChunkMarks ChunkMarker::marksOf(std::span<const SpanSource> spans)
{
    static const SearchDocuments documents = searchDocumentsOf;
    ChunkMarks marks;
    m_set.clear();
    m_batch = nullptr;
    for (const SpanSource &source : spans) {
        const Span &span = source.span();
        SpanFacts facts = *source.facts;
        m_set.addSpan(span, facts);
        addOwners(source);
        if (std::exchange(facts.isQuery, false)) {
            ++marks.queries;
            for (const std::string_view text : {facts.question, facts.answer}) {
                if (text.empty())
                    continue;
                const SearchMark mark = textMark(text);
                m_set.add(mark);
                marks.queryTexts.push_back({mark, std::string(text)});
            }
        }
        forEachSearchText(span, facts, documents, [&](std::string_view text) {
            const SearchMark mark = textMark(text);
            if (m_set.add(mark))
                marks.passages.push_back({mark, std::string(text)});
        });
    }
    marks.packed = packMarks(m_set.marks());
    return marks;
}

/// The spans of a chunk share a handful of resources and come in runs.
void ChunkMarker::addOwners(const SpanSource &source)
{
    const Span &span = source.span();
    const bool same = m_batch == source.batch;
    if ((!same || span.resource != m_resource) && span.resource < source.batch->resources.size())
        m_set.addAttributes(source.batch->resources[span.resource].attributes);
    if ((!same || span.scope != m_scope) && span.scope < source.batch->scopes.size())
        m_set.addAttributes(source.batch->scopes[span.scope].attributes);
    m_batch = source.batch;
    m_resource = span.resource;
    m_scope = span.scope;
}

} // namespace spanwise
