// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/factsreader.h"
#include "core/store/chunk/chunkwriter.h"
#include "core/store/chunk/spanidset.h"
#include "core/store/chunk/tracedigest.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace spanwise {

/// Pieces of spans of one trace that arrive after the spans themselves (latehalf.h), and what becomes of the
/// spans.
///
/// First know() the spans, then add() the pieces, then finish(). One thread. What was known and added is
/// viewed.
class LateHalves
{
public:
    enum class Added { Nothing, Piece, Span };

    /// The ids of the trace: spans that turn out to be spans of their own join them.
    explicit LateHalves(SpanIdSet &ids)
        : m_ids(ids)
    {
    }

    void know(const TelemetryBatch &batch, const Span &stored)
    {
        m_pieces[stored.id] = {{&batch, stored}, {&batch, stored}};
    }
    /// All spans of the batch; once.
    void know(TelemetryBatch stored);
    Added add(const TelemetryBatch &batch, const Span &later);

    /// Puts together what is to be stored, and says what it means.
    void finish(const FactsReader &readFacts);
    /// What finish() made: first those that take the place of stored ones, then spans that are new.
    const std::vector<SpanSource> &sources() const noexcept { return m_sources; }
    std::size_t repeated() const noexcept { return m_repeated; }
    bool isEmpty() const noexcept { return m_sources.empty(); }
    /// What the digest of the trace says of the spans then.
    void revise(TraceDigest &digest) const;

private:
    struct Place
    {
        const TelemetryBatch *batch = nullptr; // whose resource and scope it names
        Span span{};
    };
    struct Piece
    {
        Place before;
        Place now;
        bool isChanged = false;
    };
    using Owners = std::map<std::pair<const TelemetryBatch *, std::uint32_t>, std::uint32_t>;

    Added addSide(Piece &piece, const Place &later);
    static void copy(const Place &from, TelemetryBatch &to, Owners &resources, Owners &scopes);

    SpanIdSet &m_ids;
    TelemetryBatch m_stored;
    std::map<SpanId, Piece> m_pieces;
    std::vector<Place> m_fresh;
    TelemetryBatch m_before; // spans as they were, parallel to the first of m_after
    TelemetryBatch m_after;
    std::vector<SpanFacts> m_factsBefore;
    std::vector<SpanFacts> m_factsAfter;
    std::vector<SpanSource> m_sources;
    std::size_t m_repeated = 0;
};

} // namespace spanwise
