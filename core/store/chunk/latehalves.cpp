// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/latehalves.h"

#include "core/store/chunk/latehalf.h"

namespace spanwise {
namespace {

std::string_view serviceOf(const TelemetryBatch &batch, const Span &span)
{
    return batch.resources[span.resource].serviceName();
}

template<class Owner, class Owners>
std::uint32_t ownerIn(std::vector<Owner> &to, const std::vector<Owner> &from, const TelemetryBatch *batch,
                      std::uint32_t index, Owners &known)
{
    const auto [entry, isNew] = known.try_emplace({batch, index}, static_cast<std::uint32_t>(to.size()));
    if (isNew)
        to.push_back(index < from.size() ? from[index] : Owner{});
    return entry->second;
}

} // namespace

void LateHalves::know(TelemetryBatch stored)
{
    m_stored = std::move(stored);
    for (const Span &span : m_stored.spans)
        know(m_stored, span);
}

LateHalves::Added LateHalves::add(const TelemetryBatch &batch, const Span &later)
{
    const auto found = m_pieces.find(later.id);
    if (found == m_pieces.end())
        return Added::Nothing;
    Piece &piece = found->second;
    if (areTwoSides(piece.now.span, later))
        return addSide(piece, {&batch, later});
    const auto completed = completedBy(piece.now.span, later, m_after.arena);
    if (!completed)
        return Added::Nothing;
    piece.now.span = *completed;
    piece.isChanged = true;
    return Added::Piece;
}

/// The sending side keeps the id that both were sent with.
LateHalves::Added LateHalves::addSide(Piece &piece, const Place &later)
{
    const bool receivingCame = isReceivingSide(later.span);
    const Place &receiving = receivingCame ? later : piece.now;
    Place own{receiving.batch, receivingSideOf(receiving.span)};
    if (!m_ids.insert(own.span.id))
        return Added::Nothing;
    m_fresh.push_back(own);
    if (!receivingCame) {
        piece.now = later;
        piece.isChanged = true;
    }
    return Added::Span;
}

void LateHalves::copy(const Place &from, TelemetryBatch &to, Owners &resources, Owners &scopes)
{
    Span span = from.span;
    span.resource = ownerIn(to.resources, from.batch->resources, from.batch, span.resource, resources);
    span.scope = ownerIn(to.scopes, from.batch->scopes, from.batch, span.scope, scopes);
    to.spans.push_back(span);
}

void LateHalves::finish(const FactsReader &readFacts)
{
    Owners resourcesBefore;
    Owners scopesBefore;
    Owners resources;
    Owners scopes;
    for (const auto &[id, piece] : m_pieces) {
        if (!piece.isChanged)
            continue;
        copy(piece.before, m_before, resourcesBefore, scopesBefore);
        copy(piece.now, m_after, resources, scopes);
    }
    m_repeated = m_after.spans.size();
    for (const Place &fresh : m_fresh)
        copy(fresh, m_after, resources, scopes);
    m_factsBefore = readAllFacts(readFacts, m_before);
    m_factsAfter = readAllFacts(readFacts, m_after);
    for (std::size_t i = 0; i < m_after.spans.size(); ++i)
        m_sources.push_back({&m_after, i, &m_factsAfter[i]});
}

void LateHalves::revise(TraceDigest &digest) const
{
    for (std::size_t i = 0; i < m_after.spans.size(); ++i) {
        const Span &span = m_after.spans[i];
        if (i < m_repeated)
            digest.revise(m_before.spans[i], m_factsBefore[i], span, m_factsAfter[i],
                          serviceOf(m_after, span));
        else
            digest.add(span, m_factsAfter[i], serviceOf(m_after, span));
    }
}

} // namespace spanwise
