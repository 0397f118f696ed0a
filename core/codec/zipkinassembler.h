// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/batchparts.h"
#include "core/codec/batchsink.h"
#include "core/codec/zipkinspan.h"

#include <unordered_map>
#include <vector>

namespace spanwise {

/// Turns the spans of one Zipkin body into the model's, by the rules of zipkin.h. Add all, then finish once.
class ZipkinAssembler
{
public:
    explicit ZipkinAssembler(DecodedBatch &out)
        : m_out(out)
        , m_sink(out)
        , m_parts(out.batch)
    {
    }

    Arena &arena() noexcept { return m_sink.arena(); }
    std::string_view text(std::string_view text) { return m_sink.text(text); }
    /// Microseconds since 1970; beyond 2262 is a fault of the span.
    static Timestamp timestamp(std::uint64_t microseconds, ZipkinSpan &span);
    static Duration duration(std::uint64_t microseconds);

    void add(ZipkinSpan span) { m_pieces.push_back(std::move(span)); }
    void finish();

private:
    void splitHalves();
    void mergePieces();
    void findTraceStarts();
    void emit(ZipkinSpan &piece);
    void setTime(const ZipkinSpan &piece, Span &span);
    void takeTags(const ZipkinSpan &piece, Span &span);
    void takeEndpoints(const ZipkinSpan &piece);
    std::uint32_t resourceOf(const ZipkinSpan &piece, std::vector<Attribute> attributes);

    DecodedBatch &m_out;
    BatchSink m_sink;
    BatchParts m_parts;
    std::vector<ZipkinSpan> m_pieces;
    std::unordered_map<TraceId, Timestamp> m_traceStarts;
};

} // namespace spanwise
