// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/marks.h"
#include "core/store/chunk/chunkwriter.h"

#include <span>
#include <string>
#include <vector>

namespace spanwise {

/// A text that full-text search looks through.
struct Passage
{
    SearchMark mark = 0;
    std::string text;
};

/// What a store notes of a chunk so that searches can pass over it.
struct ChunkMarks
{
    std::string packed;            ///< packMarks() of everything below and of all attributes
    std::vector<Passage> passages; ///< names, errors, documents: each once
    std::vector<Passage>
        queryTexts; ///< questions and answers of its queries; the trace's row has those of one query
    int queries = 0;
};

/// Makes them. Keeps its working memory from one chunk to the next. One thread at a time. About 0.3 us a
/// span.
class ChunkMarker
{
public:
    /// Every source has its facts.
    ChunkMarks marksOf(std::span<const SpanSource> spans);

private:
    void addOwners(const SpanSource &source);

    MarkSet m_set;
    const TelemetryBatch *m_batch = nullptr; // of the span before
    std::uint32_t m_resource = 0;
    std::uint32_t m_scope = 0;
};

} // namespace spanwise
