// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/model/spanfacts.h"
#include "core/store/chunk/valuewriter.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace spanwise {

/// Where one span of a chunk comes from.
struct SpanSource
{
    const TelemetryBatch *batch;
    std::size_t index;
    const SpanFacts *facts = nullptr; ///< for ChunkMarker

    const Span &span() const { return batch->spans[index]; }
};

/// Spans of one trace in the form that the chunks table keeps (chunkformat.h), before compression.
struct EncodedChunk
{
    std::string data;
    std::string spanIds;
    std::vector<std::string_view>
        texts; ///< strings that are stored apart, in the order of reference; views into the batches
};

/// Writes chunks. Keeps its working memory from one to the next. One thread at a time.
class ChunkWriter
{
public:
    EncodedChunk encode(std::span<const SpanSource> spans);
    /// The same into a chunk whose room is used again.
    void encode(std::span<const SpanSource> spans, EncodedChunk &chunk);

private:
    void collectIds(std::span<const SpanSource> spans, EncodedChunk &chunk);
    void span(const SpanSource &source);
    void parent(SpanId id);
    void events(const Span &span);
    void links(const Span &span);

    ValueWriter m_out;
    std::vector<std::pair<SpanId, std::uint32_t>> m_ids; // sorted
    std::int64_t m_lastBegin = 0;
};

} // namespace spanwise
